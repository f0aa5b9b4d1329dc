// The Sentiment dashboard: figures, charts, and the conversations behind a bar.

const ROWS = 5, MORE = 20, LEVEL_ORDER = [3, 2, 1, 0, -1, -2, -3];
const PERIOD_LABELS = {7: "7 days", 14: "14 days", 28: "28 days"};
const percent = (share) => `${Math.round(100 * share)} %`;
const dayName = (iso, at, options) => formatter(at.language, {timeZone: "UTC", ...options}).format(new Date(`${iso}T00:00:00Z`));
const longName = (iso, at) => dayName(iso, at, {weekday: "long", day: "numeric", month: "long"});

export function render({model, view}) {
  const page = {model, view, rows: ROWS, at: () => context(view)};
  const parts = [heading(page), problem(page), strip(page), byDay(page), list(page), bars(page, "queue", "By queue"), bars(page, "channel", "By channel")];
  const [top, note, kpis, days, rows, queues, channels] = parts.map((part) => part.element);
  const root = h("div", {class: "report"}, top, note, kpis,
    h("div", {class: "two"}, h("div", {class: "side"}, days, rows), h("div", {class: "side"}, queues, channels)));
  const paint = () => {
    root.setAttribute("aria-busy", String(model.reading));
    for (const part of parts) part.paint(model.data.filters ? model.data : null);
  };
  model.on(["data", "error", "reading"], paint);
  model.on("after_render", () => { if (!model.data.filters) send(model, "ready"); });
  paint();
  return root;
}

// ---- the top

function heading(page) {
  const {model} = page;
  const period = h("span", {class: "s t3"});
  const days = choice("Period", () => change()), queue = choice("Queue", () => change()), channel = choice("Channel", () => change());
  const change = () => send(model, "filter", {days: Number(days.select.value), queue: queue.select.value, channel: channel.select.value});
  const element = h("div", {class: "pgh"}, h("h2", {class: "h20"}, "Sentiment"), h("span", {class: "grow"}), period, days.element, queue.element, channel.element,
    iconButton("refresh", "Refresh", () => send(model, "refresh")));
  function paint(data) {
    if (!data) return;
    const {filters, begins, ends} = data, at = page.at();
    period.textContent = `${dayName(begins, at, {day: "numeric", month: "long"})} to ${dayName(ends, at, {day: "numeric", month: "long"})}`;
    days.fill(Object.entries(PERIOD_LABELS), String(filters.days));
    queue.fill([["", "All queues"], ...filters.queues.map((name) => [name, name])], filters.queue);
    channel.fill([["", "All channels"], ...filters.channels], filters.channel);
  }
  return {element, paint};
}

function choice(label, onchange) {
  const select = h("select", {"aria-label": label, onchange});
  let shown = "";
  const fill = (options, value) => {
    if (shown !== JSON.stringify(options)) select.replaceChildren(...options.map(([value, text]) => h("option", {value}, text)));
    shown = JSON.stringify(options);
    select.value = value;
  };
  return {select, fill, element: h("span", {class: "choice"}, select, icon("down", 16))};
}

function problem({model}) {
  const element = h("div", {role: "alert", class: "problem"});
  const again = () => h("button", {type: "button", class: "btn out sm", onclick: () => send(model, "refresh")}, icon("refresh", 16), "Try again");
  const paint = () => element.replaceChildren(...(model.error
    ? [h("div", {class: "note dan"}, icon("error", 20), h("span", {class: "grow"}, h("span", {class: "m"}, "Not read again. "), model.error), again())] : []));
  return {element, paint};
}

function strip() {
  const element = h("dl", {class: "kpis"});
  const waiting = () => h("span", {class: "sk late", role: "img", "aria-label": "Loading"});
  const value = (cell) => cell.level === undefined || cell.level === null ? cell.value : sentiment(cell.level, {size: 20});
  const cell = (kpi) => h("div", {class: "kpi"}, h("dt", {class: "l"}, kpi.label),
    h("dd", {class: "v"}, value(kpi), kpi.note || kpi.trend ? h("small", {}, kpi.trend ? [icon(kpi.trend === "up" ? "trup" : "trdn", 14), " "] : null, kpi.note) : null));
  const blank = () => h("div", {class: "kpi"}, h("dt", {class: "l"}, "\u00a0"), h("dd", {class: "v"}, waiting()));
  return {element, paint: (data) => element.replaceChildren(...(data ? data.kpis.map(cell) : Array.from({length: 5}, blank)))};
}

// ---- levels by day: the figure, and the values of one day in words

