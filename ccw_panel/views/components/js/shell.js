// The frame of the desk. Its parts are in the _shell_ files; here they are put together.

// What every part may ask of the desk.
function desktop(model, view, stop) {
  const desk = {model, view, signal: stop.signal, flyouts: [], waiting: new Map(), parts: {}, boxes: {}};
  desk.at = () => ({timeZone: model.zone || undefined, language: model.language || undefined});
  desk.active = () => desk.frame.getRootNode().activeElement;
  desk.keysOn = () => model.user.settings?.shortcuts !== false;
  desk.offline = () => Boolean(desk.connection?.lost());
  desk.every = (ms, f) => { const timer = setInterval(f, ms); stop.signal.addEventListener("abort", () => clearInterval(timer)); };
  desk.open = (target, origin, event) => send(model, "open", {target, origin, gesture: event ? gesture(event) : null});
  desk.closeFlyouts = (but = null) => desk.flyouts.forEach((flyout) => flyout !== but && flyout.close());
  desk.closeSession = (id) => { const s = model.sessions.find((x) => x.id === id); if (s && !s.home && s.closable !== false) send(model, "close_session", {session: id}); };
  desk.closeTab = (id) => { const s = desk.focus.session(), t = s?.tabs.find((x) => x.id === id); if (t && t.closable !== false) send(model, "close_tab", {session: s.id, tab: id}); };
  desk.refreshTab = () => { const s = desk.focus.session(); if (s) send(model, "run", {id: "refresh_tab", session: s.id, tab: desk.focus.tab(s)?.id}); };
  desk.toWork = () => desk.boxes.work.focus({preventScroll: true});
  desk.save = () => shellFind(desk.boxes.work, (el) => el.matches('[data-shortcut="save"]:not(:disabled)'))?.click();
  desk.say = (text) => desk.voice.say(text);
  // A setting shows at once and is told to Python, which keeps it.
  desk.set = (changes) => {
    for (const name of ["theme", "zone", "language"]) if (name in changes) model[name] = changes[name];
    model.user = {...model.user, settings: {...model.user.settings, ...changes}};
    send(model, "settings", changes);
  };
  return desk;
}

function build(desk) {
  const {model, parts} = desk;
  desk.frame = h("div", {class: "frame", "data-ccw": "", style: `height:${model.frame_height}`});
  desk.voice = shellVoice();
  desk.boxes.work = h("div", {class: "work", id: "work", role: "tabpanel", tabindex: "-1"}, h("div", {class: "stack"}, model.get_child("body")));
  desk.boxes.comms = h("div", {class: "comms"}, h("div", {class: "stack"}, model.get_child("comms")));
  desk.focus = shellFocus(desk);
  desk.theme = shellTheme(desk);
  Object.assign(parts, {siteMap: shellSiteMap(desk), presence: shellPresence(desk), bell: shellBell(desk), user: shellUser(desk), create: shellCreate(desk), search: shellSearch(desk)});
  Object.assign(parts, {sessions: shellSessions(desk), tabs: shellTabs(desk), pane: shellPane(desk, model.get_child("side")), status: shellStatus(desk), toasts: shellToasts(desk)});
  Object.assign(parts, {confirm: shellConfirm(desk), palette: shellPalette(desk), shortcuts: shellShortcuts(desk)});
  desk.boxes.aside = parts.pane.element;
  desk.toast = parts.toasts.toast;
  desk.shortcuts = parts.shortcuts.open;
  desk.togglePane = parts.pane.toggle;
  desk.commWidth = shellDivider(desk, {label: "Width of the communication panel", name: "comm", min: 320, max: 520, grows: 1, box: desk.boxes.comms});
  desk.faces = faces(desk);
  const stage = h("main", {class: "stage"}, desk.commWidth.element, parts.tabs.element, parts.toasts.bars, desk.boxes.work);
  desk.frame.append(shellHeader(desk, parts), parts.status.element, desk.faces.element, h("div", {class: "desk"}, parts.sessions.element, desk.boxes.comms, stage, parts.pane.element), parts.toasts.element, desk.voice.element);
}

// On a narrow screen the conversation and the work take turns.
function faces(desk) {
  let shown = "work";
  const choose = (name) => () => { shown = name; desk.paint(); };
  const buttons = {comm: h("button", {type: "button", class: "btn sm", onclick: choose("comm")}, "Conversation"), work: h("button", {type: "button", class: "btn sm", onclick: choose("work")}, "Work")};
  const element = h("nav", {class: "faces", "aria-label": "Panels"}, buttons.comm, buttons.work);
  function paint(needed) {
    element.classList.toggle("needed", needed);
    for (const [name, button] of Object.entries(buttons)) {
      const on = name === shown;
      button.setAttribute("aria-pressed", String(on));
      button.classList.toggle("sub", on);
      desk.frame.classList.toggle(`face-${name}`, needed && on);
    }
  }
  return {element, paint};
}

