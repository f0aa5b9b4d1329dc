// The session list: one row a session, with what happened in it while it was out of sight.

const shellCount = (n) => n > 9 ? "9+" : String(n);

// B-71, B-73
function shellTooltip(s) {
  if (s.attention) return `${s.title}. Urgent attention is needed in your conversation.`;
  if (s.unread) return `${s.title}. ${s.unread} new update${s.unread === 1 ? "" : "s"} in your conversation.`;
  return s.title;
}

// B-74: counted here, so that no message is needed for a second to pass
function shellWait(s) {
  const seconds = Math.max(0, Math.floor((Date.now() - Date.parse(s.waits_since)) / 1000));
  const stage = seconds >= (s.urgent_s ?? 240) ? "urg" : seconds >= (s.warn_s ?? 120) ? "war" : "nor";
  const hours = Math.floor(seconds / 3600), minutes = Math.floor(seconds / 60) % 60, rest = String(seconds % 60).padStart(2, "0");
  return {stage, text: hours ? `${hours}:${String(minutes).padStart(2, "0")}:${rest}` : `${minutes}:${rest}`};
}
const SHELL_WAIT_ICONS = {nor: "clock", war: "hourglass", urg: "alarm"};
const SHELL_WAIT_WORDS = {nor: "waiting", war: "waiting, warning", urg: "waiting, urgent"};

function shellSessionLine(s, selected, wait) {
  const text = s.attention && !selected && s.level !== null && s.level !== undefined
    ? sentiment(s.level, {size: 14})
    : h("span", {class: "ell"}, wait?.stage === "urg" ? "Waiting, urgent" : s.line);
  const badge = s.unread && !selected ? h("span", {class: "count"}, shellCount(s.unread), h("span", {class: "vh"}, " unread")) : null;
  const counter = wait && h("span", {class: `wait ${wait.stage}`}, icon(SHELL_WAIT_ICONS[wait.stage], 14), h("span", {class: "vh"}, SHELL_WAIT_WORDS[wait.stage]), wait.text);
  return h("span", {class: "ln l2"}, h("span", {class: "sub"}, text), counter, badge);
}

// A few letters that tell sessions apart where only their icons fit: the end of a record's number, else initials.
function shellMark({title, line, comm}) {
  const number = /^[A-Z]{2,4}-\d*?(\d{1,4})\b/;
  return (comm ? title : line || title).match(number)?.[1] ?? initials(title);
}

function shellSessionContent(s, selected, at) {
  const wait = s.waits_since ? shellWait(s) : null;
  const alert = s.attention && !selected ? h("span", {class: "ov", "aria-hidden": "true"}, "!") : null;
  const tiny = !alert && s.unread && !selected ? h("span", {class: "count tiny", "aria-hidden": "true"}, shellCount(s.unread)) : null;
  const first = h("span", {class: "ln"}, h("span", {class: "ttl ell"}, s.title),
    s.unsaved ? h("span", {class: "dot", title: "Unsaved changes"}, h("span", {class: "vh"}, " unsaved changes")) : null,
    s.time && !wait ? h("span", {class: "at"}, shortMoment(s.time, at)) : null);
  return [
    h("span", {class: "ic"}, icon(s.icon || (s.home ? "home" : "chat"), 18), alert, tiny, wait && h("span", {class: `pip ${wait.stage}`, "aria-hidden": "true"}, icon(SHELL_WAIT_ICONS[wait.stage], 12))),
    s.home ? null : h("span", {class: "mark", "aria-hidden": "true"}, shellMark(s)),
    h("span", {class: "txt"}, first, s.home ? null : shellSessionLine(s, selected, wait)),
  ].filter(Boolean);
}

// Keeps one element an item, in order, so that a redraw never takes the focus away.
function shellRows(make) {
  const rows = new Map();
  return (items, parents) => {
    const wanted = new Set(items.map((item) => item.id));
    for (const [id, row] of rows) if (!wanted.has(id)) { row.forEach((el) => el.remove()); rows.delete(id); }
    return items.map((item, i) => {
      if (!rows.has(item.id)) rows.set(item.id, make(item.id));
      const row = rows.get(item.id);
      row.forEach((el, k) => { if (parents[k].children[i] !== el) parents[k].insertBefore(el, parents[k].children[i] || null); });
      return row;
    });
  };
}

