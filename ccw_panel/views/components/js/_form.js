// Fields of forms, as native controls. A field's value is what Python sends and gets back: text, an int, a boolean,
// "2025-11-12" for a date, "2025-11-12T13:00:00Z" for a moment, {ref, title} or null for whatever a lookup finds.
//
// field(spec, value, on) -> {element, name, get(), set(value), say(problem), mark(changed), offer(text, rows), focus()}
//   spec: {name, kind, label, required, choices, help, read_only, wide, create: [{kind, label}]}
//   on:   {at: context(view), readOnly, quiet, onedit(name, value), onblur(name), onlookup(name, text), onopen(ref, gesture), onnew(kind, name, gesture, text)}
// The answer to onlookup(name, text) goes to offer(text, rows), rows being {ref, title, detail, count, icon}.

let fieldCount = 0;

// A link that opens a record here; its address opens the same record in another browser tab.
function recordLink(ref, title, onopen, attributes = {}) {
  const open = (event) => { event.preventDefault(); event.stopPropagation(); onopen(ref, gesture(event)); };
  return h("a", {href: `?open=${encodeURIComponent(ref)}`, ...attributes, onclick: open}, title);
}

// The text with the query's words in <mark> nodes where a word begins with them, as they are searched for.
function highlighted(text, query) {
  const all = (query || "").split(/\s+/).filter(Boolean);
  const words = (all.length > 1 ? all.filter((word) => word.length > 2) : all).map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  if (!words.length || !text) return [text || ""];
  const pieces = String(text).split(new RegExp(`(?<![\\p{L}\\p{N}])(${words.join("|")})`, "giu"));
  return pieces.map((piece, i) => (i % 2 ? h("mark", {}, piece) : piece)).filter((piece) => piece !== "");
}

