// The form of one record: title row, sections of fields, what belongs to it, its timeline, and the save bar.
//
// `data` is the record (rebuilt fields keep what is being typed), `state` what changes while typing, `around` the
// right-hand column. Actions: edit, save, resolve, discard, refresh, choose, lookup, open, new, note, note_typed, run.

export function render({model, view}) {
  const page = {
    model, view, at: context(view), fields: new Map(), part: "details", structure: "",
    header: h("div", {class: "rp-head"}), notes: h("div", {class: "rp-notes"}), parts: h("div", {class: "subtabs rp-parts", role: "tablist", "aria-label": "Parts of the record"}),
    form: h("div", {class: "rp-form"}), side: h("div", {class: "rp-side"}), wide: h("div", {class: "rp-wide", hidden: true}), bar: h("div", {class: "rp-bar", role: "region", "aria-label": "Unsaved changes"}),
  };
  page.columns = h("div", {class: "rp-columns"}, page.form, page.side);
  page.root = h("div", {class: "rp"}, h("div", {class: "rp-body"}, page.header, page.notes, page.parts, page.columns, page.wide), page.bar);
  page.saveBar = saveBar(page);
  page.drafts = recordDrafts(page);
  page.note = recordNote(page);
  listen(page);
  drawAll(page);
  page.drafts.restore();
  if (!model.around.loaded) whenReady(view, () => send(model, "around"));
  model.on("remove", fillPlace(view, page.root));
  return page.root;
}

function listen(page) {
  const {model} = page;
  const done = new AbortController();
  model.on("data", () => drawAll(page));
  model.on("state", () => drawState(page));
  model.on("around", () => drawAround(page));
  model.on("msg:custom", (told) => TOLD[told.action]?.(page, told));
  model.on("remove", () => { page.drafts.flush(); done.abort(); });
  page.root.addEventListener("focusout", () => page.drafts.flush());
  window.addEventListener("pagehide", () => page.drafts.flush(), {signal: done.signal});
}

const TOLD = {
  options: (page, {field: name, text, rows}) => page.fields.get(name)?.offer(text, rows),
  kept: (page, {seq}) => { page.keptAt = new Date().toISOString(); page.drafts.kept(seq); drawBar(page); },
  say: (page, {text}) => announce(page.view, text),
  saved: (page, {text}) => announce(page.view, text),
  refused: (page) => focusProblem(page),
  resolve: (page, told) => page.resolving?.(told),
  note_added: (page) => page.note.clear(),
};

/* ---------- drafts: the browser's own storage at once, Python 300 ms later ---------- */

function recordDrafts(page) {
  const key = () => `ccw:draft:${page.model.data.key}`;
  let typed = {}, seq = 0, sent = 0, base = 0;  // base: the version that was on the screen when the first of them was typed
  const store = () => { try { localStorage.setItem(key(), JSON.stringify({at: Date.now(), base, edits: typed})); } catch { /* full or switched off: Python still gets it */ } };
  const forget = () => { typed = {}; try { localStorage.removeItem(key()); } catch { /* as above */ } };
  const pass = () => { sent = seq; send(page.model, "edit", {edits: typed, seq, base}); };
  const later = debounce(pass, 200, 300);
  return {
    edit(name, value, on = page.model.data.version) { if (!Object.keys(typed).length) base = on; typed = {...typed, [name]: value}; seq += 1; store(); drawBar(page); page.fields.get(name)?.mark(true); later(); },
    flush: () => later.now(),
    holds: (name) => name in typed,
    pending: () => Object.keys(typed),
    kept(upTo) { if (upTo === seq && sent === seq) forget(); },
    drop() { later.cancel(); forget(); },
    restore() {
      if (!page.model.data.editable) return;
      const kept = readDraft(key());
      if (!kept || isOlder(kept.at, page.model.state.draft_at)) return forget();
      for (const [name, value] of Object.entries(kept.edits)) {
        const known = page.fields.get(name);
        if (!known || known.locked) continue;
        known.set(value);
        this.edit(name, value, kept.base ?? page.model.data.version);
      }
      whenReady(page.view, () => later.now());
    },
  };
}

