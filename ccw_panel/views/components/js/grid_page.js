// A grid: view tabs with counts, quick find, filters, a native table with server-side paging, and a bar for several rows.

export function render({model, view}) {
  const grid = {
    model, view, at: context(view), chosen: new Set(), editor: null,
    head: h("div", {class: "gp-head"}), views: h("div", {class: "subtabs gp-views", role: "tablist", "aria-label": "Views"}),
    filters: h("div", {class: "row g8 gp-filters"}), bulk: h("div", {class: "gp-bulk", role: "toolbar", "aria-label": "Selected rows", hidden: true}),
    table: h("div", {class: "gp-table"}), foot: h("div", {class: "gp-foot"}),
  };
  grid.root = h("div", {class: "gp"}, grid.head, grid.views, grid.filters, h("div", {class: "card gp-card"}, grid.bulk, grid.table), grid.foot);
  grid.find = gridFind(grid);
  model.on("data", () => drawGrid(grid));
  model.on("msg:custom", (told) => {
    if (told.action === "options") grid.editor?.offer(told.text, told.rows);
    if (told.action === "say") announce(view, told.text);
    if (told.action === "answered") grid.table.setAttribute("aria-busy", "false");
  });
  const room = new ResizeObserver(() => fitColumns(grid));
  room.observe(grid.table);
  const unfill = fillPlace(view, grid.root);
  model.on("remove", () => { room.disconnect(); unfill(); });
  drawGrid(grid);
  return grid.root;
}

function tell(grid, action, data = {}) {
  if (action !== "find") grid.find.now(); // what is typed must not be lost to a click made right after it
  grid.table.setAttribute("aria-busy", "true");
  send(grid.model, action, data);
}

function drawGrid(grid) {
  const {data} = grid.model;
  const shown = new Set(data.rows.map((row) => row.ref));
  for (const ref of grid.chosen) if (!shown.has(ref)) grid.chosen.delete(ref);
  drawGridHead(grid);
  drawViews(grid);
  drawFilters(grid);
  drawTable(grid);
  drawBulk(grid);
  drawFoot(grid);
  grid.table.setAttribute("aria-busy", "false");
  const news = `${data.total} ${data.total === 1 ? "row" : "rows"}`;
  if (grid.news !== undefined && grid.news !== news) announce(grid.view, news);
  grid.news = news;
}

// Draws again only what has changed, and gives the focus back to what had it.
function redraw(grid, element, key, build) {
  if (grid[`key-${element.className}`] === key) return;
  grid[`key-${element.className}`] = key;
  const had = element.contains(element.getRootNode().activeElement) && element.getRootNode().activeElement.dataset.key;
  element.replaceChildren(...build().filter(Boolean));
  if (had) element.querySelector(`[data-key="${CSS.escape(had)}"]`)?.focus();
}

/* ---------- head: title, quick find, columns, new ---------- */

function gridFind(grid) {
  const input = h("input", {type: "search", "aria-label": "Find in this view", placeholder: "Find in this view", autocomplete: "off"});
  const find = debounce(() => tell(grid, "find", {text: input.value}), 250);
  input.oninput = find;
  input.onblur = find.now;
  input.onkeydown = (event) => { if (event.key === "Enter") find.now(); };
  return {element: h("div", {class: "inp gp-find"}, icon("search"), input), input, now: find.now};
}

function drawGridHead(grid) {
  const {data} = grid.model;
  const {input} = grid.find;
  if (input.getRootNode().activeElement !== input) input.value = data.search;
  const label = data.label.toLowerCase();
  redraw(grid, grid.head, JSON.stringify([data.title, data.all_columns, data.columns.map((c) => c.name), data.can_create]), () => [
    h("h2", {class: "h20 grow"}, data.title), grid.find.element, columnChooser(grid),
    iconButton("refresh", "Refresh", () => tell(grid, "reload")),
    data.can_create ? h("button", {type: "button", class: "btn pri", onclick: (event) => send(grid.model, "new", {gesture: gesture(event)})}, icon("plus"), `New ${label}`) : null,
  ]);
}