function painters(desk) {
  const {model, parts, boxes} = desk;
  const skeleton = shellSkeleton(desk, boxes.work), news = shellUnreadNews(desk);
  let soon = 0;
  desk.show = () => skeleton(!desk.focus.show());
  desk.retry = () => { if (!desk.signal.aborted && soon++ < 40) desk.show(); };
  desk.paint = () => {
    const s = desk.focus.session();
    soon = 0;
    desk.show();
    boxes.comms.hidden = !s?.comm;
    boxes.comms.dataset.mode = s?.comm_mode || "docked";
    desk.commWidth.set(model.widths[s?.comm_width] || 360, false);
    desk.faces.paint(Boolean(s?.comm));
    const tab = parts.tabs.paint();
    if (tab) boxes.work.setAttribute("aria-labelledby", tab);
    parts.sessions.paint();
    shellPageTitle(desk);
  };
  desk.paintStatus = () => { parts.status.paint(); parts.presence.paint(); };
  desk.paintFrame = () => {
    desk.theme.paint();
    desk.commWidth.set(model.widths[desk.focus.session()?.comm_width] || 360, false);
    parts.pane.divider.set(model.widths.pane || 320, false);
    desk.frame.style.height = model.frame_height;
  };
  // One answer of Python may change several parameters: drawn once.
  let due = false;
  desk.adopt = () => {
    if (due) return;
    due = true;
    queueMicrotask(() => { due = false; if (!desk.signal.aborted) { desk.focus.adopt(); desk.paint(); news(); } });
  };
}

function listen(desk) {
  const {model, parts, frame} = desk;
  model.on(["sessions", "focus"], () => desk.adopt());
  model.on("user", () => { parts.user.paint(); parts.search.paint(); });
  model.on("presence", () => parts.presence.paint());
  model.on("bell", () => parts.bell.paint());
  model.on("hits", () => { parts.search.answered(); parts.palette.answered(); });
  model.on("pane", () => parts.pane.paint());
  model.on("status", () => desk.paintStatus());
  model.on(["theme", "zone", "language", "widths", "frame_height"], () => desk.paintFrame());
  model.on(["zone", "language"], () => desk.paint());
  frame.addEventListener("ccw-say", (event) => desk.say(String(event.detail)));
  const outside = (event) => { const path = event.composedPath(); for (const flyout of desk.flyouts) if (flyout.isOpen() && !flyout.holds(path)) flyout.close(); if (!path.includes(desk.boxes.aside)) parts.pane.leave(); };
  document.addEventListener("pointerdown", outside, {capture: true, signal: desk.signal});
  shellKeyboard(desk);
}

// What Python tells; anything else is ignored.
function hears(desk) {
  const {parts} = desk;
  const handlers = {
    toast: (data) => desk.toast(data),
    confirm: (data) => parts.confirm.ask(data),
    created: (data) => { parts.create.created(data.kind); desk.toast({text: data.text, tone: "success", link: data.target && {label: data.label || "View", target: data.target, origin: "quick_create_notification"}}); },
    problems: (data) => parts.create.problems(data.form, data.problems),
    lookup_rows: (data) => { desk.waiting.get(data.token)?.(data.rows); desk.waiting.delete(data.token); },
    focus_search: () => parts.search.focus(),
    say: (data) => desk.say(data.text),
    go: (data) => { const url = new URL(data.url, location.href); if (url.origin === location.origin) location.assign(url); },
  };
  return (data) => { if (Object.hasOwn(handlers, data.action)) handlers[data.action](data); };
}

// A link opens something once: a reload brings the desk back as it was left since.
function followedLink() {
  const address = new URL(location.href);
  if (!address.searchParams.has("open")) return;
  address.searchParams.delete("open");
  history.replaceState(history.state, "", address);
}

export function render({model, view}) {
  view.shellStop?.();
  const stop = new AbortController(), desk = desktop(model, view, stop);
  if (model.served) followedLink();
  build(desk);
  desk.connection = shellConnection(desk);
  painters(desk);
  listen(desk);
  const hear = hears(desk);
  model.on("msg:custom", hear);
  view.shellStop = () => { stop.abort(); model.off("msg:custom", hear); };
  model.on("remove", () => view.shellStop());
  for (const moment of ["after_render", "after_layout", "resize"]) model.on(moment, () => desk.show());
  desk.focus.adopt();
  desk.paintFrame();
  for (const part of Object.values(desk.parts)) part.paint?.();
  desk.paint();
  if (!model.served) setTimeout(() => { if (!stop.signal.aborted) send(model, "drawn"); }, 500); // by then the kernel hears
  return desk.frame;
}