function readDraft(key) {
  try {
    const kept = JSON.parse(localStorage.getItem(key));
    return kept && typeof kept.edits === "object" && typeof kept.at === "number" ? kept : null;
  } catch {
    return null;
  }
}

/* ---------- what the person does ---------- */

function save(page, chosen = false) {
  if (!page.model.data.editable) return;
  page.drafts.flush();
  if (page.model.state.conflict && !chosen) return toChoice(page);
  send(page.model, "save");
}

// Two have saved: what is kept is chosen in the panel, and never by pressing Save once more.
function toChoice(page) {
  const panel = page.root.querySelector(".rp-collision");
  panel.scrollIntoView({block: "nearest"});
  panel.querySelector("input:checked, button")?.focus();
  announce(page.view, "Choose what to keep, then save your choice.");
}

function discard(page) {
  page.drafts.drop();
  send(page.model, "discard");
}

const open = (page, from) => (ref, how) => send(page.model, "open", {ref, from, gesture: how});

function run(page, command) {
  const go = () => { page.drafts.flush(); send(page.model, "run", {command: command.name}); };
  if (!command.asks) return go();
  const yes = h("button", {type: "button", class: "btn pri", onclick: () => { box.close(); go(); }}, command.label);
  const no = h("button", {type: "button", class: "btn out", onclick: () => box.close()}, "Back");
  const box = dialog(`${command.label}?`, h("p", {}, command.asks), [no, yes]);
  page.root.append(box);
  box.showModal();
  return undefined;
}

function focusProblem(page) {
  const wrong = [...page.fields.values()].find((one) => page.model.state.problems[one.name]);
  if (wrong) { showPart(page, "details"); wrong.focus(); }
}

/* ---------- title row ---------- */

function drawAll(page) {
  const {data} = page.model;
  drawHeader(page);
  drawForm(page);
  drawAround(page);
  drawState(page);
  page.root.classList.toggle("new", data.is_new);
}

function drawHeader(page) {
  const {data} = page.model;
  const title = h("h2", {class: "h20 ell", tabindex: "-1"}, data.title);
  const line = [data.number, data.created_at && `${data.kind === "case" ? "opened" : "created"} ${since(data.created_at)}`, data.owner && `owned by ${data.owner}`].filter(Boolean).join(", ");
  const main = data.commands.filter((c) => c.main).map((c) => h("button", {type: "button", class: "btn out", onclick: () => run(page, c)}, icon(c.icon), c.label));
  const resolve = data.can_resolve && h("button", {type: "button", class: "btn out", onclick: () => openResolve(page)}, icon("check"), "Resolve");
  const note = !data.is_new && h("button", {type: "button", class: "btn out", onclick: () => { showPart(page, "details"); page.note.focus(); }}, icon("note"), "New note");
  page.header.replaceChildren(
    h("div", {class: "grow"}, h("div", {class: "row g8"}, title, data.chips.map(chip)), h("div", {class: "s t3 rp-line"}, line)),
    ...[resolve, ...main, note, !data.is_new && moreMenu(page)].filter(Boolean));
  drawParts(page);
}

function chip({label, icon: name, tone, bare}) {
  return h("span", {class: `chip${bare ? " bare" : ""}${tone ? ` tone-${tone}` : ""}`}, name && icon(name, bare ? 14 : 13), label);
}

function since(iso) {
  const minutes = (Date.now() - Date.parse(iso)) / 60000;
  if (minutes < 1) return "just now";
  const [count, unit] = minutes < 60 ? [minutes, "minute"] : minutes < 1440 ? [minutes / 60, "hour"] : [minutes / 1440, "day"];
  const whole = Math.floor(count);
  return `${whole} ${unit}${whole === 1 ? "" : "s"} ago`;
}