function columnChooser(grid) {
  const {data} = grid.model;
  const shown = data.columns.map((column) => column.name);
  const box = ({name, label}) => {
    const input = h("input", {type: "checkbox", checked: shown.includes(name), "data-key": `column-${name}`, onchange: () => {
      const names = input.checked ? [...shown, name] : shown.filter((other) => other !== name);
      if (names.length) tell(grid, "columns", {names});
      else input.checked = true;
    }});
    return h("label", {class: "mi"}, input, h("span", {class: "nw"}, label));
  };
  const reset = h("button", {type: "button", class: "btn txt sm", disabled: data.usual_columns, onclick: () => tell(grid, "columns", {names: []})}, "Usual columns");
  return popover(grid, "columns", "Columns", "columns", () => [h("div", {class: "gp-columns"}, data.all_columns.map(box)), reset]);
}

// A button that shows a panel below itself; it stays open while the grid is drawn again.
function popover(grid, name, label, picture, build, className = "btn out") {
  const panel = h("div", {class: "menu gp-pop", role: "dialog", "aria-label": label, hidden: true});
  const button = h("button", {type: "button", class: className, "aria-haspopup": "dialog", "aria-expanded": "false", "data-key": name}, icon(picture), label);
  const box = h("span", {class: "menu-at"}, button, panel);
  const show = (open, back = false) => {
    grid.open = open ? name : null;
    panel.hidden = !open;
    button.setAttribute("aria-expanded", String(open));
    if (open) panel.replaceChildren(...build().filter(Boolean));
    if (back) button.focus();
  };
  button.onclick = () => { show(panel.hidden); panel.querySelector("input, select, button")?.focus(); };
  box.onkeydown = (event) => { if (event.key === "Escape" && !panel.hidden) { event.stopPropagation(); show(false, true); } };
  box.addEventListener("focusout", (event) => { if (!panel.hidden && event.relatedTarget && !box.contains(event.relatedTarget)) show(false); });
  box.close = () => show(false, true);
  if (grid.open === name) show(true);
  return box;
}

/* ---------- view tabs ---------- */

function drawViews(grid) {
  const {data} = grid.model;
  redraw(grid, grid.views, JSON.stringify([data.views, data.view]), () => data.views.map((one, i) => {
    const on = one.name === data.view;
    const move = (event) => {
      const by = {ArrowRight: 1, ArrowLeft: -1}[event.key];
      if (by) { event.preventDefault(); grid.views.children[(i + by + data.views.length) % data.views.length].focus(); }
    };
    return h("button", {type: "button", role: "tab", class: on ? "on" : "", "aria-selected": String(on), tabindex: on ? "0" : "-1", "data-key": one.name, onkeydown: move, onclick: () => tell(grid, "view", {name: one.name})},
      one.label, one.count === null || one.count === undefined ? null : h("span", {class: "count q"}, String(one.count)));
  }));
}

/* ---------- filters ---------- */

function drawFilters(grid) {
  const {data} = grid.model;
  const fixed = (one) => h("span", {class: "chip line gp-chip"}, h("span", {class: "t3"}, one.label), one.text);
  const own = (one) => h("span", {class: "chip line gp-chip own"}, h("span", {class: "t3"}, one.label), h("span", {class: "ell"}, filterWords(grid, one)),
    iconButton("close", `Remove filter ${one.label}`, () => tell(grid, "filter", {column: one.column, value: null}), {size: 13, className: "ib x"}));
  const any = data.filters.length || data.search || data.sorted_by_person;
  const sorted = data.sort.map((one) => `${one.label}${one.down ? ", descending" : ""}`).join(", then ");
  redraw(grid, grid.filters, JSON.stringify([data.where, data.filters, data.search, data.sort, data.filterable, data.sorted_by_person]), () => [
    ...data.where.map(fixed), ...data.filters.map(own), filterEditor(grid),
    any ? h("button", {type: "button", class: "btn txt neutral sm", onclick: () => { grid.find.input.value = ""; tell(grid, "clear"); }}, "Clear") : null,
    h("span", {class: "grow"}), h("span", {class: "s t3 ell"}, sorted ? `Sorted by ${sorted.toLowerCase()}` : ""),
  ]);
}

