// The agent dashboard. Cards are kept by id, so a refresh neither moves the focus nor flickers.

const FIRST = 7, STEP = 50;
const TRENDS = {up: "trup", down: "trdn", flat: "flat"};

export function render({model, view}) {
  const page = {model, view, shown: {}, filter: "", clocks: new Map()};
  const title = h("h2", {class: "h20", id: "home-title"}, "Agent dashboard");
  const updated = h("span", {class: "s t3"});
  const problem = h("div", {role: "alert", class: "problem"});
  const kpis = h("dl", {class: "kpis"});
  const columns = h("div", {class: "streams"});
  const streams = new Map();
  const root = h("div", {class: "home"},
    h("div", {class: "pgh"}, title, h("span", {class: "grow"}), updated,
      iconButton("refresh", "Refresh", () => send(model, "refresh")), filterBox(page, () => paintStreams())),
    problem, kpis, columns);

  function paintStreams() {
    for (const data of model.streams) {
      if (!streams.has(data.name)) {
        streams.set(data.name, stream(page, data.name));
        columns.append(streams.get(data.name).element);
      }
      streams.get(data.name).paint(data);
    }
  }
  function paintRead() {
    const at = context(view), time = {timeZone: at.timeZone, hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false};
    updated.textContent = model.readings ? `Updated ${formatter(at.language, time).format(new Date())}` : "";
  }
  function paintProblem() {
    problem.replaceChildren(...(model.error ? [failure(model)] : []));
  }
  const paintKpis = () => kpis.replaceChildren(...model.kpis.map(kpi));
  const paint = () => { paintRead(); paintProblem(); paintKpis(); paintStreams(); };
  model.on("streams", paintStreams);
  model.on("kpis", paintKpis);
  model.on("readings", paintRead);
  model.on("error", paintProblem);
  const ticking = setInterval(() => { if (root.checkVisibility({checkVisibilityCSS: true})) tick(page); }, 1000);
  model.on("remove", () => clearInterval(ticking));
  model.on("after_render", paint); // the Shell's time zone is known once the element stands in the page
  paint();
  return root;
}

function filterBox(page, repaint) {
  const input = h("input", {type: "search", "aria-label": "Filter work items", placeholder: "Filter", spellcheck: "false"});
  input.oninput = () => { page.filter = input.value.trim().toLowerCase(); repaint(); };
  input.onkeydown = (event) => {
    if (event.key === "Escape" && input.value) { input.value = ""; input.oninput(); event.stopPropagation(); }
  };
  page.clear = () => { input.value = ""; input.oninput(); input.focus(); };
  return h("label", {class: "filter"}, icon("filter", 16), input);
}

function failure(model) {
  return h("div", {class: "note dan"}, icon("error", 20),
    h("span", {class: "grow"}, h("span", {class: "m"}, "Work items were not read again. "), model.error),
    h("button", {type: "button", class: "btn out sm", onclick: () => send(model, "refresh")}, icon("refresh", 16), "Try again"));
}

function kpi({label, value, note, trend}) {
  const shown = value === null || value === undefined
    ? h("span", {class: "sk late", role: "img", "aria-label": "Loading"})
    : [value, h("small", {}, trend ? icon(TRENDS[trend], 14) : null, trend ? " " : null, note)];
  return h("div", {class: "kpi"}, h("dt", {class: "l"}, label), h("dd", {class: "v"}, shown));
}

// ---- one column

function stream(page, name) {
  const id = `stream-${name}`;
  const count = h("span", {class: "count q"});
  const heading = h("h3", {id}, h("span"), " ", count);
  const sorting = h("select", {onchange: () => send(page.model, "sort", {stream: name, by: sorting.value})});
  const list = h("ul", {class: "card cards", "aria-labelledby": id});
  const rest = h("div", {class: "rest"});
  const more = h("button", {type: "button", class: "btn txt sm more"});
  const cards = new Map();
  let data = null;
  list.onkeydown = (event) => moveBetweenCards(event, list);
  more.onclick = () => {
    const before = list.children.length;
    page.shown[name] = (page.shown[name] || FIRST) + STEP;
    if (page.shown[name] > data.items.length && data.more) send(page.model, "more", {stream: name});
    paint(data);
    list.children[before]?.querySelector("button").focus();
  };

  function paint(next) {
    data = next;
    const found = data.items.filter((item) => matches(item, page.filter));
    const visible = found.slice(0, page.shown[name] || FIRST), hidden = found.length - visible.length;
    heading.firstChild.textContent = data.label;
    count.textContent = `${found.length}${data.more ? "+" : ""}`;
    paintSorting(sorting, data);
    keep(list, cards, visible, (item) => card(page, name, item));
    list.hidden = visible.length === 0;
    rest.replaceChildren(...(visible.length ? [] : [empty(page, data)]));
    more.hidden = hidden === 0 && !(data.more && visible.length);
    more.textContent = hidden ? `Show ${Math.min(hidden, STEP)} more` : "Show more";
  }
  return {paint, element: h("section", {class: "stream", "aria-labelledby": id},
    h("div", {class: "stream-h"}, heading, h("span", {class: "grow"}), h("span", {class: "sorting"}, sorting, icon("down", 14))), list, rest, more)};
}