function moreMenu(page) {
  const {data} = page.model;
  const refresh = {label: "Refresh", icon: "refresh", act: () => { page.drafts.flush(); send(page.model, "refresh"); }};
  const copy = {label: "Copy link", icon: "link", act: () => { navigator.clipboard?.writeText(new URL(`?open=${data.ref}`, location.href).href); announce(page.view, "Link copied"); }};
  const create = {label: `New ${data.label.toLowerCase()}`, icon: "plus", act: () => send(page.model, "new", {kind: data.kind})};
  const rest = data.commands.filter((c) => !c.main).map((c) => ({label: c.label, icon: c.icon, act: () => run(page, c)}));
  return menuButton("More actions", "more", [refresh, copy, create, ...rest]);
}

/* ---------- parts: details, a list of each kind of related record, history ---------- */

function drawParts(page) {
  const {data, around} = page.model;
  page.parts.hidden = data.is_new;
  const related = around.related.map((list) => ({id: `related-${list.label}`, label: list.label, count: list.total}));
  const all = [{id: "details", label: "Details"}, ...related, {id: "history", label: "History"}];
  if (!all.some((part) => part.id === page.part)) page.part = "details";
  const had = page.parts.contains(page.parts.getRootNode().activeElement);
  page.parts.replaceChildren(...all.map((part) => {
    const on = part.id === page.part;
    const select = () => showPart(page, part.id);
    return h("button", {type: "button", role: "tab", class: on ? "on" : "", "aria-selected": String(on), tabindex: on ? "0" : "-1", onclick: select, onkeydown: (event) => movePart(event, page, all)},
      part.label, part.count !== undefined && h("span", {class: "count q"}, String(part.count)));
  }));
  if (had) page.parts.querySelector(".on").focus();
}

function movePart(event, page, all) {
  const by = {ArrowRight: 1, ArrowLeft: -1}[event.key];
  if (!by) return;
  event.preventDefault();
  const at = all.findIndex((part) => part.id === page.part);
  showPart(page, all[(at + by + all.length) % all.length].id);
}

function showPart(page, id) {
  page.part = id;
  page.columns.hidden = id !== "details";
  page.wide.hidden = id === "details";
  drawParts(page);
  drawWide(page);
}

function drawWide(page) {
  const {around} = page.model;
  if (page.part === "history") page.wide.replaceChildren(timelineCard(page, around.timeline, "History"));
  const list = around.related.find((one) => page.part === `related-${one.label}`);
  if (list) page.wide.replaceChildren(relatedCard(page, list));
}

/* ---------- fields ---------- */

function drawForm(page) {
  const {data} = page.model;
  const structure = JSON.stringify([data.ref, data.editable, data.html, data.sections.map((s) => [s.label, s.fields.map((f) => f.spec)])]);
  if (structure !== page.structure) {
    page.structure = structure;
    page.fields.clear();
    page.form.replaceChildren(...(data.html === null ? [] : [reading(data)]), ...data.sections.map((section, i) => sectionCard(page, section, i)));
    return;
  }
  for (const {spec, value} of data.sections.flatMap((section) => section.fields)) {
    const known = page.fields.get(spec.name);
    if (!page.drafts.holds(spec.name) && JSON.stringify(known.get() ?? null) !== JSON.stringify(value ?? null)) known.set(value);
  }
}

function sectionCard(page, section, i) {
  const made = section.fields.map(({spec, value}) => recordField(page, spec, value));
  made.forEach((one) => page.fields.set(one.name, one));
  return h("section", {class: "card rp-section", "aria-label": section.label},
    i === 0 ? null : h("h3", {class: "m"}, section.label), h("div", {class: "rp-grid"}, made.map((one) => one.element)));
}

function recordField(page, spec, value) {
  const {data} = page.model;
  return field(spec, value, {
    at: page.at, readOnly: !data.editable, quiet: !data.editable,
    onedit: (name, v) => page.drafts.edit(name, v),
    onlookup: (name, text) => send(page.model, "lookup", {field: name, text}),
    onopen: open(page, "lookup"),
    onnew: (kind, name, how) => { page.drafts.flush(); send(page.model, "new", {kind, field: name, gesture: how}); },
  });
}