function filterWords(grid, {column, value}) {
  const spec = grid.model.data.filterable.find((one) => one.name === column);
  if (Array.isArray(value)) return value.map((v) => spec.choices.find((c) => c.value === v)?.label ?? v).join(" or ");
  if (spec.span) {
    const text = (v) => (spec.kind === "date" ? calendarDay(v) : day(v, grid.at));
    const last = value.to && spec.kind === "moment" ? new Date(Date.parse(value.to) - 60000).toISOString() : value.to;
    return [value.from && `from ${text(value.from)}`, last && `to ${text(last)}`].filter(Boolean).join(" ");
  }
  if (typeof value === "boolean") return value ? "Yes" : "No";
  return value?.title ?? `has "${value}"`;
}

function filterEditor(grid) {
  const {data} = grid.model;
  const box = popover(grid, "filter", "Filter", "filter", () => {
    const select = h("select", {"aria-label": "Column to filter"}, data.filterable.map((spec) => h("option", {value: spec.name}, spec.label)));
    const body = h("div", {class: "gp-edit"});
    const draw = () => {
      const spec = data.filterable.find((one) => one.name === select.value);
      const known = data.filters.find((one) => one.column === spec.name)?.value ?? null;
      grid.editor = filterField(grid, spec, known);
      body.replaceChildren(grid.editor.element);
    };
    select.onchange = draw;
    if (grid.column && data.filterable.some((spec) => spec.name === grid.column)) select.value = grid.column;
    draw();
    const apply = () => { grid.column = select.value; tell(grid, "filter", {column: select.value, value: grid.editor.value()}); box.close(); };
    body.onkeydown = (event) => { if (event.key === "Enter" && !event.defaultPrevented && event.target.tagName !== "BUTTON") apply(); };
    return [h("div", {class: "inp pick"}, select, icon("down")), body, h("div", {class: "row g8"}, h("span", {class: "grow"}), h("button", {type: "button", class: "btn pri sm", onclick: apply}, "Apply"))];
  }, "btn txt sm");
  return box;
}

// What a column is filtered by: boxes for choices, two days for dates, yes or no, a lookup, or words.
function filterField(grid, spec, known) {
  if (spec.choices.length) {
    const boxes = spec.choices.map((choice) => [h("input", {type: "checkbox", checked: (known || []).includes(choice.value)}), choice]);
    const element = h("fieldset", {class: "gp-choices"}, h("legend", {class: "vh"}, spec.label), boxes.map(([input, choice]) => h("label", {class: "mi"}, input, choice.icon ? icon(choice.icon) : null, choice.label)));
    return {element, value: () => { const all = boxes.filter(([input]) => input.checked).map(([, c]) => c.value); return all.length ? all : null; }, offer() {}};
  }
  if (spec.span) return spanField(grid, spec, known || {});
  if (spec.kind === "boolean") {
    const one = field({...spec, kind: "choice", choices: [{value: 1, label: "Yes"}, {value: 0, label: "No"}]}, known === null ? null : Number(known), {at: grid.at});
    return {element: one.element, value: () => (one.get() === null ? null : one.get() === 1), offer() {}};
  }
  const one = field({...spec, kind: ["email", "phone"].includes(spec.kind) ? "text" : spec.kind}, known, {at: grid.at, onlookup: (name, text) => send(grid.model, "lookup", {field: name, text})});
  return {element: one.element, value: () => one.get() || null, offer: (text, rows) => one.offer(text, rows)};
}