const wallParts = {year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", hourCycle: "h23"};

// "2025-11-12T14:13" on the wall clock of the person's time zone, and back.
function wallClock(iso, at) {
  if (!iso) return "";
  const parts = formatter("en-CA", {timeZone: at.timeZone, ...wallParts}).formatToParts(new Date(iso));
  const of = (type) => parts.find((part) => part.type === type).value;
  return `${of("year").padStart(4, "0")}-${of("month")}-${of("day")}T${of("hour")}:${of("minute")}`;
}
function instant(wall, at) {
  if (!wall) return null;
  const target = Date.parse(`${wall}Z`);
  let guess = target;
  for (let i = 0; i < 2; i += 1) guess += target - Date.parse(`${wallClock(new Date(guess).toISOString(), at)}Z`);
  return new Date(guess).toISOString().replace(/\.\d+Z$/, "Z");
}
const calendarDay = (text) => text ? formatter(undefined, {timeZone: "UTC", day: "numeric", month: "long", year: "numeric"}).format(new Date(`${text}T00:00:00Z`)) : "";
const fullMoment = (iso, at) => iso ? `${longDay(iso, at)}, ${clock(iso, at)}` : "";

/* ---------- one control a kind: {box, input, get, set} ---------- */

const INPUT = {email: {type: "email"}, phone: {type: "tel"}, integer: {inputmode: "numeric"}};

function lineControl(spec, value, on, id) {
  const input = h("input", {id, type: "text", autocomplete: "off", spellcheck: spec.kind === "text" ? null : "false", ...INPUT[spec.kind]});
  const get = () => (spec.kind === "integer" && /^\s*-?\d{1,15}\s*$/.test(input.value) ? Number(input.value) : input.value);
  const set = (v) => { input.value = v ?? ""; };
  input.oninput = () => on.edit(get());
  set(value);
  return {box: h("div", {class: "inp"}, input), input, get, set};
}

const GROWS = CSS.supports("field-sizing", "content");
function grow(area) {
  if (GROWS) return;
  area.style.height = "auto";
  area.style.height = `${area.scrollHeight + 2}px`;
}

function textControl(spec, value, on, id) {
  const area = h("textarea", {id, rows: 3});
  const set = (v) => { area.value = v ?? ""; requestAnimationFrame(() => grow(area)); };
  area.oninput = () => { grow(area); on.edit(area.value); };
  set(value);
  return {box: h("div", {class: "inp area"}, area), input: area, get: () => area.value, set};
}

function choiceControl(spec, value, on, id) {
  const picture = h("span", {class: "pic"});
  const options = spec.choices.map((choice) => h("option", {value: String(choice.value)}, choice.label));
  const select = h("select", {id}, spec.required ? null : h("option", {value: ""}, "Not set"), options);
  const get = () => (select.value === "" ? null : spec.choices.find((c) => String(c.value) === select.value)?.value ?? null);
  const draw = () => picture.replaceChildren(...choicePicture(spec.choices.find((c) => c.value === get())));
  const set = (v) => { select.value = v === null || v === undefined ? "" : String(v); draw(); };
  select.onchange = () => { draw(); on.edit(get()); };
  set(value);
  return {box: h("div", {class: "inp pick"}, picture, select, icon("down")), input: select, get, set};
}

function choicePicture(choice) {
  if (!choice?.icon) return [];
  const drawn = icon(choice.icon);
  drawn.classList.add(`tone-${choice.tone || "plain"}`);
  return [drawn];
}

function booleanControl(spec, value, on, id) {
  const input = h("input", {id, type: "checkbox", checked: Boolean(value)});
  input.onchange = () => on.edit(input.checked);
  return {box: h("div", {class: "inp check"}, input, h("span", {"aria-hidden": "true"}, "Yes")), input, get: () => input.checked, set: (v) => { input.checked = Boolean(v); }};
}

// Native pickers, which show a day the browser's way while it is typed; at rest it is written out in words.
function dayControl(spec, value, on, id) {
  const days = spec.kind === "date";
  const input = h("input", {id, type: days ? "date" : "datetime-local", max: days ? "9999-12-31" : "9999-12-31T23:59"});
  const words = h("span", {class: "words", "aria-hidden": "true"});
  const box = h("div", {class: "inp when"}, input, words);
  const get = () => (days ? input.value || null : instant(input.value, on.at));
  const draw = () => {
    words.textContent = days ? calendarDay(input.value) : fullMoment(instant(input.value, on.at), on.at);
    box.classList.toggle("filled", Boolean(input.value));
  };
  input.oninput = () => { if (!input.validity.badInput) { draw(); on.edit(get()); } };
  const set = (v) => { input.value = days ? v || "" : wallClock(v, on.at); draw(); };
  set(value);
  return {box, input, get, set};
}

function lockedText(spec, value, at) {
  if (value === null || value === undefined || value === "") return "";
  if (spec.kind === "choice") return spec.choices.find((choice) => choice.value === value)?.label ?? String(value);
  if (spec.kind === "boolean") return value ? "Yes" : "No";
  if (spec.kind === "date") return calendarDay(value);
  if (spec.kind === "moment") return fullMoment(value, at);
  return typeof value === "object" ? value.title : String(value);
}

function lockedControl(spec, value, on, id) {
  let current = value;
  const box = h("div", {class: `inp ro${spec.kind === "long_text" ? " area" : ""}`});
  const control = {box, input: null, get: () => current};
  control.set = (v) => {
    current = v;
    control.input = lockedBody(spec, v, on, id);
    box.replaceChildren(...(spec.kind === "choice" ? choicePicture(spec.choices.find((c) => c.value === v)) : []), control.input, ...(on.quiet ? [] : [icon("lock", 14)]));
  };
  control.set(value);
  return control;
}

function lockedBody(spec, value, on, id) {
  if (value?.ref && !value.ref.startsWith("user:")) {
    return recordLink(value.ref, value.title, on.open, {id, class: "grow ell", "aria-labelledby": `${id}-label ${id}`});
  }
  const text = lockedText(spec, value, on.at);
  if (spec.kind !== "long_text") return h("input", {id, type: "text", readonly: true, value: text, placeholder: "Not set"});
  const area = h("textarea", {id, readonly: true, rows: 1, value: text, placeholder: "Not set"});
  requestAnimationFrame(() => grow(area));
  return area;
}

/* ---------- lookup: a combobox with a list below (ARIA 1.2), and the chosen record as a link ---------- */

function lookupControl(spec, value, on, id) {
  const state = {chosen: value || null, before: null, rows: [], active: -1, moved: false};
  const input = h("input", {
    id, type: "text", role: "combobox", autocomplete: "off", spellcheck: "false", "aria-autocomplete": "list", "aria-expanded": "false",
    "aria-controls": `${id}-list`, placeholder: spec.placeholder || `Find ${spec.label.toLowerCase()}`,
  });
  const list = h("ul", {id: `${id}-list`, role: "listbox", class: "menu options", "aria-label": spec.label, hidden: true});
  const found = h("span", {class: "vh", role: "status"});
  const box = h("div", {class: "inp lookup"});
  const control = {box, input, search: input, more: [list, found], get: () => state.chosen};
  const parts = {spec, on, id, state, input, list, found, box, control};
  const ask = debounce((text) => on.lookup(text), 150);
  input.oninput = () => { on.say(null); ask(input.value.trim()); };
  input.onkeydown = (event) => lookupKey(event, parts, ask);
  input.onblur = () => { closeOptions(parts); if (input.value.trim()) on.say("Choose one from the list, or clear the text."); on.blur(); };
  control.set = (v) => { state.chosen = v || null; drawLookup(parts); };
  control.offer = (text, rows) => { if (text === input.value.trim() && input.getRootNode().activeElement === input) drawOptions(parts, text, rows); };
  drawLookup(parts);
  return control;
}

function drawLookup(parts) {
  const {spec, on, id, state, input, box, control} = parts;
  const had = box.contains(box.getRootNode().activeElement);
  input.value = "";
  closeOptions(parts);
  if (!state.chosen) {
    control.input = input;
    input.id = id;
    box.replaceChildren(icon("search"), input);
    if (had) input.focus();
    return;
  }
  input.removeAttribute("id");
  const clear = iconButton("close", `Clear ${spec.label}`, () => choose(parts, null), {size: 14, className: "ib sm"});
  const user = state.chosen.ref.startsWith("user:");
  control.input = user
    ? h("button", {id, type: "button", class: "grow ell", "aria-labelledby": `${id}-label ${id}`, onclick: () => choose(parts, null)}, state.chosen.title)
    : recordLink(state.chosen.ref, state.chosen.title, on.open, {id, class: "grow ell", "aria-labelledby": `${id}-label ${id}`});
  control.input.onkeydown = (event) => { if (event.key === "Delete" || event.key === "Backspace") { event.preventDefault(); choose(parts, null); } };
  box.replaceChildren(...(user ? [avatar(state.chosen.title, 20)] : []), control.input, clear);
  if (had) control.input.focus();
}

const avatar = (name, size = 28) => h("span", {class: "av", style: `width:${size}px;height:${size}px`, "aria-hidden": "true"}, initials(name));

// Takes a row, or null to begin the search again; Escape in the empty search brings the old one back.
function choose(parts, row) {
  const {on, state, control} = parts;
  state.before = row ? null : state.chosen;
  state.chosen = row ? {ref: row.ref, title: row.title} : null;
  const focused = parts.box.contains(parts.box.getRootNode().activeElement);
  drawLookup(parts);
  if (focused || !row) control.input.focus();
  on.say(null);
  on.edit(state.chosen);
}

function lookupKey(event, parts, ask) {
  const {state, input, list} = parts;
  const open = !list.hidden;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    if (open) { moveOption(parts, event.key === "ArrowUp" ? -1 : state.moved || state.active < 0 ? 1 : 0); state.moved = true; }
    else { ask(input.value.trim()); ask.now(); }
  } else if (event.key === "Enter" && open) {
    event.preventDefault();
    list.children[state.active]?.click();
  } else if (event.key === "Escape" && (open || state.before)) {
    event.preventDefault();
    event.stopPropagation();
    if (open) closeOptions(parts);
    else choose(parts, state.before);
  }
}