function reading(data) {
  return h("article", {class: "card rp-reading", "aria-label": data.title}, data.summary && h("p", {class: "rp-summary"}, data.summary), h("div", {class: "prose"}, safeNodes(data.html)));
}

/* ---------- what changes while typing: problems, unsaved marks, save bar, conflict ---------- */

function drawState(page) {
  const {state} = page.model;
  for (const one of page.fields.values()) {
    one.mark(state.changed.includes(one.name) || page.drafts.holds(one.name));
    if (!page.drafts.holds(one.name)) one.say(state.problems[one.name] || null);
  }
  drawNotes(page);
  drawBar(page);
}

function drawNotes(page) {
  const {data, state} = page.model;
  const line = (tone, name, text, ...more) => h("div", {class: `note ${tone}`, role: tone === "dan" ? "alert" : "status"}, icon(name, 20), h("span", {class: "grow"}, text), more);
  const load = h("button", {type: "button", class: "btn txt", onclick: () => { page.drafts.flush(); send(page.model, "refresh"); }}, "Load it");
  const key = JSON.stringify([data.banner, state.newer, state.failure, state.conflict, state.changed]);
  if (page.noted === key) return;
  page.noted = key;
  page.notes.replaceChildren(...[
    data.banner && line("inf", "lock", data.banner),
    state.failure && line("dan", "error", state.failure, h("button", {type: "button", class: "btn txt", onclick: () => save(page)}, "Try again")),
    state.newer && !state.conflict && line("war", "warn", `${state.newer} has saved this ${data.label.toLowerCase()} since you began. What you typed is kept.`, load),
    state.conflict && conflictPanel(page, state.conflict),
  ].filter(Boolean));
}

// Made once and then changed in place: a press on Save takes the focus from a field, whose edit is answered while
// the button is still held down, and a button that was made anew would never be clicked.
function saveBar(page) {
  const button = (kind, label, act, more = [], attributes = {}) => h("button", {type: "button", class: `btn ${kind}`, onclick: act, ...attributes}, label, more);
  const bar = {
    said: h("span", {class: "m", role: "status"}), kept: h("span", {class: "t3 ell"}), count: h("span"),
    discard: button("txt neutral", "Discard", () => discard(page)),
    resolve: button("out", "Save and resolve", () => openResolve(page)),
    save: button("pri", "Save", () => save(page), h("span", {class: "keys", "aria-hidden": "true"}, "Ctrl+S"), {"data-shortcut": "save"}),
  };
  bar.wrong = h("button", {type: "button", class: "row g4 m wrong", onclick: () => focusProblem(page)}, icon("error"), bar.count);
  page.bar.replaceChildren(h("span", {class: "dot"}), bar.said, bar.kept, bar.wrong, h("span", {class: "grow"}), bar.discard, bar.resolve, bar.save);
  return bar;
}

function drawBar(page) {
  const {data, state} = page.model, bar = page.saveBar;
  const changed = new Set([...state.changed, ...page.drafts.pending()]).size > 0;
  const shown = data.is_new || changed;
  if (!shown && page.bar.contains(page.bar.getRootNode().activeElement)) page.header.querySelector("h2").focus();
  const wrong = Object.keys(state.problems).length;
  if (!changed) page.keptAt = null;
  const kept = changed ? page.keptAt || state.draft_at : null;
  page.bar.classList.toggle("idle", !shown);
  const words = {
    said: !shown ? "" : changed ? "Unsaved changes" : `New ${data.label.toLowerCase()}, not saved yet`,
    kept: kept ? `Kept as a draft at ${clock(kept, page.at)}` : "",
    count: `${wrong} field${wrong === 1 ? "" : "s"} to correct`,
  };
  for (const [name, text] of Object.entries(words)) if (bar[name].textContent !== text) bar[name].textContent = text;
  bar.wrong.hidden = wrong === 0;
  bar.discard.hidden = !changed;
  bar.resolve.hidden = !data.can_resolve;
  bar.save.hidden = !data.editable;
  for (const one of [bar.discard, bar.resolve, bar.save]) one.disabled = !shown || state.saving;
}

