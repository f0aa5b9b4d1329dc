// How a customer's mood went: a dot is the level of one message, the line the level of the six latest.
//
// sentimentChart(points, {view, name}) -> element, sentimentKey({points, more}) -> its key for the card's heading
//   points: [{at, level, running, text}] oldest first; `running` is in [-1, 1], `level` -3..3
// One stop of the Tab key; the arrow keys go from message to message and say what was said. The same numbers
// stand in a table for screen readers. Drawn anew when its width changes.

const BAND = 16, BANDS = 7, PLOT = BAND * BANDS;
const chartY = (level) => (3 - level) * BAND + BAND / 2;

function svgNode(tag, attributes, ...children) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, String(value));
  node.append(...children);
  return node;
}

function sentimentKey({points = [], more = false} = {}) {
  if (!points.length) return [];
  const ring = svgNode("svg", {width: 10, height: 10, "aria-hidden": "true"}, svgNode("circle", {cx: 5, cy: 5, r: 3.5, fill: "none", stroke: "var(--text-2)", "stroke-width": 1.8}));
  const line = svgNode("svg", {width: 16, height: 10, "aria-hidden": "true"}, svgNode("path", {d: "M0 5h16", stroke: "var(--text)", "stroke-width": 2}));
  return [more ? h("span", {class: "s t3 nw"}, `latest ${points.length}`) : null, h("span", {class: "sc-key"}, ring, "one message", h("span", {style: "width:6px"}), line, "last six")];
}

function sentimentChart(points, {view, name = "The customer"}) {
  const at = context(view);
  if (!points.length) return h("div", {class: "sc-none"}, `Nothing that ${name} wrote has been measured yet. The mood of each message appears here.`);
  const now = levelOf(points[points.length - 1].running);
  const plot = h("div", {class: "sc-plot", role: "slider", tabindex: "0", "aria-label": "Messages by sentiment", "aria-valuemin": 1, "aria-valuemax": points.length, "aria-valuenow": points.length, "aria-valuetext": spokenPoint(points[points.length - 1], at)});
  const tip = h("div", {class: "sc-tip", hidden: true});
  const element = h("div", {class: "sc"}, chartLevels(now), plot, tip, chartTable(points, at));
  const state = {points, at, plot, tip, element, chosen: points.length - 1, width: 0, places: []};
  new ResizeObserver(([entry]) => { const width = Math.floor(entry.contentRect.width); if (width && width !== state.width) { state.width = width; drawChart(state); } }).observe(plot);
  plot.onpointermove = (event) => showPoint(state, nearest(state, event.clientX - plot.getBoundingClientRect().left));
  plot.onpointerleave = () => { if (plot.getRootNode().activeElement !== plot) hidePoint(state); };
  plot.onfocus = () => { if (plot.matches(":focus-visible")) showPoint(state, state.chosen); };
  plot.onblur = () => hidePoint(state);
  plot.onkeydown = (event) => chartKey(event, state);
  return element;
}

const levelOf = (value) => Math.sign(value) * Math.floor(Math.abs(3 * value) + 0.5) || 0;
const spokenPoint = (point, at) => `${moment(point.at, at)}, ${LEVELS[String(point.level)]}: ${point.text}`;

function chartLevels(now) {
  const rows = [3, 2, 1, 0, -1, -2, -3].map((level) => h("span", {class: `l${level + 4}${level === now ? " on" : ""}`}, face(level, 14), h("b", {}, LEVELS[String(level)])));
  return h("div", {class: "sc-levels", "aria-hidden": "true"}, rows);
}

function chartTable(points, at) {
  const rows = points.map((p) => h("tr", {}, h("td", {}, moment(p.at, at)), h("td", {}, p.text), h("td", {}, LEVELS[String(p.level)]), h("td", {}, LEVELS[String(levelOf(p.running))])));
  const head = ["Time", "Message", "Sentiment of the message", "Sentiment of the last six"].map((text) => h("th", {scope: "col"}, text));
  return h("div", {class: "vh"}, h("table", {}, h("caption", {}, "Sentiment of each customer message"), h("thead", {}, h("tr", {}, head)), h("tbody", {}, rows)));
}

// Places along the time when that can be read; along the order when one long pause would press the rest together.
function placesOf(points, width) {
  const edge = 22, room = width - edge * 2, times = points.map((p) => Date.parse(p.at));
  const span = times[times.length - 1] - times[0];
  const pause = Math.max(0, ...times.slice(1).map((t, i) => t - times[i]));
  const even = span <= 0 || pause > span / 2 || points.length > 60;
  if (points.length === 1) return [edge + room / 2];
  return points.map((_, i) => edge + room * (even ? i / (points.length - 1) : (times[i] - times[0]) / span));
}