function moveOption({state, list, input}, by) {
  const options = [...list.querySelectorAll("[role=option]")];
  const at = options.indexOf(list.children[state.active]);
  const next = options[(at + by + options.length) % options.length];
  options.forEach((option) => { option.setAttribute("aria-selected", String(option === next)); option.classList.toggle("on", option === next); });
  state.active = [...list.children].indexOf(next);
  input.setAttribute("aria-activedescendant", next?.id || "");
  next?.scrollIntoView({block: "nearest"});
}

function closeOptions({state, list, input}) {
  list.hidden = true;
  state.active = -1;
  input.setAttribute("aria-expanded", "false");
  input.removeAttribute("aria-activedescendant");
}

function drawOptions(parts, text, rows) {
  const {spec, on, id, state, list, input, found} = parts;
  const option = (n, onclick, ...inside) => h("li", {
    id: `${id}-option-${n}`, role: "option", class: "mi", "aria-selected": "false", onclick, onmousedown: (event) => event.preventDefault(),
  }, inside);
  const people = rows.map((row, n) => option(n, () => choose(parts, row), optionBody(row, text)));
  const create = (spec.create || []).map((made, n) => option(rows.length + n, (event) => { closeOptions(parts); on.create(made.kind, gesture(event), input.value.trim()); }, icon("plus", 18), `New ${made.label.toLowerCase()}`));
  const none = rows.length ? [] : [h("li", {role: "presentation", class: "none"}, text ? `Nothing found for "${text}"` : "Type a name, number, e-mail or phone")];
  const caption = rows.length && spec.found ? [h("li", {role: "presentation", class: "s t3 caption"}, spec.found)] : [];
  list.replaceChildren(...caption, ...people, ...none, ...create);
  create[0]?.classList.add("first");
  list.hidden = false;
  Object.assign(state, {active: -1, moved: false}); // the first is taken by Enter alone, and the first ArrowDown goes to it
  input.setAttribute("aria-expanded", "true");
  found.textContent = rows.length === 1 ? "1 found" : `${rows.length} found`;
  if (rows.length) moveOption(parts, 1);
  list.scrollIntoView({block: "nearest"});
}

