// The side panels' widths and the productivity pane's two forms: open, or a rail of icons.

// A vertical bar that is dragged or moved with the arrow keys; `grows` is 1 when the box is on its left.
function shellDivider(desk, {label, name, min, max, grows, box}) {
  const bar = h("div", {class: "divider", role: "separator", tabindex: "0", "aria-label": label, "aria-orientation": "vertical", "aria-valuemin": min, "aria-valuemax": max});
  const report = debounce((px) => send(desk.model, "resize", {[name]: px}), 300);
  const now = () => Math.round(box.getBoundingClientRect().width);
  function set(px, tell = true) {
    const width = Math.min(max, Math.max(min, Math.round(px)));
    desk.frame.style.setProperty(`--w-${name}`, `${width}px`);
    bar.setAttribute("aria-valuenow", String(width));
    if (tell) report(width);
  }
  bar.onpointerdown = (event) => {
    const start = event.clientX, from = now();
    bar.setPointerCapture(event.pointerId);
    bar.onpointermove = (move) => set(from + grows * (move.clientX - start));
    bar.onpointerup = bar.onpointercancel = () => { bar.onpointermove = null; report.now(); };
    event.preventDefault();
  };
  bar.onkeydown = (event) => {
    const by = {ArrowLeft: -16, ArrowRight: 16}[event.key];
    if (by) { set(now() + grows * by); event.preventDefault(); }
    else if (event.key === "Home" || event.key === "End") { set(event.key === "Home" ? min : max); event.preventDefault(); }
  };
  return {element: bar, set};
}

function shellPane(desk, child) {
  const rail = h("div", {class: "pane-rail"});
  const box = h("div", {class: "pane-box"}, child);
  const aside = h("aside", {class: "pane", "aria-label": "Productivity pane"}, rail, box);
  const divider = shellDivider(desk, {label: "Width of the productivity pane", name: "pane", min: 280, max: 480, grows: -1, box: aside});
  aside.prepend(divider.element);
  // On a narrow screen the open pane lies over the page, and only while it is asked for.
  const narrow = () => desk.frame.clientWidth < 1280;
  const isOpen = () => narrow() ? aside.classList.contains("over") : Boolean(desk.model.pane.open);
  const tell = (open, section) => {
    desk.model.pane = {...desk.model.pane, open};
    send(desk.model, "toggle_pane", section ? {open, section} : {open});
  };
  const toggle = (open, section = null) => {
    if (narrow()) {
      aside.classList.toggle("over", open);
      if (open && !desk.model.pane.open) tell(open, section);
    } else {
      tell(open, section);
    }
    if (section) box.dispatchEvent(new CustomEvent("ccw-section", {detail: section}));
  };
  // The pane's own buttons speak through this event, whichever component draws them.
  aside.addEventListener("ccw-pane", (event) => toggle(Boolean(event.detail?.open)), {signal: desk.signal});
  function paint() {
    const {open, sections = []} = desk.model.pane;
    aside.classList.toggle("open", Boolean(open));
    rail.replaceChildren(...sections.map((s) => iconButton(s.icon || "info", s.label, () => toggle(true, s.id), {size: 18})),
      iconButton("dock", "Productivity pane", () => toggle(!isOpen()), {size: 18, className: "ib last"}));
  }
  return {element: aside, paint, divider, toggle: () => toggle(!isOpen()), isOpen, leave: () => aside.classList.remove("over")};
}