function spanField(grid, spec, known) {
  const {at} = grid;
  const asDay = (v, shift = 0) => (!v ? null : spec.kind === "date" ? v : wallClock(new Date(Date.parse(v) - shift).toISOString(), at).slice(0, 10));
  const from = field({...spec, name: "from", kind: "date", label: `${spec.label} from`}, asDay(known.from), {at});
  const to = field({...spec, name: "to", kind: "date", label: "to"}, asDay(known.to, 60000), {at});
  const next = (text) => new Date(Date.parse(`${text}T00:00Z`) + 86400000).toISOString().slice(0, 10);
  const value = () => {
    const [first, last] = [from.get(), to.get()];
    if (!first && !last) return null;
    if (spec.kind === "date") return {from: first, to: last};
    return {from: first && instant(`${first}T00:00`, at), to: last && instant(`${next(last)}T00:00`, at)};
  };
  return {element: h("div", {class: "gp-span"}, from.element, to.element), value, offer() {}};
}

/* ---------- table ---------- */

function drawTable(grid) {
  const {data} = grid.model;
  const key = JSON.stringify([data.columns, data.rows, data.sort, data.failure]);
  if (grid.drawn === key) return;
  grid.drawn = key;
  const root = grid.table.getRootNode(), had = grid.table.contains(root.activeElement) ? root.activeElement : null;
  const at = had && {row: had.closest("tr")?.dataset.ref, sort: had.dataset.key};
  if (data.failure) return grid.table.replaceChildren(failedPart(`${data.title} did not load`, `${data.failure} Your filters are kept.`, () => tell(grid, "reload")));
  const picks = data.bulk.length > 0;
  const columns = h("colgroup", {}, picks && h("col", {style: `width:${PICK_PX}px`}), data.columns.map(() => h("col")));
  const head = h("thead", {}, h("tr", {}, picks && h("th", {class: "pickcell"}, pickAll(grid)), data.columns.map((column) => headCell(grid, column))));
  const link = linkColumn(data);
  const body = h("tbody", {}, data.rows.map((row, i) => tableRow(grid, row, i, link)));
  grid.table.replaceChildren(h("table", {"aria-label": data.views.find((one) => one.name === data.view)?.label || data.title}, columns, head, body), data.rows.length ? "" : emptyGrid(grid));
  fitColumns(grid);
  if (at?.row) grid.table.querySelector(`tr[data-ref="${CSS.escape(at.row)}"]`)?.focus();
  else if (at?.sort) grid.table.querySelector(`[data-key="${CSS.escape(at.sort)}"]`)?.focus();
  return undefined;
}

const PICK_PX = 36;
const WORDY = ["title", "subject", "name", "full_name", "customer"];

// The least width in pixels at which a column's usual values can be read.
function leastWidth({name, kind}) {
  if (WORDY.includes(name)) return name === "title" || name === "subject" ? 190 : 120;
  return {number: 100, priority: 96, status_reason: 148, sentiment: 132}[name] ?? (kind === "integer" ? 72 : 104);
}

// Shows as many columns from the left as can be read in the room there is, and shares what is left over among them.
function fitColumns(grid) {
  const room = grid.table.clientWidth, table = grid.table.querySelector("table"), {columns, bulk} = grid.model.data;
  if (!room || !table) return;
  const first = bulk.length > 0 ? 1 : 0, least = columns.map(leastWidth);
  let spare = room - first * PICK_PX - least[0], shown = 1;
  while (shown < columns.length && spare >= least[shown]) { spare -= least[shown]; shown += 1; }
  const weight = columns.slice(0, shown).reduce((sum, column) => sum + column.width, 0);
  table.querySelectorAll("col").forEach((col, n) => {
    const column = columns[n - first];
    if (column) col.style.width = `${least[n - first] + Math.max(0, spare) * column.width / weight}px`;
  });
  for (const line of [table.querySelector("colgroup"), ...table.rows]) [...line.children].forEach((cell, n) => { cell.hidden = n >= first + shown; });
}

function headCell(grid, column) {
  const sorted = grid.model.data.sort[0]?.column === column.name ? grid.model.data.sort[0] : null;
  const state = sorted ? (sorted.down ? "descending" : "ascending") : null;
  const name = [h("span", {class: "ell"}, column.label), sorted ? icon(sorted.down ? "down" : "up", 14) : null];
  return h("th", {scope: "col", "aria-sort": state, class: sorted ? "sorted" : ""},
    column.sortable ? h("button", {type: "button", class: "ell", "data-key": `sort-${column.name}`, onclick: () => tell(grid, "sort", {column: column.name})}, name) : h("span", {class: "ell"}, name));
}