function conflictPanel(page, conflict) {
  const rows = conflict.fields.map((one) => {
    const side = (whose, title, value) => h("label", {class: `rp-choice${one.take === whose ? " on" : ""}`},
      h("span", {class: "row g6 s t3"}, h("input", {type: "radio", name: `take-${one.spec.name}`, checked: one.take === whose, onchange: () => send(page.model, "choose", {field: one.spec.name, whose})}), title),
      h("span", {class: "rp-value"}, lockedText(one.spec, value, page.at) || "Not set"));
    return h("fieldset", {class: "rp-conflict"}, h("legend", {class: "m"}, one.spec.label), side("mine", "Keep mine", one.mine), side("theirs", `Take ${conflict.by}'s`, one.theirs));
  });
  return h("section", {class: "card rp-collision", "aria-label": "Choose what to keep", role: "alert"}, h("h3", {class: "row g8 m"}, icon("warn", 20), `${conflict.by} saved first`), h("p", {class: "t2"}, conflict.message), rows,
    h("div", {class: "row g8"}, h("span", {class: "grow"}), h("button", {type: "button", class: "btn pri", onclick: () => save(page, true)}, "Save my choice")));
}

/* ---------- resolve (L-12) ---------- */

function openResolve(page) {
  page.drafts.flush();
  const on = {at: page.at, onedit: () => {}};
  const type = field({name: "resolution_type", kind: "choice", label: "Resolution type", required: true, choices: page.model.data.resolutions}, page.model.data.resolutions[0].value, on);
  const text = field({name: "resolution", kind: "long_text", label: "Resolution", required: true, choices: [], help: "What solved it, for whoever reads the case next."}, "", on);
  const open = h("div", {role: "alert"});
  const go = h("button", {type: "button", class: "btn pri"}, "Resolve");
  const back = h("button", {type: "button", class: "btn out", onclick: () => box.close()}, "Back");
  const box = dialog(`Resolve ${page.model.data.number}`, [type.element, text.element, open], [back, go], {onclose: () => { page.resolving = null; }});
  let confirmed = false;
  go.onclick = () => {
    if (!String(text.get()).trim()) { text.say("Say what solved it."); text.focus(); return; }
    text.say(null);
    send(page.model, "resolve", {resolution_type: type.get(), resolution: text.get(), cancel_open_activities: confirmed});
  };
  page.resolving = ({done, problems, reasons}) => {
    if (done) return box.close();
    type.say(problems.resolution_type || null);
    text.say(problems.resolution || null);
    confirmed = reasons.length > 0;
    open.replaceChildren(...(confirmed ? [h("div", {class: "note war"}, icon("warn", 20), h("span", {}, reasons.join(" ")))] : []));
    go.textContent = confirmed ? "Cancel them and resolve" : "Resolve";
    if (problems.resolution) text.focus();
    return undefined;
  };
  page.root.append(box);
  box.showModal();
  text.focus();
}

/* ---------- right column ---------- */

function drawAround(page) {
  const {data, around} = page.model;
  const key = JSON.stringify(around);
  if (key === page.drawnAround) return;
  page.drawnAround = key;
  page.side.hidden = data.is_new;
  page.columns.classList.toggle("alone", data.is_new);
  if (!around.loaded) return page.side.replaceChildren(...[120, 200, 160].map(loadingCard));
  const filled = around.related.filter((list) => list.total > 0);
  page.side.replaceChildren(
    h("section", {class: "card", "aria-label": "Related"}, h("div", {class: "ch"}, h("h3", {class: "m grow"}, "Related"), data.is_new ? null : createMenu(page)),
      h("div", {class: "cb"}, filled.length ? filled.map((list) => list.rows.slice(0, 3).map((row) => relatedRow(page, row))) : h("p", {class: "s t3"}, "Nothing is linked to it yet."))),
    timelineCard(page, around.timeline, "Timeline", page.note.element),
    factsCard(page));
  drawParts(page);
  drawWide(page);
  return undefined;
}