// Roving focus: arrows and Home/End choose, Delete closes.
function shellRoving(list, [back, forth], close) {
  list.onkeydown = (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const tabs = [...list.querySelectorAll('[role="tab"]')], at = tabs.indexOf(event.target.closest('[role="tab"]'));
    const to = {[back]: (at + tabs.length - 1) % tabs.length, [forth]: (at + 1) % tabs.length, Home: 0, End: tabs.length - 1}[event.key];
    if (event.key === "Delete" && at >= 0) close(tabs[at]);
    else if (to === undefined || at < 0) return;
    else { tabs[to].click(); tabs[to].focus(); }
    event.preventDefault();
  };
}

function shellHover(tab, closer) {
  const set = (on) => () => { tab.classList.toggle("hov", on); closer.classList.toggle("hov", on); };
  for (const el of [tab, closer]) {
    el.onpointerenter = set(true);
    el.onpointerleave = set(false);
  }
  tab.onfocus = () => closer.classList.toggle("foc", tab.matches(":focus-visible"));
  tab.onblur = () => closer.classList.remove("foc");
}

function shellSessions(desk) {
  const list = h("div", {role: "tablist", "aria-label": "Sessions", "aria-orientation": "vertical"});
  const closers = h("div", {class: "closers"});
  const count = h("span");
  const rows = shellRows((id) => {
    const tab = h("button", {type: "button", role: "tab", class: "sess", id: `session-${id}`, "data-id": id, onclick: () => desk.focus.chooseSession(id)});
    const closer = h("button", {type: "button", class: "ib sm sx", onclick: () => desk.closeSession(id)}, icon("close", 14));
    shellHover(tab, closer);
    tab.onauxclick = (event) => { if (event.button === 1) desk.closeSession(id); };
    return [tab, closer];
  });
  shellRoving(list, ["ArrowUp", "ArrowDown"], (tab) => desk.closeSession(tab.dataset.id));

  const signs = new WeakMap();  // what a row was drawn from: most rows are the same after a switch
  function paintRow(s, i, [tab, closer], front) {
    const selected = s.id === front.id, sign = JSON.stringify([{...s, tabs: 0}, i, selected, desk.at()]);
    if (signs.get(tab) === sign) return;
    signs.set(tab, sign);
    tab.setAttribute("aria-selected", String(selected));
    tab.tabIndex = selected ? 0 : -1;
    tab.title = shellTooltip(selected ? {title: s.title} : s);
    tab.className = `sess${s.home ? " home" : ""}${selected ? " on" : ""}${s.waits_since ? " waits" : ""}${tab.classList.contains("hov") ? " hov" : ""}`;
    tab.replaceChildren(...shellSessionContent(s, selected, desk.at()));
    for (const el of [tab, closer]) el.style.gridRow = String(i + 1);
    closer.hidden = s.home || s.closable === false;
    closer.tabIndex = selected ? 0 : -1;
    closer.setAttribute("aria-label", `Close session ${s.title}`);
    closer.title = `Close session ${s.title}`;
  }
  function paint() {
    const sessions = desk.model.sessions, front = desk.focus.session();
    count.textContent = `${sessions.filter((s) => !s.home).length} of 9`;
    rows(sessions, [list, closers]).forEach((row, i) => paintRow(sessions[i], i, row, front));
  }
  desk.every(1000, () => {
    const front = desk.focus.session();
    for (const s of desk.model.sessions) {
      if (!s.waits_since) continue;
      const row = list.querySelector(`[data-id="${CSS.escape(s.id)}"]`);
      row?.replaceChildren(...shellSessionContent(s, s.id === front.id, desk.at()));
    }
  });
  const help = h("button", {type: "button", class: "rail-f", onclick: () => desk.shortcuts()}, "Press ", h("kbd", {}, "?"), " for shortcuts");
  const element = h("nav", {class: "rail", "aria-label": "Sessions"},
    h("div", {class: "rail-h"}, h("span", {}, "Sessions"), count), h("div", {class: "rail-list"}, list, closers), help);
  return {element, paint, focusCurrent: () => list.querySelector('[aria-selected="true"]')?.focus()};
}