// The number opens the record where there is one, else the first column.
function linkColumn({columns}) {
  const named = columns.findIndex((column) => column.name === "number");
  const title = columns.findIndex((column) => WORDY.includes(column.name));
  return named >= 0 && columns[0].name !== "name" && columns[0].name !== "full_name" ? named : Math.max(title, 0);
}

function tableRow(grid, row, i, link) {
  const {columns} = grid.model.data;
  const open = (ref, how) => send(grid.model, "open", {ref, gesture: how});
  const cells = columns.map((column, n) => h("td", {class: column.kind === "integer" ? "r" : ""}, n === link ? recordLink(row.ref, cellText(row.cells[n], column, grid.at) || "Open", open, {tabindex: "-1", class: "ell"}) : gridCell(row.cells[n], column, grid.at)));
  const pick = h("input", {type: "checkbox", "aria-label": `Select ${row.title}`, tabindex: "-1", checked: grid.chosen.has(row.ref), onchange: () => pickRow(grid, row.ref, pick.checked)});
  return h("tr", {
    tabindex: i === 0 ? "0" : "-1", "data-ref": row.ref, class: [grid.chosen.has(row.ref) ? "sel" : "", row.active ? "" : "off"].join(" "),
    onclick: (event) => { if (!event.target.closest("input, label, a") && !String(getSelection())) open(row.ref, gesture(event)); },
    onkeydown: (event) => rowKey(event, grid, row, open),
  }, grid.model.data.bulk.length > 0 && h("td", {class: "pickcell"}, h("label", {}, pick)), cells);
}

function rowKey(event, grid, row, open) {
  const rows = [...grid.table.querySelectorAll("tbody tr")], at = rows.indexOf(event.currentTarget);
  const to = {ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1}[event.key];
  if (to !== undefined) {
    event.preventDefault();
    const next = rows[Math.min(rows.length - 1, Math.max(0, to))];
    rows.forEach((one) => { one.tabIndex = one === next ? 0 : -1; });
    next.focus();
  } else if (event.key === "Enter" && event.target === event.currentTarget) {
    event.preventDefault();
    open(row.ref, gesture(event));
  } else if (event.key === " " && event.target === event.currentTarget && grid.model.data.bulk.length) {
    event.preventDefault();
    pickRow(grid, row.ref, !grid.chosen.has(row.ref));
  }
}

function cellText(value, column, at) {
  if (value === null || value === undefined) return "";
  if (column.kind === "choice") return column.choices.find((choice) => choice.value === value)?.label ?? String(value);
  return lockedText(column, value, at);
}

function gridCell(value, column, at) {
  if (value === null || value === undefined || value === "") return h("span", {class: "t3"}, h("span", {class: "vh"}, "none"));
  if (column.name === "sentiment") return sentiment(value);
  if (column.kind === "choice") return choiceCell(value, column);
  if (column.kind === "moment") return h("time", {class: "t2 ell", datetime: value, title: fullMoment(value, at)}, day(value, at) === "Today" ? moment(value, at) : day(value, at));
  if (/_s$/.test(column.name)) return duration(value);
  const text = lockedText(column, value, at);
  return h("span", {class: `ell${WORDY.includes(column.name) ? "" : " t2"}`, title: text}, text);
}

// Reasons and states are chips; a picture with its word where colour or shape helps; else the word.
function choiceCell(value, column) {
  const choice = column.choices.find((one) => one.value === value);
  if (!choice) return h("span", {class: "t2"}, String(value));
  if (["status", "status_reason", "state"].includes(column.name)) return choiceChip(choice);
  return h("span", {class: `row g6 ${choice.tone ? `tone-${choice.tone}` : "t2"}`}, choice.icon ? icon(choice.icon, 15) : null, h("span", {class: "ell"}, choice.label));
}

