// The header bar: what is reachable from everywhere.

const SHELL_MARK = '<rect x="1" y="1" width="22" height="22" rx="6" fill="var(--accent)"/><path d="M6.5 8.2h11v6.6H11l-3 2.7v-2.7H6.5z" fill="none" stroke="var(--on-accent)" stroke-width="1.7" stroke-linejoin="round"/>';

function shellSiteMap(desk) {
  const button = iconButton("menu", "Site map", () => flyout.toggle(), {size: 20});
  const entry = (item) => h("li", {}, h("button", {type: "button", class: "mi", onclick: (event) => { flyout.close(true); desk.open(item.target, "site_map", event); }},
    icon(item.icon || "view", 18), h("span", {class: "grow ell"}, item.label)));
  const group = (g) => h("section", {}, h("h2", {class: "mh"}, g.group), h("ul", {}, g.items.map(entry)));
  const flyout = shellFlyout(desk, button, {role: "navigation", label: "Site map", className: "sitemap", build: () => desk.model.site_map.map(group)});
  button.setAttribute("aria-haspopup", "true");
  flyout.element.addEventListener("keydown", (event) => shellArrow(event, flyout.element));
  return {button, element: flyout.element, open: flyout.open};
}

// Up and Down walk through a list of buttons that is not a menu.
function shellArrow(event, box) {
  const step = {ArrowDown: 1, ArrowUp: -1}[event.key];
  if (!step || event.target.matches("textarea,select,input")) return;
  const all = shellFocusable(box), at = all.indexOf(event.target);
  all[(at + step + all.length) % all.length]?.focus();
  event.preventDefault();
}

function shellPresence(desk) {
  const word = h("span"), mark = h("span", {class: "row"});
  const button = h("button", {type: "button", class: "pres", onclick: () => menu.toggle()}, mark, word, icon("down", 16));
  const menu = shellMenu(desk, button, "Set your presence", () => (desk.model.presence.options || []).map((option) => ({
    picture: presenceIcon(option.name, 16), label: option.name, note: option.note, checked: option.name === desk.model.presence.current,
    run: () => { desk.model.presence = {...desk.model.presence, current: option.name, detail: "Set by you", since: new Date().toISOString()}; paint(); send(desk.model, "set_presence", {name: option.name}); },
  })), "presence");
  const open = menu.open;
  menu.open = () => { open(); decorate(); };
  menu.toggle = () => menu.isOpen() ? menu.close(true) : menu.open();
  function decorate() {
    const {current = "Unknown", since, detail, note} = desk.model.presence;
    const text = [detail, since ? `since ${moment(since, desk.at()).replace("Today ", "")}` : ""].filter(Boolean).join(", ");
    menu.element.prepend(h("div", {class: "mtop", role: "presentation"}, h("div", {class: "m"}, current), text ? h("div", {class: "s t3"}, text[0].toUpperCase() + text.slice(1)) : null), h("div", {class: "sep", role: "presentation"}));
    if (note) menu.element.append(h("div", {class: "sep", role: "presentation"}), h("div", {class: "mfoot s t3", role: "presentation"}, note));
  }
  function paint() {
    const current = desk.offline() ? "Offline" : desk.model.presence.current || "Unknown";
    word.textContent = current;
    mark.replaceChildren(presenceIcon(current === "Unknown" ? "Inactive" : current, 14));
    button.setAttribute("aria-label", `Presence: ${current}`);
    button.title = `Presence: ${current}`;
  }
  return {button, element: menu.element, paint, open: menu.open};
}

const SHELL_BELL_ICONS = {record: "check", conflict: "merge", reminder: "alarm", warning: "warn", error: "error", window: "copy"};

function shellBell(desk) {
  const count = h("span", {class: "count"});
  const button = iconButton("bell", "Notifications", () => flyout.toggle(), {size: 20});
  const box = h("span", {class: "bellwrap"}, button, count);
  const row = (item) => h("li", {class: item.read ? "" : "new"}, h(item.record ? "button" : "div", {
    type: item.record ? "button" : null, class: "nrow",
    onclick: item.record ? (event) => { flyout.close(true); desk.open(shellTarget(item.record), "notification", event); } : null,
  }, icon(SHELL_BELL_ICONS[item.kind] || item.icon || "info", 18), h("span", {class: "grow"}, item.text, h("span", {class: "s t3 when"}, moment(item.at, desk.at()))),
  item.read ? null : h("span", {class: "dot acc"}, h("span", {class: "vh"}, "unread"))));
  function build() {
    const items = desk.model.bell.items || [];
    return [h("div", {class: "fh"}, h("h2", {class: "h16 grow"}, "Notifications"), iconButton("close", "Close notifications", () => flyout.close(true), {size: 16, className: "ib md"})),
      items.length ? h("ul", {class: "nlist"}, items.map(row)) : h("p", {class: "empty t2"}, "Nothing new. Saved records, conflicts and reminders appear here.")];
  }
  const flyout = shellFlyout(desk, button, {role: "dialog", label: "Notifications list", className: "bell", build});
  const open = flyout.open;
  flyout.open = () => {
    open();
    const ids = (desk.model.bell.items || []).filter((item) => !item.read).map((item) => item.id);
    if (ids.length) send(desk.model, "read_notifications", {ids});
  };
  flyout.toggle = () => flyout.isOpen() ? flyout.close(true) : flyout.open();
  function paint() {
    const unread = desk.model.bell.unread || 0;
    count.replaceChildren(shellCount(unread), h("span", {class: "vh"}, " unread notifications"));
    count.hidden = !unread;
    button.title = unread ? `Notifications, ${unread} unread` : "Notifications";
    if (flyout.isOpen() && !flyout.element.contains(desk.active())) flyout.fill();
  }
  return {button: box, element: flyout.element, paint, open: flyout.open};
}

function shellHeader(desk, parts) {
  const left = h("div", {class: "hdr-l"}, parts.siteMap.button, h("span", {class: "brand"}, picture(SHELL_MARK, 24, 24, "face"), h("span", {class: "name"}, "Contact Center")));
  const right = h("div", {class: "hdr-r"}, parts.create.button, parts.presence.button, parts.bell.button, parts.user.button);
  return h("header", {class: "hdr"}, h("button", {type: "button", class: "skip", onclick: () => desk.toWork()}, "Skip to work"),
    h("h1", {class: "vh"}, "Contact Center"), left, parts.search.element, right,
    [parts.siteMap, parts.create, parts.presence, parts.bell, parts.user].map((part) => part.element));
}

// "case:12" whether Python sent a text or {kind, id}
const shellTarget = (record) => typeof record === "string" ? record : `${record.kind}:${record.id ?? ""}`;
