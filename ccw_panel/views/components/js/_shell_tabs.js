// The tab strip of the focused session.

function shellTabs(desk) {
  const list = h("div", {role: "tablist", "aria-label": "Tabs"});
  const closers = h("div", {class: "closers"});
  const grid = h("div", {class: "tabgrid"}, list, closers);
  const plus = iconButton("plus", "Open another tab", () => plusMenu.toggle(), {className: "ib md", size: 18});
  const plusMenu = shellMenu(desk, plus, "Open another tab", () => desk.model.tab_menu.map((entry) => ({
    icon: entry.icon, label: entry.label, run: (event) => desk.open(entry.target, "tab_menu", event),
  })));
  const unfold = plusMenu.open;
  plusMenu.open = () => {
    unfold();
    plusMenu.element.classList.toggle("flip", plus.getBoundingClientRect().left + 240 > element.getBoundingClientRect().right);
  };
  plusMenu.toggle = () => plusMenu.isOpen() ? plusMenu.close(true) : plusMenu.open();
  const rows = shellRows((key) => {
    const id = () => key.slice(key.indexOf("/") + 1);
    const tab = h("button", {type: "button", role: "tab", class: "tab", id: `tab-${key.replace(/[^\w-]/g, "-")}`, "data-id": id(), "aria-controls": "work", onclick: () => desk.focus.chooseTab(id())});
    const closer = h("button", {type: "button", class: "tx", onclick: () => desk.closeTab(id())}, icon("close", 14), h("span", {class: "dot"}));
    shellHover(tab, closer);
    tab.onauxclick = (event) => { if (event.button === 1) desk.closeTab(id()); };
    return [tab, closer];
  });
  shellRoving(list, ["ArrowLeft", "ArrowRight"], (tab) => desk.closeTab(tab.dataset.id));

  function paintTab(t, i, [tab, closer], front) {
    const selected = t.id === front?.id, closable = t.closable !== false;
    tab.setAttribute("aria-selected", String(selected));
    tab.tabIndex = selected ? 0 : -1;
    tab.title = t.unsaved ? `${t.title}. Unsaved changes.` : t.title;
    tab.className = `tab${selected ? " on" : ""}${closable ? " can" : ""}${t.unsaved ? " unsaved" : ""}${tab.classList.contains("hov") ? " hov" : ""}`;
    tab.replaceChildren(icon(t.icon || "info", 16), h("span", {class: "ell"}, t.title),
      ...(t.unsaved ? [h("span", {class: closable ? "vh" : "dot"}, h("span", {class: "vh"}, " unsaved changes"))] : []));
    for (const el of [tab, closer]) el.style.gridColumn = String(i + 1);
    closer.hidden = !closable;
    closer.tabIndex = selected ? 0 : -1;
    closer.className = `tx${selected ? " on" : ""}${t.unsaved ? " unsaved" : ""}${closer.classList.contains("hov") ? " hov" : ""}`;
    closer.setAttribute("aria-label", `Close tab ${t.title}`);
    closer.title = `Close tab ${t.title}`;
  }
  let shownSession = null;
  function paint() {
    const s = desk.focus.session(), front = desk.focus.tab(s);
    if (!s) return null;
    if (shownSession !== s.id) plusMenu.close();
    shownSession = s.id;
    const drawn = rows(s.tabs.map((t) => ({id: `${s.id}/${t.id}`})), [list, closers]);
    drawn.forEach((row, i) => paintTab(s.tabs[i], i, row, front));
    grid.classList.toggle("crowded", s.tabs.length > 6);
    grid.style.gridTemplateColumns = s.tabs.map((t) => `minmax(${t.id === front?.id ? 96 : 44}px, max-content)`).join(" ");
    return drawn[s.tabs.indexOf(front)]?.[0].id;
  }
  const element = h("div", {class: "tabs"}, grid, h("span", {class: "plus"}, plus, plusMenu.element));
  return {element, paint, focusCurrent: () => list.querySelector('[aria-selected="true"]')?.focus()};
}
