// Keyboard: one table of shortcuts, what they do, and the dialog that lists and changes them.

// A text of two parts is "first, then second". Single keys can be changed and switched off; the others always work.
const SHELL_KEYS = [
  {id: "palette", group: "Everywhere", label: "Command palette", keys: ["Ctrl", "K"]},
  {id: "search", group: "Everywhere", label: "Global search", key: "/"},
  {id: "regions", group: "Everywhere", label: "Move between regions", keys: ["F6"]},
  {id: "site_map", group: "Everywhere", label: "Site map", key: "g m"},
  {id: "shortcuts", group: "Everywhere", label: "Shortcuts", key: "?"},
  {id: "next_session", group: "Sessions and tabs", label: "Next session", key: "]"},
  {id: "previous_session", group: "Sessions and tabs", label: "Previous session", key: "["},
  {id: "home", group: "Sessions and tabs", label: "Home", key: "g h"},
  {id: "session", group: "Sessions and tabs", label: "Session 1 to 9", key: "g 1", fixed: true},
  {id: "next_tab", group: "Sessions and tabs", label: "Next tab", key: "."},
  {id: "previous_tab", group: "Sessions and tabs", label: "Previous tab", key: ","},
  {id: "close_tab", group: "Sessions and tabs", label: "Close tab", key: "x"},
  {id: "message", group: "Conversation", label: "Go to message box", key: "m"},
  {id: "send", group: "Conversation", label: "Send", keys: ["Enter"]},
  {id: "line", group: "Conversation", label: "New line", keys: ["Shift", "Enter"]},
  {id: "pane", group: "Conversation", label: "Productivity pane", key: "p"},
  {id: "save", group: "Records", label: "Save", keys: ["Ctrl", "S"]},
  {id: "edit", group: "Records", label: "Edit field", keys: ["F2"]},
  {id: "undo", group: "Records", label: "Undo change", keys: ["Esc"]},
  {id: "new", group: "Records", label: "New", key: "n"},
  {id: "refresh_tab", group: "Records", label: "Refresh tab", key: "r"},
];

const shellKey = (desk, entry) => desk.model.user.settings?.keys?.[entry.id] ?? entry.key;
const shellKeycaps = (key) => key.split(" ").map((part) => part.length === 1 ? part.toUpperCase() : part);
function shellKeysOf(desk, id) {
  const entry = SHELL_KEYS.find((e) => e.id === id);
  if (!entry) return [];
  return entry.key ? shellKeycaps(shellKey(desk, entry)) : entry.keys;
}

// Where the keystroke really went, through every shadow root.
const shellTyping = (event) => {
  const target = event.composedPath()[0];
  if (!(target instanceof Element)) return false;
  if (target.closest("input")) return !/^(checkbox|radio|button|submit|reset)$/.test(target.type);
  return Boolean(target.closest("textarea,select,[contenteditable]:not([contenteditable=false]),[role=textbox]"));
};

// Walks the page and the shadow roots in it, in order.
function* shellElements(root) {
  for (const el of root.children || []) {
    if (el.checkVisibility && !el.checkVisibility({visibilityProperty: true})) continue;
    yield el;
    if (el.shadowRoot) yield* shellElements(el.shadowRoot);
    yield* shellElements(el);
  }
}
function shellFind(root, test) {
  for (const el of shellElements(root)) if (test(el)) return el;
  return null;
}
const shellCanFocus = (el) => el.matches("button,a[href],input,select,textarea,[tabindex='0']") && !el.disabled && el.tabIndex >= 0;

function shellDoes(desk) {
  const {focus, parts} = desk;
  const step = (items, at, by) => items[(at + by + items.length) % items.length];
  const session = (by) => { const all = desk.model.sessions; focus.chooseSession(step(all, all.indexOf(focus.session()), by).id); };
  const tab = (by) => { const all = focus.session().tabs; focus.chooseTab(step(all, all.indexOf(focus.tab()), by).id); };
  return {
    search: () => parts.search.focus(),
    site_map: () => parts.siteMap.open(),
    shortcuts: () => desk.shortcuts(),
    next_session: () => session(1),
    previous_session: () => session(-1),
    home: () => focus.chooseSession(desk.model.sessions[0].id),
    session: (digit) => { const s = desk.model.sessions.filter((x) => !x.home)[digit - 1]; if (s) focus.chooseSession(s.id); },
    next_tab: () => tab(1),
    previous_tab: () => tab(-1),
    close_tab: () => { const t = focus.tab(); if (t && t.closable !== false) desk.closeTab(t.id); },
    message: () => shellFind(desk.boxes.comms, (el) => el.matches('textarea[aria-label="Message"],input[aria-label="Message"],[role=textbox][aria-label="Message"]'))?.focus(),
    pane: () => desk.togglePane(),
    new: () => parts.create.open(),
    refresh_tab: () => desk.refreshTab(),
  };
}

function shellRegions(desk, back) {
  const {boxes, parts} = desk;
  const stops = [
    [parts.sessions.element, () => parts.sessions.focusCurrent()],
    [boxes.comms, () => shellFind(boxes.comms, (el) => el.matches("textarea"))?.focus() ?? shellFind(boxes.comms, shellCanFocus)?.focus()],
    [parts.tabs.element, () => parts.tabs.focusCurrent()],
    [boxes.work, () => boxes.work.focus()],
    [boxes.aside, () => shellFind(boxes.aside, shellCanFocus)?.focus()],
    [parts.search.element, () => parts.search.focus()],
  ].filter(([el]) => el.checkVisibility());
  const at = stops.findIndex(([el]) => el.contains(desk.active()));
  const next = at < 0 ? (back ? stops.length - 1 : 0) : (at + (back ? -1 : 1) + stops.length) % stops.length;
  stops[next][1]();
}

