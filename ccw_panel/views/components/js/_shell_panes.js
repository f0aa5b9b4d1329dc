// The side panels' widths and the productivity pane's two forms: open, or a rail of icons.

// A vertical bar that is dragged or moved with the arrow keys.
function shellDivider(desk, {label, name, min, max, side, box}) {
  const bar = h("div", {class: `divider ${side}`, role: "separator", tabindex: "0", "aria-label": label, "aria-orientation": "vertical", "aria-valuemin": min, "aria-valuemax": max});
  const report = debounce((px) => send(desk.model, "resize", {[name]: px}), 300);
  const now = () => Math.round(box.getBoundingClientRect().width);
  function set(px, tell = true) {
    const width = Math.min(max, Math.max(min, Math.round(px)));
    desk.frame.style.setProperty(`--w-${name}`, `${width}px`);
    bar.setAttribute("aria-valuenow", String(width));
    if (tell) report(width);
  }
  bar.onpointerdown = (event) => {
    const start = event.clientX, from = now(), sign = side === "right" ? 1 : -1;
    bar.setPointerCapture(event.pointerId);
    bar.onpointermove = (move) => set(from + sign * (move.clientX - start));
    bar.onpointerup = bar.onpointercancel = () => { bar.onpointermove = null; report.now(); };
    event.preventDefault();
  };
  bar.onkeydown = (event) => {
    const by = {ArrowLeft: -16, ArrowRight: 16}[event.key];
    if (by) { set(now() + (side === "right" ? by : -by)); event.preventDefault(); }
    else if (event.key === "Home" || event.key === "End") { set(event.key === "Home" ? min : max); event.preventDefault(); }
  };
  return {element: bar, set};
}

function shellPane(desk, child) {
  const rail = h("div", {class: "pane-rail"});
  const box = h("div", {class: "pane-box"}, child);
  const aside = h("aside", {class: "pane", "aria-label": "Productivity pane"}, rail, box);
  const divider = shellDivider(desk, {label: "Width of the productivity pane", name: "pane", min: 280, max: 480, side: "left", box: aside});
  aside.prepend(divider.element);
  const toggle = (open, section = null) => {
    desk.model.pane = {...desk.model.pane, open};
    send(desk.model, "toggle_pane", section ? {open, section} : {open});
    if (section) box.dispatchEvent(new CustomEvent("ccw-section", {detail: section}));
  };
  // The pane's own buttons speak through this event, whichever component draws them.
  aside.addEventListener("ccw-pane", (event) => toggle(Boolean(event.detail?.open)), {signal: desk.signal});
  function paint() {
    const {open, sections = []} = desk.model.pane;
    aside.classList.toggle("open", Boolean(open));
    box.hidden = !open;
    rail.hidden = Boolean(open);
    rail.replaceChildren(...sections.map((s) => iconButton(s.icon || "info", s.label, () => toggle(true, s.id), {size: 18})),
      iconButton("dock", "Open the productivity pane", () => toggle(true), {size: 18, className: "ib last"}));
  }
  return {element: aside, paint, divider, toggle: () => toggle(!desk.model.pane.open)};
}