function emptyGrid(grid) {
  const {data} = grid.model;
  const filtered = data.filters.length || data.search;
  const way = filtered
    ? h("button", {type: "button", class: "btn out sm", onclick: () => { grid.find.input.value = ""; tell(grid, "clear"); }}, "Clear filters")
    : data.can_create ? h("button", {type: "button", class: "btn out sm", onclick: () => send(grid.model, "new", {})}, icon("plus"), `New ${data.label.toLowerCase()}`) : null;
  return h("div", {class: "gp-empty"}, icon(filtered ? "search" : "check", 24), h("p", {class: "m"}, filtered ? "Nothing matches" : "Nothing in this view"), h("p", {class: "t2"}, filtered ? "Take a filter away, or look in another view." : "What belongs here appears by itself."), way);
}

/* ---------- several rows ---------- */

function pickAll(grid) {
  const {rows} = grid.model.data;
  const box = h("input", {type: "checkbox", "aria-label": "Select all rows of this page", "data-key": "all", checked: rows.length > 0 && rows.every((row) => grid.chosen.has(row.ref)), disabled: rows.length === 0});
  box.onchange = () => { rows.forEach((row) => (box.checked ? grid.chosen.add(row.ref) : grid.chosen.delete(row.ref))); markPicked(grid); };
  return h("label", {}, box);
}

function pickRow(grid, ref, on) {
  if (on) grid.chosen.add(ref);
  else grid.chosen.delete(ref);
  markPicked(grid);
}

function markPicked(grid) {
  const {rows} = grid.model.data;
  for (const tr of grid.table.querySelectorAll("tbody tr")) {
    const on = grid.chosen.has(tr.dataset.ref);
    tr.classList.toggle("sel", on);
    tr.querySelector("input").checked = on;
  }
  const all = grid.table.querySelector("thead input");
  all.checked = rows.length > 0 && grid.chosen.size === rows.length;
  all.indeterminate = grid.chosen.size > 0 && !all.checked;
  drawBulk(grid);
  send(grid.model, "select", {refs: [...grid.chosen]});
}

function drawBulk(grid) {
  const {data} = grid.model;
  grid.bulk.hidden = grid.chosen.size === 0;
  if (grid.bulk.hidden) return;
  const run = (one) => () => {
    const go = () => tell(grid, "bulk", {name: one.name, refs: [...grid.chosen]});
    if (!one.asks) return go();
    const yes = h("button", {type: "button", class: "btn pri", onclick: () => { box.close(); go(); }}, one.label);
    const box = dialog(`${one.label} ${grid.chosen.size}?`, h("p", {}, one.asks), [h("button", {type: "button", class: "btn out", onclick: () => box.close()}, "Back"), yes]);
    grid.root.append(box);
    return box.showModal();
  };
  grid.bulk.replaceChildren(h("span", {class: "m", role: "status"}, `${grid.chosen.size} selected`),
    ...data.bulk.map((one) => h("button", {type: "button", class: "btn txt sm", onclick: run(one)}, icon(one.icon, 15), one.label)),
    h("span", {class: "grow"}), h("button", {type: "button", class: "btn txt neutral sm", onclick: () => { grid.chosen.clear(); markPicked(grid); }}, icon("close", 14), "Clear selection"));
}

/* ---------- foot ---------- */

function drawFoot(grid) {
  const {data} = grid.model;
  const last = Math.min(data.total, data.offset + data.rows.length);
  const turn = (to) => { tell(grid, "turn", {offset: to}); scrollPlace(grid.view.el).scrollTop = 0; };
  redraw(grid, grid.foot, JSON.stringify([data.offset, data.total, data.rows.length, data.failure]), () => (data.total === 0 || data.failure ? [] : [
    h("span", {class: "s t3 grow"}, ""), h("span", {class: "s t3"}, `${data.offset + 1} to ${last} of ${data.total.toLocaleString("en-GB")}`),
    iconButton("left", "Previous page", () => turn(data.offset - data.page), {className: "ib md", disabled: data.offset === 0, "data-key": "back"}),
    iconButton("right", "Next page", () => turn(data.offset + data.page), {className: "ib md", disabled: last >= data.total, "data-key": "on"}),
  ]));
}