function optionBody(row, text) {
  const kind = row.ref.split(":")[0];
  const picture = kind === "contact" || kind === "user" ? avatar(row.title) : h("span", {class: "av sq", "aria-hidden": "true"}, icon(row.icon || kind));
  const lines = h("span", {class: "grow two"}, h("span", {class: "ell"}, highlighted(row.title, text)), h("span", {class: "ell s t3"}, row.detail || ""));
  return [picture, lines, row.count ? h("span", {class: "s t3"}, row.count) : null];
}

/* ---------- the field around its control: label, help, problem, unsaved mark ---------- */

const LOOKUPS = ["lookup", "customer", "record", "user"];
function controlFor(spec, locked) {
  if (locked) return lockedControl;
  if (LOOKUPS.includes(spec.kind)) return lookupControl;
  return {long_text: textControl, choice: choiceControl, boolean: booleanControl, date: dayControl, moment: dayControl}[spec.kind] || lineControl;
}

function field(spec, value, on = {}) {
  const id = `field-${fieldCount += 1}`;
  const locked = Boolean(on.readOnly || spec.read_only);
  const place = {problem: null};
  const control = controlFor(spec, locked)(spec, value, fieldActions(spec, on, (problem) => place.say(problem)), id);
  const label = h("label", {for: id}, h("span", {id: `${id}-label`}, spec.label), spec.required && !locked && [" ", h("span", {class: "need"}, "required")], " ", h("span", {class: "unsaved dot", hidden: true, title: "Unsaved"}, h("span", {class: "vh"}, "unsaved")));
  const help = spec.help && !locked ? h("div", {class: "help", id: `${id}-help`}, spec.help) : null;
  const problem = h("div", {class: "help err", id: `${id}-problem`, hidden: true});
  const element = h("div", {class: `fld${spec.wide ? " wide" : ""}${locked ? " locked" : ""}`, "data-field": spec.name}, label, control.box, control.more, help, problem);
  place.say = (text) => sayProblem({control, problem, help, locked}, text);
  place.say(null);
  if (spec.required && !locked) (control.search || control.input).setAttribute("aria-required", "true");
  element.addEventListener("focusout", () => on.onblur?.(spec.name));
  return {
    element, name: spec.name, kind: spec.kind, locked, get: control.get, say: place.say,
    set: (v) => { control.set(v); sayProblem({control, problem, help, locked}, problem.hidden ? null : problem.textContent); },
    mark: (changed) => { label.querySelector(".unsaved").hidden = !changed; },
    offer: (text, rows) => control.offer?.(text, rows),
    focus: () => control.input.focus(),
  };
}

