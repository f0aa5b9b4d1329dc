// The command palette: every action, open session, tab, page and record from one field.

const shellMatches = (text, words) => { const lower = text.toLowerCase(); return words.every((word) => lower.includes(word)); };

// What the desk itself can do. Each: {id, title, detail, icon, keys, group, run(event)}
function shellCommands(desk) {
  const {model} = desk, s = desk.focus.session(), t = desk.focus.tab(s), parts = desk.parts;
  const key = (id) => desk.keysOn() ? shellKeysOf(desk, id) : [];
  const command = (id, title, mark, run, detail = "") => ({id, title, icon: mark, run, detail, keys: key(id), group: "Do"});
  return [
    ...(t && t.closable !== false ? [command("close_tab", `Close tab ${t.title}`, "close", () => desk.closeTab(t.id))] : []),
    ...(s && !s.home && s.closable !== false ? [command("close_session", `Close session ${s.title}`, "close", () => desk.closeSession(s.id))] : []),
    command("refresh_tab", "Refresh this tab", "refresh", () => desk.refreshTab()),
    ...model.creates.map((c) => command(`create-${c.kind}`, `New ${c.label.toLowerCase()}`, c.icon, () => parts.create.start(c.kind), "quick create")),
    ...(model.presence.options || []).map((o) => ({...command(`presence-${o.name}`, `Presence: ${o.name}`, "users", () => send(model, "set_presence", {name: o.name}), o.note)})),
    command("pane", desk.parts.pane.isOpen() ? "Close the productivity pane" : "Open the productivity pane", "dock", () => desk.togglePane()),
    command("notifications", "Notifications", "bell", () => parts.bell.open()),
    command("search", "Global search", "search", () => parts.search.focus()),
    command("theme-light", "Theme: light", "sun", () => desk.set({theme: "light"})),
    command("theme-dark", "Theme: dark", "moon", () => desk.set({theme: "dark"})),
    command("theme-system", "Theme: as the system", "sync", () => desk.set({theme: "system"})),
    command("settings", "Time zone and language of dates", "clock", () => parts.user.open()),
    command("shortcuts", "Keyboard shortcuts", "keyboard", () => desk.shortcuts()),
    ...(model.user.may_sign_out ? [command("sign_out", "Sign out", "logout", () => send(model, "sign_out"))] : []),
  ];
}

function shellPaletteRows(desk, text) {
  const {model} = desk, words = text.toLowerCase().split(/\s+/).filter(Boolean), front = desk.focus.session();
  const fits = (row) => shellMatches(`${row.title} ${row.detail || ""}`, words);
  const own = model.actions.map((a) => ({id: a.id, title: a.label, detail: a.hint, icon: a.icon || "bolt", keys: a.keys || [], group: a.group || "Do", run: () => send(model, "run", {id: a.id})}));
  const tabs = model.sessions.flatMap((s) => [
    {title: s.title, detail: s.home ? "" : s.line || "open session", icon: s.icon || "chat", group: "Open now", run: () => desk.focus.chooseSession(s.id)},
    ...s.tabs.filter((t) => t.title !== s.title).map((t) => ({title: t.title, detail: s.id === front?.id ? "tab" : `tab of ${s.title}`, icon: t.icon, group: "Open now", run: () => { desk.focus.chooseSession(s.id); desk.focus.chooseTab(t.id); }})),
  ]);
  const found = model.hits.query === text && text ? shellHits(model.hits).map((row) => ({...row, group: "Go to", run: (event) => desk.open(row.target, "palette", event)})) : [];
  const pages = model.site_map.flatMap((g) => g.items.map((item) => ({title: item.label, detail: g.group, icon: item.icon || "view", group: "Go to", run: (event) => desk.open(item.target, "site_map", event)})));
  const first = own.filter((row) => row.group !== "Do"), rest = own.filter((row) => row.group === "Do");
  const known = [...first, ...tabs].filter(fits), go = pages.filter(fits), commands = [...rest, ...shellCommands(desk)].filter(fits);
  if (!text) return [...known, ...go, ...commands].slice(0, 60);
  return shellRanked([...known, ...found, ...go, ...commands], text.toLowerCase(), new Set(found)).slice(0, 40);
}

// How well a title answers what was typed: 0 the same, 1 begins with it, 2 holds its words as whole words, else 3.
function shellRank(title, text) {
  const lower = title.toLowerCase();
  if (lower === text) return 0;
  if (lower.startsWith(text)) return 1;
  const whole = new Set(lower.split(/[^\p{L}\p{N}]+/u));
  return text.split(/[^\p{L}\p{N}]+/u).filter(Boolean).every((word) => whole.has(word)) ? 2 : 3;
}

// Better answers first, what was searched for after what is here already; a group stays together where its best row is.
function shellRanked(rows, text, found) {
  const rank = new Map(rows.map((row) => {
    const at = shellRank(row.title, text);
    return [row, found.has(row) ? (at ? 2.5 + at / 10 : 0.5) : at];
  }));
  const ordered = [...rows].sort((a, b) => rank.get(a) - rank.get(b));
  const groups = new Set(ordered.map((row) => row.group));
  return [...groups].flatMap((group) => ordered.filter((row) => row.group === group));
}

function shellPalette(desk) {
  const field = h("input", {type: "text", role: "combobox", "aria-label": "Command palette", "aria-expanded": "true", "aria-autocomplete": "list", placeholder: "Type a command, a name or a number", autocomplete: "off", spellcheck: "false"});
  const options = shellOptions(field, "Commands", (row, event) => { dialog.close(); row.run(event); });
  const count = h("span");
  const dialog = shellDialog(desk, {label: "Command palette", className: "palette"});
  const foot = h("div", {class: "pfoot s t3"}, h("span", {}, h("kbd", {}, "↑"), " ", h("kbd", {}, "↓"), " move"), h("span", {}, h("kbd", {}, "Enter"), " open"), h("span", {}, h("kbd", {}, "Ctrl"), " ", h("kbd", {}, "Enter"), " in this session"), h("span", {class: "grow"}), count);
  const empty = h("p", {class: "empty t2"}, "Nothing matches. Enter a name, a case number or what you want to do.");
  dialog.element.append(h("div", {class: "inner"}, h("div", {class: "ptop"}, icon("search", 20), field, h("kbd", {}, "Esc")), h("div", {class: "plist"}, options.element, empty), foot));
  field.setAttribute("aria-controls", options.element.id);
  const ask = debounce((text) => send(desk.model, "search", {text}), 150);
  function fill() {
    const text = field.value.trim(), rows = shellPaletteRows(desk, text);
    options.set(rows, text, 0);
    empty.hidden = rows.length > 0;
    count.textContent = `${rows.length} result${rows.length === 1 ? "" : "s"}`;
  }
  field.oninput = () => { const text = field.value.trim(); if (text) ask(text); fill(); };
  field.onkeydown = (event) => { if (!event.isComposing) options.key(event); };
  return {
    open: () => { if (dialog.isOpen()) return dialog.close(); field.value = ""; fill(); dialog.open(); field.focus(); },
    answered: () => { if (dialog.isOpen()) fill(); },
  };
}