const loadingCard = (height) => h("div", {class: "card rp-loading", "aria-hidden": "true"}, ...["32%", "88%", "64%", "76%"].slice(0, height / 40).map((width) => h("span", {class: "sk", style: `width:${width};height:12px`})));

function createMenu(page) {
  const choices = page.model.data.creates.map(({kind, label}) => ({label: `New ${label.toLowerCase()}`, icon: kind, act: () => send(page.model, "new", {kind, related: true})}));
  return choices.length ? menuButton("New related record", "plus", choices, "ib sm") : null;
}

function relatedRow(page, row) {
  const [kind] = row.ref.split(":");
  const [first] = row.detail.split(/ \u00b7 |, /);
  const number = /^[A-Z]{2,4}-\d/.test(first) ? first : null;
  return h("div", {class: "field-row"}, icon(row.icon || kind), recordLink(row.ref, number || row.title, open(page, "related"), {class: "ell keep"}), h("span", {class: "t2 ell grow"}, number ? row.title : row.detail), h("span", {class: "s t3 nw"}, row.status || ""));
}

function relatedCard(page, list) {
  const row = (one) => h("tr", {}, h("td", {}, h("span", {class: "row g8"}, icon(one.icon || list.kind), recordLink(one.ref, one.title, open(page, "related")))), h("td", {class: "t2"}, one.detail || ""), h("td", {class: "t2"}, one.status || ""), h("td", {class: "r t3"}, one.count || ""));
  return h("section", {class: "card", "aria-label": list.label}, h("div", {class: "ch"}, h("h3", {class: "m"}, list.label), h("span", {class: "s t3"}, list.total > list.rows.length ? `${list.rows.length} of ${list.total}` : "")),
    list.rows.length ? h("table", {}, h("tbody", {}, list.rows.map(row))) : h("p", {class: "cb t3"}, `No ${list.label.toLowerCase()} yet.`));
}

function timelineCard(page, items, title, note = null) {
  const list = h("ol", {class: "tls"});
  const draw = (all) => list.replaceChildren(...timelineRows({items, all, at: page.at}, page.model, () => draw(true)));
  draw(title === "History");
  return h("section", {class: "card", "aria-label": title}, h("div", {class: "ch"}, h("h3", {class: "m grow"}, title)), h("div", {class: "cb"}, note, list));
}

function factsCard(page) {
  const {at} = page;
  const text = ({kind, value}) => (kind === "moment" ? fullMoment(value, at) : kind === "duration" ? duration(value) : value);
  const rows = page.model.around.facts.filter((fact) => text(fact)).map((fact) => [h("dt", {}, fact.label), h("dd", {}, text(fact))]);
  return h("section", {class: "card", "aria-label": "Facts"}, h("div", {class: "ch"}, h("h3", {class: "m"}, "Facts")), h("dl", {class: "cb kv"}, rows));
}

/* ---------- quick note ---------- */

function recordNote(page) {
  const {model} = page;
  const area = h("textarea", {rows: 1, "aria-label": "New note", placeholder: "Write a note"});
  const add = h("button", {type: "button", class: "btn out sm", hidden: true}, "Add note");
  const keep = debounce((text) => send(model, "note_typed", {text}), 200, 300);
  const show = () => { add.hidden = !area.value.trim(); };
  area.oninput = () => { show(); keep(area.value); };
  area.onblur = () => keep.now();
  add.onclick = () => { keep.cancel(); send(model, "note", {text: area.value}); };
  area.onkeydown = (event) => { if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && area.value.trim()) { event.preventDefault(); add.onclick(); } };
  area.value = model.state.note || "";
  show();
  return {element: h("div", {class: "rp-note"}, h("div", {class: "inp area"}, area), add), focus: () => area.focus(), clear: () => { area.value = ""; show(); }};
}
