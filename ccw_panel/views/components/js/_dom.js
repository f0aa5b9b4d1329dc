// What every component builds with. Text only ever goes through textContent.

const SVG = "http://www.w3.org/2000/svg";

// h("button", {class: "btn", onclick: f, "aria-label": "Close"}, "text", node, [nodes])
function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element[name] = value;
    else if (name === "value" || name === "checked" || name === "disabled" || name === "textContent") element[name] = value;
    else if (name === "style") element.style.cssText = value;
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  append(element, children);
  return element;
}

function append(element, children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    element.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
}

// Only our own constant pictures are parsed, never data.
const parsed = new Map();
function picture(markup, size, box, className) {
  const key = `${size}|${box}|${className}|${markup}`;
  if (!parsed.has(key)) {
    const text = `<svg xmlns="${SVG}" class="${className}" width="${size}" height="${size}" viewBox="0 0 ${box} ${box}" aria-hidden="true" focusable="false">${markup}</svg>`;
    parsed.set(key, new DOMParser().parseFromString(text, "image/svg+xml").documentElement);
  }
  return document.importNode(parsed.get(key), true);
}
const icon = (name, size = 16) => picture(ICONS[name] || ICONS.info, size, 24, "i");
const face = (level, size = 16) => picture(FACES[String(level)] || FACES["0"], size, 20, "face");
const presenceIcon = (name, size = 14) => picture(PRESENCES[name] || PRESENCES.Offline, size, 16, "face");

// icon + word + colour: a level is never shown by colour alone
function sentiment(level, {pill = false, size = 16} = {}) {
  return h("span", {class: `sent l${level + 4}${pill ? " pill" : ""}`}, face(level, size), LEVELS[String(level)]);
}

function iconButton(name, label, onclick, {size = 18, className = "ib", ...more} = {}) {
  return h("button", {type: "button", class: className, "aria-label": label, title: label, onclick, ...more}, icon(name, size));
}

// Time zone, language and whose desk it is, from the nearest Shell around the component.
function context(view) {
  let node = view.el;
  while (node) {
    const frame = node.closest?.("[data-ccw]");
    if (frame) return {timeZone: frame.dataset.zone || undefined, language: frame.dataset.language || undefined};
    node = node.getRootNode()?.host;
  }
  return {timeZone: undefined, language: undefined};
}

const formats = new Map();
function formatter(language, options) {
  const key = JSON.stringify([language, options]);
  if (!formats.has(key)) formats.set(key, new Intl.DateTimeFormat(language || "en-GB", options));
  return formats.get(key);
}
const dayKey = (date, {timeZone}) => formatter("en-CA", {timeZone, year: "numeric", month: "2-digit", day: "2-digit"}).format(date);

const clock = (iso, at) => formatter(at.language, {timeZone: at.timeZone, hour: "2-digit", minute: "2-digit", hour12: false}).format(new Date(iso));
const longDay = (iso, at) => formatter(at.language, {timeZone: at.timeZone, day: "numeric", month: "long", year: "numeric"}).format(new Date(iso));

// "Today", "Yesterday", "14 November", "14 November 2025"
function day(iso, at) {
  const date = new Date(iso), now = new Date();
  if (dayKey(date, at) === dayKey(now, at)) return "Today";
  if (dayKey(date, at) === dayKey(new Date(now - 86400000), at)) return "Yesterday";
  const sameYear = dayKey(date, at).slice(0, 4) === dayKey(now, at).slice(0, 4);
  return formatter(at.language, {timeZone: at.timeZone, day: "numeric", month: "long", ...(sameYear ? {} : {year: "numeric"})}).format(date);
}
const moment = (iso, at) => iso ? `${day(iso, at)} ${clock(iso, at)}` : "";
const shortMoment = (iso, at) => iso ? (day(iso, at) === "Today" ? clock(iso, at) : day(iso, at)) : "";

function duration(seconds) {
  if (seconds === null || seconds === undefined) return "";
  const s = Math.max(0, Math.round(seconds));
  if (s < 60) return `${s} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min${s % 60 && s < 600 ? ` ${s % 60} s` : ""}`;
  if (s < 86400) return `${Math.floor(s / 3600)} h ${Math.floor((s % 3600) / 60)} min`;
  return `${Math.floor(s / 86400)} d ${Math.floor((s % 86400) / 3600)} h`;
}
const initials = (name) => (name || "?").split(/\s+/).filter(Boolean).map((w) => [...w][0]).slice(0, 2).join("").toUpperCase();

// Runs f once after `wait` ms without another call, and `most` ms after the first one at the latest, so that what is
// typed without a pause is kept as well; .now() runs a pending call at once.
function debounce(f, wait, most = Infinity) {
  let timer = null, last = null, first = 0;
  const fire = () => { timer = null; f(...last); };
  const run = (...args) => {
    last = args;
    if (timer === null) first = performance.now();
    clearTimeout(timer);
    timer = setTimeout(fire, Math.max(0, Math.min(wait, first + most - performance.now())));
  };
  run.now = () => { if (timer !== null) { clearTimeout(timer); fire(); } };
  run.cancel = () => { clearTimeout(timer); timer = null; };
  return run;
}

// Whether what this browser kept (ms) was typed before what Python kept (ISO). Python kept the last words some moments
// after they were typed, and what this browser still holds it has not confirmed: within two seconds this browser is right.
const isOlder = (typedAt, keptAt) => Boolean(keptAt) && typedAt + 2000 < Date.parse(keptAt);

// A click with its gesture: Shift opens a new session (B-40), Ctrl or Cmd a new tab (B-41).
const gesture = (event) => event.shiftKey ? "new_session" : (event.ctrlKey || event.metaKey) ? "new_tab" : null;

// The desk announces to screen readers without moving the focus: the Shell listens.
const announce = (view, text) => view.el.dispatchEvent(new CustomEvent("ccw-say", {bubbles: true, composed: true, detail: text}));

// Every component's message to Python.
const send = (model, action, data = {}) => model.send_msg({action, ...data});