function drawChart(state) {
  const {points, plot, width, at} = state;
  state.places = placesOf(points, width);
  const x = (i) => state.places[i].toFixed(1), small = points.length > 40;
  const bands = [svgNode("rect", {x: 0, y: 0, width, height: PLOT, rx: 4, fill: "var(--surface-2)"}), svgNode("rect", {x: 0, y: 3 * BAND, width, height: BAND, fill: "var(--surface-3)"})];
  for (let i = 1; i < BANDS; i += 1) bands.push(svgNode("path", {d: `M0 ${i * BAND}h${width}`, stroke: "var(--surface)"}));
  const sticks = points.flatMap((p, i) => (p.level === 0 ? [] : [svgNode("path", {d: `M${x(i)} ${chartY(0)}V${chartY(p.level)}`, stroke: `var(--f${p.level + 4})`, "stroke-width": small ? 2 : 4})]));
  const line = svgNode("path", {d: points.map((p, i) => `${i ? "L" : "M"}${x(i)} ${chartY(3 * p.running).toFixed(1)}`).join(" "), fill: "none", stroke: "var(--text)", "stroke-width": 2, "stroke-linejoin": "round"});
  const dots = points.map((p, i) => svgNode("circle", {cx: x(i), cy: chartY(p.level), r: small ? 2.5 : 4, fill: "var(--surface)", stroke: `var(--s${p.level + 4})`, "stroke-width": 2}));
  state.dots = dots;
  plot.replaceChildren(svgNode("svg", {width, height: PLOT + 20, viewBox: `0 0 ${width} ${PLOT + 20}`, "aria-hidden": "true"}, ...bands, ...sticks, line, ...dots, ...chartTimes(state, at)));
}

// Times below the dots, as many as fit without touching.
function chartTimes({points, places, width}, at) {
  const day0 = dayKey(new Date(points[0].at), at), oneDay = points.every((p) => dayKey(new Date(p.at), at) === day0);
  const text = (p) => (oneDay ? clock(p.at, at) : shortMoment(p.at, at));
  const room = oneDay ? 56 : 104, last = points.length - 1, found = [];
  const place = (i, anchor) => svgNode("text", {x: anchor === "end" ? width : Math.max(0, places[i]), y: PLOT + 16, "text-anchor": anchor}, text(points[i]));
  if (last > 0) found.push(place(last, "end"));
  let used = -Infinity;
  for (let i = 0; i < Math.max(last, 1); i += 1) {
    if (places[i] < used + room || (last > 0 && places[i] > width - room * 1.4)) continue;
    found.push(place(i, places[i] < room / 2 ? "start" : "middle"));
    used = places[i];
  }
  return found;
}

function nearest({places}, x) {
  let best = 0;
  places.forEach((place, i) => { if (Math.abs(place - x) < Math.abs(places[best] - x)) best = i; });
  return best;
}

function showPoint(state, i) {
  const {points, plot, tip, at, places, dots, element} = state, point = points[i];
  if (!places.length) return;
  dots[state.chosen]?.setAttribute("fill", "var(--surface)");
  state.chosen = i;
  dots[i].setAttribute("fill", `var(--s${point.level + 4})`);
  plot.setAttribute("aria-valuenow", String(i + 1));
  plot.setAttribute("aria-valuetext", spokenPoint(point, at));
  tip.replaceChildren(h("div", {class: "row g8"}, sentiment(point.level, {size: 16}), h("span", {class: "s t3 grow r"}, moment(point.at, at))), h("p", {dir: "auto"}, point.text));
  tip.hidden = false;
  const left = plot.offsetLeft + places[i] - tip.offsetWidth / 2;
  tip.style.left = `${Math.max(0, Math.min(element.clientWidth - tip.offsetWidth, left))}px`;
  tip.style.top = point.level < 0 ? `${chartY(point.level) - tip.offsetHeight - 12}px` : `${chartY(point.level) + 12}px`;
}

function hidePoint(state) {
  state.tip.hidden = true;
  state.dots?.[state.chosen]?.setAttribute("fill", "var(--surface)");
}

function chartKey(event, state) {
  const last = state.points.length - 1;
  const to = {ArrowLeft: state.chosen - 1, ArrowDown: state.chosen - 1, ArrowRight: state.chosen + 1, ArrowUp: state.chosen + 1, Home: 0, End: last}[event.key];
  if (event.key === "Escape" && !state.tip.hidden) { event.stopPropagation(); hidePoint(state); }
  if (to === undefined) return;
  event.preventDefault();
  showPoint(state, Math.max(0, Math.min(last, to)));
}