function paintSorting(select, {label, sort, sorts}) {
  if (select.options.length !== sorts.length) {
    select.setAttribute("aria-label", `Sort ${label.toLowerCase()}`);
    select.replaceChildren(...sorts.map(({value, label}) => h("option", {value}, label)));
  }
  select.value = sort;
}

const matches = (item, text) => !text || `${item.customer} ${item.subject} ${item.queue} ${item.channel_label} ${item.state_label}`.toLowerCase().includes(text);

// Elements for `items` in order: one is made again only when what it shows has changed.
function keep(list, cards, items, make) {
  const root = list.getRootNode(), focused = root.activeElement?.closest?.("li");
  const place = focused && list.contains(focused) ? {id: focused.dataset.id, pick: root.activeElement.classList.contains("pick")} : null;
  const wanted = new Map(items.map((item) => [String(item.id), JSON.stringify(item)]));
  for (const [id, made] of cards) if (wanted.get(id) !== made.text) { made.element.remove(); cards.delete(id); }
  items.forEach((item, at) => {
    const id = String(item.id);
    if (!cards.has(id)) cards.set(id, {text: wanted.get(id), element: make(item)});
    const {element} = cards.get(id);
    if (list.children[at] !== element) list.insertBefore(element, list.children[at] || null);
  });
  if (place && !list.contains(root.activeElement)) {
    const again = cards.get(place.id)?.element || list.firstElementChild;
    (again?.querySelector(place.pick ? ".pick" : ".open") || again?.querySelector(".open"))?.focus();
  }
}

function moveBetweenCards(event, list) {
  const step = {ArrowDown: 1, ArrowUp: -1}[event.key];
  if (!step || event.altKey || event.ctrlKey || event.metaKey) return;
  const cards = [...list.children], at = cards.indexOf(event.target.closest("li"));
  cards[at + step]?.querySelector(".open").focus();
  event.preventDefault();
}

function empty(page, {label, items, empty}) {
  const filtered = items.length > 0;
  return h("div", {class: "card nothing"}, icon(filtered ? "filter" : empty.icon, 24),
    h("div", {class: "m"}, filtered ? "No card matches the filter" : empty.title),
    filtered ? h("button", {type: "button", class: "btn txt sm", "aria-label": `Clear the filter to see ${label.toLowerCase()}`, onclick: page.clear}, "Clear the filter")
      : h("p", {class: "t2"}, empty.text));
}

// ---- one card

function card(page, name, item) {
  const {model, view} = page;
  const open = h("button", {type: "button", class: "open nm ell", onclick: (event) => send(model, "open", {id: item.id, gesture: gesture(event)})}, item.customer);
  const pick = name === "open" ? pickButton(page, item) : h("span", {class: "hint", "aria-hidden": "true"}, "Open");
  const channel = icon(item.icon, 18);
  return h("li", {class: "wi", "data-id": item.id},
    h("span", {class: "ch-i", title: item.channel_label}, channel, h("span", {class: "vh"}, item.channel_label)),
    h("span", {class: "who"}, open, h("span", {class: "sj ell"}, item.subject || "No subject")),
    h("span", {class: "at"}, h("span", {class: "what"}, corner(page, item)), pick),
    h("span", {class: "ft"}, h("span", {class: "ell"}, [item.queue, item.state_label].filter(Boolean).join(", ")),
      h("span", {class: "vh"}, "Sentiment: "), sentiment(item.sentiment)));
}

function pickButton(page, item) {
  const button = h("button", {type: "button", class: "btn out sm pick", "aria-label": `Pick ${item.customer}`}, icon("adduser", 16), "Pick");
  button.onclick = () => {
    if (button.ariaDisabled === "true") return; // a second press must not try to take it twice
    button.ariaDisabled = "true"; // `disabled` would take the focus away
    setTimeout(() => { button.ariaDisabled = null; }, 2000);
    send(page.model, "pick", {id: item.id});
  };
  return button;
}

// What matters most about it now: how long the customer waits, what is unread, an alert, else when it last changed.
function corner(page, item) {
  if (item.waits_since) {
    const element = h("span", {class: "wait"});
    page.clocks.set(element, item.waits_since);
    paintClock(element, item.waits_since);
    return element;
  }
  if (item.unread) return h("span", {class: "count"}, shellCount(item.unread), h("span", {class: "vh"}, " unread"));
  if (item.alert) return h("span", {class: "chip dan"}, icon("error", 13), "Alert");
  return h("span", {class: "s t3"}, shortMoment(item.at, context(page.view)));
}

function paintClock(element, since) {
  const {stage, text} = shellWait({waits_since: since});
  if (element.dataset.stage !== stage) {
    element.dataset.stage = stage;
    element.className = `wait ${stage}`;
    element.replaceChildren(icon(SHELL_WAIT_ICONS[stage], 14), h("span", {class: "vh"}, SHELL_WAIT_WORDS[stage]), h("span"));
  }
  element.lastChild.textContent = text;
}

function tick(page) {
  for (const [element, since] of page.clocks) {
    if (element.isConnected) paintClock(element, since);
    else page.clocks.delete(element);
  }
}