function byDay(page) {
  const legend = h("div", {class: "legend"}), values = h("div");
  const figure = daysFigure(page, {
    hover: (place) => { page.over = place; words(); },
    tap: (place, level) => send(page.model, "choose", {by: "day", value: page.model.data.days[place].value, level}),
  });
  const element = h("article", {class: "card", "aria-labelledby": "by-day"},
    h("div", {class: "ch"}, h("h3", {class: "grow", id: "by-day"}, "Levels by day"), h("span", {class: "s t3"}, "share of conversations, centred on Neutral")),
    h("div", {class: "days"}, figure.element, legend));
  const day = choice("Day", () => { page.day = Number(day.select.value); words(); });
  legend.append(day.element, values);
  day.element.classList.add("bare");

  // of the day under the pointer, else of the chosen one, else of the worst
  function words() {
    const {days, chosen} = page.model.data, place = page.over ?? page.day;
    day.select.value = String(place);
    figure.mark(place);
    values.replaceChildren(...LEVEL_ORDER.map((level) => levelRow(page, days[place], chosen, level)), h("div", {class: "s t3 total"}, plural(days[place].total, "conversation")));
  }
  function paint(data) {
    legend.hidden = !data;
    if (!data) return;
    day.fill(data.days.map(({value}, place) => [String(place), longName(value, page.at())]), "");
    if (page.first !== data.days[0].value || page.day >= data.days.length) Object.assign(page, {first: data.days[0].value, day: data.worst});
    if (data.chosen?.by === "day") page.day = data.days.findIndex(({value}) => value === data.chosen.value);
    words();
  }
  return {element, paint};
}

function levelRow(page, day, chosen, level) {
  const on = chosen?.by === "day" && chosen.value === day.value && chosen.level === level;
  return h("button", {type: "button", class: `lv${on ? " on" : ""}`, "aria-pressed": String(on), title: "Show these conversations",
    onclick: () => send(page.model, "choose", {by: "day", value: day.value, level})},
  h("span", {class: `sw f${level + 4}`}), h("span", {class: `l${level + 4}`}, face(level, 16)), h("span", {class: "grow"}, LEVELS[String(level)]), h("span", {class: "m"}, percent(day.shares[level + 3])));
}

// The Bokeh figure, drawn again when its numbers or the theme change. A canvas knows no CSS variables, so there is one a theme.
function daysFigure({model}, {hover, tap}) {
  const element = h("div", {class: "chart", role: "img", "aria-label": "Bars of the levels by day; the list beside them says the same in words"});
  const themeNow = () => document.documentElement.dataset.theme === "dark" ? "dark" : "light";
  let drawn = {}, marked = null, theme = "";
  async function draw() {
    theme = themeNow();
    const item = model.figure[theme];
    if (!item) return;
    const room = h("div");
    drawn.views?.clear();
    element.replaceChildren(room); // Bokeh draws only in what is in the page already
    const views = await Bokeh.embed.embed_item(item, room);
    if (!room.isConnected) return views.clear(); // drawn again meanwhile
    const parts = views.roots[0].model.document.get_model_by_name("levels").data_source;
    drawn = {views, parts, mark: views.roots[0].model.document.get_model_by_name("mark").data_source};
    listen(parts);
    mark(marked);
  }
  function listen(parts) {
    parts.selected.properties.indices.change.connect(() => {
      const [row] = parts.selected.indices;
      if (row !== undefined) tap(parts.data.place[row], parts.data.level[row]);
    });
    parts.inspect.connect(() => {
      const [row] = parts.inspected.indices;
      hover(row === undefined ? null : parts.data.place[row]);
    });
  }
  function mark(place) {
    marked = place;
    if (drawn.parts) drawn.mark.data = frameOf(drawn.parts.data, place);
  }
  const watching = new MutationObserver(() => { if (themeNow() !== theme) draw(); });
  watching.observe(document.documentElement, {attributes: true, attributeFilter: ["data-theme"]});
  element.onpointerleave = () => hover(null);
  model.on(["figure", "after_render"], draw);
  model.on("remove", () => { watching.disconnect(); drawn.views?.clear(); });
  return {element, mark};
}

// A box around the bar at a place.
function frameOf(parts, place) {
  const rows = [...parts.place.keys()].filter((row) => parts.place[row] === place), edge = 0.03;
  if (!rows.length) return {left: [], right: [], bottom: [], top: []};
  return {left: [place - 0.46], right: [place + 0.46],
    bottom: [Math.min(...rows.map((row) => parts.bottom[row])) - edge], top: [Math.max(...rows.map((row) => parts.top[row])) + edge]};
}

const plural = (n, word) => `${n} ${word}${n === 1 ? "" : "s"}`;

// ---- by queue, by channel

