// Which session and tab are in front. A choice shows in the browser at once; Python is told after.

const SHELL_PATIENCE = 1500;  // ms in which an older echo from Python does not undo a newer choice

// Rooms of the stacked pages and panels by id: they stand in the shadow roots of the two stacks.
function shellPlaces(view) {
  const found = new Map();
  const look = (name) => {
    for (const child of ["body", "comms"]) {
      const root = view.model_proxy.get_child(child)?.shadowRoot;
      const room = root?.getElementById(name);
      if (room) return room;
    }
    return null;
  };
  const find = (name) => {
    if (!found.get(name)?.isConnected) found.set(name, look(name));
    return found.get(name);
  };
  return {find};
}

function shellFocus(desk) {
  const {model} = desk;
  const places = shellPlaces(desk.view);
  const known = new Set();
  const tops = new WeakMap();  // place -> how far it is scrolled
  const chosen = new Map();  // session id -> {tab, until}: what the person chose and Python has not confirmed
  let front = model.focus, until = 0;

  const session = () => model.sessions.find((s) => s.id === front) || model.sessions[0];
  const tabId = (s) => {
    const choice = chosen.get(s.id);
    const id = choice && choice.until > Date.now() ? choice.tab : s.focused_tab;
    return s.tabs.some((t) => t.id === id) ? id : s.tabs[0]?.id;
  };
  const tab = (s = session()) => s && s.tabs.find((t) => t.id === tabId(s));

  function adopt() {
    for (const s of model.sessions) {
      if (chosen.get(s.id)?.tab === s.focused_tab) chosen.delete(s.id);
      for (const name of [s.comm_place, ...s.tabs.map((t) => t.place)]) if (name) known.add(name);
    }
    if (model.focus === front || until < Date.now() || !model.sessions.some((s) => s.id === front)) {
      front = model.focus;
      until = 0;
    }
  }

  // Shows the places in front and hides the others; false when one is not mounted yet. Hidden content is also kept
  // from painting: some of Panel's panes set their own visibility.
  function show() {
    const s = session(), t = tab(s);
    const names = new Set([t?.place, s?.comm_place].filter(Boolean));
    let complete = Boolean(t?.place);
    for (const name of known) {
      const el = places.find(name);
      const visibility = names.has(name) ? "inherit" : "hidden";
      if (el && el.style.visibility !== visibility) {
        el.style.visibility = visibility;
        el.style.contentVisibility = names.has(name) ? "" : "hidden";
        if (names.has(name) && tops.get(el)) el.scrollTop = tops.get(el);  // content kept from painting has no height
      }
      if (!el && names.has(name)) complete = false;
    }
    if (complete) watchScroll(s, t);
    return complete;
  }

  const report = debounce((s, t, top) => send(model, "scroll", {session: s, tab: t, top}), 300);
  const watched = new Map();  // place -> the session and tab it shows
  function watchScroll(s, t) {
    const el = places.find(t.place), key = `${s.id}/${t.id}`;
    if (watched.get(el) === key) return;
    if (!watched.has(el)) el.addEventListener("scroll", () => scrolled(el), {passive: true, signal: desk.signal});
    watched.set(el, key);
    el.scrollTop = 0;
    tops.delete(el);
    if (t.top) restoreScroll(el, key, t.top, 20);
  }
  function scrolled(el) {
    if (el.style.visibility === "hidden") return;
    const [s, t] = watched.get(el).split("/");
    tops.set(el, el.scrollTop);
    report(s, t, Math.round(el.scrollTop));
  }
  function restoreScroll(el, key, top, tries) {
    if (watched.get(el) !== key || tries === 0) return;
    el.scrollTop = top;
    if (el.scrollTop < top - 1) setTimeout(() => restoreScroll(el, key, top, tries - 1), 50);
  }

  function chooseSession(id) {
    if (front === id) return;
    front = id;
    until = Date.now() + SHELL_PATIENCE;
    desk.paint();
    send(model, "focus_session", {session: id});
  }
  function chooseTab(id) {
    const s = session();
    if (tabId(s) === id) return;
    chosen.set(s.id, {tab: id, until: Date.now() + SHELL_PATIENCE});
    desk.paint();
    send(model, "focus_tab", {session: s.id, tab: id});
  }
  return {session, tab, adopt, show, chooseSession, chooseTab, place: places.find};
}

// A drawn page where the real one will be: only when that takes longer than 200 ms.
function shellSkeleton(desk, box) {
  const line = (width, height = 12) => {
    const bar = h("span", {class: "sk"});
    bar.style.width = width;
    bar.style.height = `${height}px`;
    return bar;
  };
  const card = (...widths) => h("div", {class: "card skc"}, line("32%", 14), widths.map((w) => line(w)));
  const sheet = h("div", {class: "skeleton", hidden: true, "aria-hidden": "true"},
    line("220px", 20), h("div", {class: "skg"}, card("72%", "54%", "61%"), card("64%", "70%", "40%")), card("88%", "76%", "82%", "58%", "70%"));
  box.append(sheet);
  let timer = null;
  return (waiting) => {
    box.setAttribute("aria-busy", String(waiting));
    if (waiting) {
      timer ??= setTimeout(() => { sheet.hidden = false; }, 200);
      setTimeout(() => desk.retry(), 60);
      return;
    }
    clearTimeout(timer);
    timer = null;
    sheet.hidden = true;
  };
}