function shellKeyboard(desk) {
  const does = shellDoes(desk);
  let first = "", timer = null;
  const modal = () => Boolean(desk.frame.querySelector("dialog[open]"));
  function single(event) {
    if (!desk.keysOn() || shellTyping(event) || event.key.length !== 1) return;
    const graph = event.getModifierState("AltGraph");
    if (event.metaKey || (!graph && (event.ctrlKey || event.altKey))) return;
    const typed = `${first}${event.key.toLowerCase()}`;
    const digit = /^g ([1-9])$/.exec(typed);
    const entry = digit ? {id: "session"} : SHELL_KEYS.find((e) => e.key && !e.fixed && shellKey(desk, e) === typed);
    const starts = SHELL_KEYS.some((e) => e.key && shellKey(desk, e).startsWith(`${typed} `));
    clearTimeout(timer);
    first = !entry && starts ? `${typed} ` : "";
    if (first) timer = setTimeout(() => { first = ""; }, 1500);
    if (!entry) return;
    event.preventDefault();
    does[entry.id]?.(digit && Number(digit[1]));
  }
  function down(event) {
    if (event.defaultPrevented || event.isComposing) return;
    const command = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
    if (command && event.key.toLowerCase() === "k") { event.preventDefault(); return desk.parts.palette.open(); }
    if (modal()) return;
    if (command && event.key.toLowerCase() === "s") { event.preventDefault(); return desk.save(); }
    if (event.key === "F6") { event.preventDefault(); return shellRegions(desk, event.shiftKey); }
    single(event);
  }
  (desk.model.served ? document : desk.frame).addEventListener("keydown", down, {signal: desk.signal});
}

function shellShortcuts(desk) {
  const dialog = shellDialog(desk, {label: "Keyboard shortcuts", className: "keys"});
  let changing = false;
  const caps = (entry) => entry.key ? shellKeycaps(shellKey(desk, entry)) : entry.keys;
  const kbds = (entry) => caps(entry).flatMap((cap, i) => [i && entry.key ? h("span", {class: "s t3"}, "then") : null, h("kbd", {}, cap)]);
  function take(entry, button) {
    button.replaceChildren("Press a key");
    button.onkeydown = (event) => {
      if (["Shift", "Control", "Alt", "Meta", "AltGraph", "Tab"].includes(event.key)) return;
      event.preventDefault();
      event.stopPropagation();
      const key = event.key.toLowerCase(), taken = SHELL_KEYS.find((e) => e.id !== entry.id && e.key && (shellKey(desk, e) === key || shellKey(desk, e).startsWith(`${key} `)));
      if (event.key !== "Escape" && key.length === 1 && !taken) desk.set({keys: {...desk.model.user.settings?.keys, [entry.id]: key}});
      else if (taken) desk.say(`${key} is taken by ${taken.label}`);
      fill();
      [...dialog.element.querySelectorAll("[data-key]")].find((el) => el.dataset.key === entry.id)?.focus();
    };
  }
  function row(entry) {
    const button = changing && entry.key && !entry.fixed ? h("button", {type: "button", class: "btn out sm", "data-key": entry.id, "aria-label": `Change the key of ${entry.label}`, onclick: () => take(entry, button)}, kbds(entry)) : null;
    return h("div", {class: "krow"}, h("dt", {class: "grow t2"}, entry.label), h("dd", {class: "row g4"}, button || kbds(entry)));
  }
  function fill() {
    const own = desk.model.actions.filter((a) => a.keys?.length).map((a) => ({id: a.id, group: a.group || "Records", label: a.label, keys: a.keys}));
    const groups = Map.groupBy([...SHELL_KEYS, ...own], (entry) => entry.group);
    const change = h("button", {type: "button", class: "btn txt", "aria-pressed": String(changing), onclick: () => { changing = !changing; fill(); dialog.element.querySelector("[aria-pressed]").focus(); }}, changing ? "Done" : "Change keys");
    const reset = changing ? h("button", {type: "button", class: "btn txt neutral", onclick: () => { desk.set({keys: {}}); fill(); }}, "Reset all") : null;
    dialog.element.replaceChildren(h("div", {class: "inner"},
      h("div", {class: "khead"}, h("h2", {class: "h16 grow"}, "Keyboard shortcuts"), reset, change, iconButton("close", "Close shortcuts", () => dialog.close(), {size: 18})),
      h("div", {class: "kgrid"}, [...groups].map(([group, entries]) => h("section", {}, h("h3", {class: "m"}, group), h("dl", {}, entries.map(row))))),
      h("div", {class: "kfoot"}, shellSwitch("Single-key shortcuts", desk.keysOn(), (on) => desk.set({shortcuts: on})), h("span", {}, h("span", {class: "m"}, "Single-key shortcuts"), h("span", {class: "t3"}, " never fire while you type. No shortcut uses Alt with a letter.")))));
  }
  return {open: () => { changing = false; fill(); dialog.open(); }};
}