function fieldActions(spec, on, say) {
  return {
    at: on.at || {}, quiet: on.quiet, say,
    edit: (value) => on.onedit?.(spec.name, value),
    blur: () => on.onblur?.(spec.name),
    lookup: (text) => on.onlookup?.(spec.name, text),
    open: (ref, how) => on.onopen?.(ref, how),
    create: (kind, how, text) => on.onnew?.(kind, spec.name, how, text),
  };
}

function sayProblem({control, problem, help, locked}, text) {
  problem.hidden = !text;
  problem.replaceChildren(...(text ? [icon("error", 14), text] : []));
  control.box.classList.toggle("err", Boolean(text));
  const told = [text ? problem.id : null, help?.id].filter(Boolean).join(" ");
  if (told) control.input.setAttribute("aria-describedby", told);
  else control.input.removeAttribute("aria-describedby");
  if (!locked) (control.search || control.input).setAttribute("aria-invalid", String(Boolean(text)));
}

/* ---------- dialog ---------- */

// A modal dialog in the page's own shadow root; resolves when it closes. `buttons` come last, the main one right.
function dialog(title, body, buttons, {onclose} = {}) {
  const id = `dialog-${fieldCount += 1}`;
  const element = h("dialog", {class: "modal", "aria-labelledby": id}, h("h2", {id, class: "h16"}, title), body, h("div", {class: "row g8 buttons"}, h("span", {class: "grow"}), buttons));
  element.addEventListener("close", () => { element.remove(); onclose?.(); });
  return element;
}

/* ---------- menu button ---------- */

// A button with a menu below it: arrows move, Enter chooses, Escape gives the focus back.
function menuButton(label, name, items, className = "ib") {
  const button = iconButton(name, label, () => (list.hidden ? show() : hide(true)), {className, "aria-haspopup": "menu", "aria-expanded": "false", size: className.includes("sm") ? 16 : 20});
  const list = h("div", {class: "menu", role: "menu", "aria-label": label, hidden: true}, items.map((item) => h("button", {
    type: "button", role: "menuitem", class: "mi", tabindex: "-1", onclick: () => { hide(true); item.act(); },
  }, item.icon && icon(item.icon, 18), h("span", {class: "nw"}, item.label))));
  const box = h("span", {class: "menu-at"}, button, list);
  const hide = (back) => { list.hidden = true; button.setAttribute("aria-expanded", "false"); if (back) button.focus(); };
  const show = () => { list.hidden = false; button.setAttribute("aria-expanded", "true"); list.firstChild?.focus(); };
  const move = (by) => {
    const all = [...list.children], at = all.indexOf(list.getRootNode().activeElement);
    all[(at + by + all.length) % all.length].focus();
  };
  box.onkeydown = (event) => {
    if (list.hidden) return;
    if (event.key === "Escape") { event.stopPropagation(); hide(true); }
    if (event.key === "ArrowDown" || event.key === "ArrowUp") { event.preventDefault(); move(event.key === "ArrowDown" ? 1 : -1); }
  };
  box.addEventListener("focusout", (event) => { if (!list.hidden && !box.contains(event.relatedTarget)) hide(false); });
  return box;
}

/* ---------- pages ---------- */

// Keeps a page at least as high as the place it scrolls in, so that its last bar stands at the foot; returns what ends it.
function fillPlace(view, root) {
  let observer = null;
  const frame = requestAnimationFrame(() => {
    const place = scrollPlace(view.el);
    const fit = () => { root.style.minHeight = `${place.clientHeight}px`; };
    fit();
    observer = new ResizeObserver(fit);
    observer.observe(place);
  });
  return () => { cancelAnimationFrame(frame); observer?.disconnect(); };
}

function scrollPlace(el) {
  let node = el;
  while (node) {
    if (node instanceof Element && ["auto", "scroll", "hidden"].includes(getComputedStyle(node).overflowY)) return node;
    node = node.parentNode instanceof ShadowRoot ? node.parentNode.host : node.parentNode;
  }
  return document.documentElement;
}

// Calls back once the server hears this page: what it changes before the document is ready never arrives (Panel 1.9).
function whenReady(view, callback) {
  const {document: page} = view.model;
  if (!page?.idle || page.is_idle) { requestAnimationFrame(callback); return; }
  let called = false;
  const once = () => { if (!called) { called = true; callback(); } };
  page.idle.connect(once);
  setTimeout(once, 2000); // a notebook's document is never all idle: it has a root for each cell
}