function bars(page, by, title) {
  const body = h("div", {class: "cb"});
  const element = h("article", {class: "card", "aria-labelledby": `by-${by}`}, h("div", {class: "ch"}, h("h3", {id: `by-${by}`}, title)), body);
  const paint = (data) => body.replaceChildren(...(!data ? skeletons() : data[by].length ? data[by].map((bar) => barRow(page, by, bar, data.chosen)) : [h("p", {class: "t2"}, "No conversation in this period.")]));
  return {element, paint};
}

const skeletons = () => Array.from({length: 4}, () => h("div", {class: "sk late bar-row"}));

function barRow(page, by, bar, chosen) {
  const on = chosen?.by === by && chosen.value === bar.value;
  const choose = (level) => send(page.model, "choose", {by, value: bar.value, level});
  const part = (level) => {
    const share = bar.shares[level + 3];
    return share > 0 && h("span", {class: `part f${level + 4}`, style: `flex-grow:${share}`, title: `${LEVELS[String(level)]}, ${percent(share)}`, onclick: () => choose(level)});
  };
  const words = LEVEL_ORDER.filter((level) => bar.shares[level + 3] > 0).map((level) => `${LEVELS[String(level)]} ${percent(bar.shares[level + 3])}`).join(", ");
  return h("div", {class: `bar-row${on ? " on" : ""}`},
    h("button", {type: "button", class: "row g8", "aria-pressed": String(on), "aria-description": words, onclick: () => choose(null)},
      bar.icon ? icon(bar.icon, 16) : null, h("span", {class: "grow ell"}, bar.label), h("span", {class: "s t3"}, bar.total), sentiment(bar.level)),
    h("div", {class: "stack", "aria-hidden": "true"}, [...LEVEL_ORDER].reverse().map(part)));
}

// ---- the conversations behind a bar

function list(page) {
  const title = h("h3", {class: "grow", id: "rows"}), rows = h("ul", {class: "rows", "aria-labelledby": "rows"}), rest = h("div");
  const all = h("button", {type: "button", class: "btn txt sm", onclick: () => send(page.model, "all")}, "Show what needs a look");
  const more = h("button", {type: "button", class: "btn txt sm"});
  const live = h("div", {class: "vh", role: "status"});
  let shown = "";
  more.onclick = () => { const before = rows.children.length; page.rows += MORE; paint(page.model.data); rows.children[before]?.querySelector("button").focus(); };
  function paint(data) {
    if (!data) { rows.replaceChildren(); rest.replaceChildren(h("div", {class: "sk late wide"})); title.textContent = "Conversations that need a look"; all.hidden = more.hidden = true; return; }
    const name = listTitle(page, data);
    if (name !== shown) { page.rows = ROWS; live.textContent = shown ? `${name}: ${plural(data.rows_total, "conversation")}` : ""; shown = name; }
    title.replaceChildren(name, " ", h("span", {class: "count q"}, data.rows_total));
    all.hidden = !data.chosen;
    const visible = data.rows.slice(0, page.rows);
    rows.replaceChildren(...visible.map((row) => listRow(page, row)));
    rest.replaceChildren(...(visible.length ? [] : [h("div", {class: "nothing"}, icon("check", 24), h("p", {class: "t2"}, data.chosen ? "No conversation stands there." : "No conversation is Negative or worse."))]));
    const hidden = Math.min(data.rows.length, data.rows_total) - visible.length;
    more.hidden = hidden <= 0;
    more.textContent = `Show ${Math.min(hidden, MORE)} more`;
  }
  const element = h("article", {class: "card", "aria-labelledby": "rows"}, h("div", {class: "ch"}, title, all), rows, rest, more, live);
  return {element, paint};
}

function listTitle(page, {chosen, chosen_label}) {
  if (!chosen) return "Conversations that need a look";
  const where = chosen.by === "day" ? longName(chosen.value, page.at()) : chosen_label;
  return chosen.level === null || chosen.level === undefined ? where : `${where}, ${LEVELS[String(chosen.level)]}`;
}

function listRow(page, row) {
  const meta = [row.customer, row.queue, row.agent, moment(row.at, page.at())].filter(Boolean).join(", ");
  return h("li", {class: "look"},
    h("span", {}, h("span", {class: "vh"}, "Sentiment: "), sentiment(row.level)),
    h("span", {class: "said"}, h("q", {class: "ell", dir: "auto", title: row.text}, row.text), h("span", {class: "s t3 row g6"}, icon(row.channel, 14), h("span", {class: "ell"}, meta))),
    h("button", {type: "button", class: "btn txt sm", "aria-label": `Open the conversation with ${row.customer}`, onclick: (event) => send(page.model, "open", {id: row.id, gesture: gesture(event)})}, "Open"));
}
