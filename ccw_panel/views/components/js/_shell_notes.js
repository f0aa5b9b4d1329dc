// What the desk says: toasts, the limit bar, the state bar, the question before closing, and the live region.

const SHELL_TONES = {success: "check", info: "info", warning: "warn", error: "error"};

function shellToasts(desk) {
  const element = h("div", {class: "toasts", "aria-live": "polite"});
  const bars = h("div", {class: "bars", "aria-live": "polite"});
  function drop(box) {
    const held = box.contains(desk.active());
    box.remove();
    if (held) desk.toWork();
  }
  const closer = (box) => iconButton("close", "Dismiss", () => drop(box()), {size: 16, className: "ib md"});
  const action = (given, box) => given && h("button", {type: "button", class: "btn txt", onclick: (event) => { drop(box()); desk.open(shellTarget(given.target), given.origin || "notification", event); }}, given.label);
  function toast({text, tone = "info", link}) {
    if (tone === "limit" || (tone === "warning" && /^Maximum /.test(text))) return bar(text, link);
    const name = SHELL_TONES[tone] ? tone : "info";
    const box = h("div", {class: `toast ${name}`}, h("span", {class: "tone"}, icon(SHELL_TONES[name], 18)), h("span", {class: "grow"}, text), action(link, () => box), closer(() => box));
    while (element.children.length > 3) element.firstChild.remove();
    element.append(box);
    shellLeave(box, tone === "error" ? 12000 : 6000, () => drop(box));
  }
  // B-3, B-4: stays until read or until the next one
  function bar(text, link) {
    const [, first, rest] = /^(.*?[.!?])\s+(.+)$/s.exec(text) || [null, text, ""];
    const box = h("div", {class: "note war"}, icon("warn", 20), h("span", {class: "grow"}, h("span", {class: "m"}, first), rest ? [" ", h("span", {class: "t2"}, rest)] : null), action(link, () => box), closer(() => box));
    bars.replaceChildren(box);
    shellLeave(box, 20000, () => drop(box));
  }
  return {element, bars, toast};
}

// Leaves after a while, but not while it is pointed at or holds the focus.
function shellLeave(box, wait, leave) {
  let timer = setTimeout(leave, wait);
  const stay = () => clearTimeout(timer);
  const go = () => { clearTimeout(timer); timer = setTimeout(leave, wait / 2); };
  box.onpointerenter = stay;
  box.onfocusin = stay;
  box.addEventListener("focusin", stay);
  box.onpointerleave = go;
  box.addEventListener("focusout", go);
}

// B-90: what would be ended or lost, in words
function shellConfirm(desk) {
  let asked = null;
  const dialog = shellDialog(desk, {label: "Confirm", role: "alertdialog", className: "confirm", onclose: (value) => { if (asked) send(desk.model, "confirm", {token: asked.token, ok: value === "ok"}); asked = null; }});
  function ask({token, title, reasons = [], ok_label: ok = "Close"}) {
    asked = {token};
    const lines = Array.isArray(reasons) ? reasons : [reasons];
    const text = lines.length > 1 ? h("ul", {class: "reasons"}, lines.map((line) => h("li", {}, line))) : h("p", {class: "t2"}, lines[0] || "");
    text.id = "confirm-why";
    const cancel = h("button", {type: "button", class: "btn out", autofocus: true, onclick: () => dialog.close("")}, "Cancel");
    dialog.element.setAttribute("aria-label", title);
    dialog.element.setAttribute("aria-describedby", text.id);
    dialog.element.replaceChildren(h("div", {class: "inner"}, h("h2", {class: "h16"}, title), text,
      h("div", {class: "row g8 end"}, cancel, h("button", {type: "button", class: "btn pri", onclick: () => dialog.close("ok")}, ok))));
    dialog.open();
    cancel.focus();
  }
  return {ask};
}

function shellStatus(desk) {
  const element = h("div", {class: "state", role: "status", hidden: true});
  let shown = "";
  const seconds = (iso) => Math.max(0, Math.round((Date.now() - Date.parse(iso)) / 1000));
  const at = (iso) => formatter(desk.model.language || "en-GB", {timeZone: desk.model.zone || undefined, hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false}).format(new Date(iso));
  const button = (label, run) => h("button", {type: "button", class: "btn txt sm", onclick: run}, label);
  const parts = {
    offline: () => [icon("offline", 16), h("span", {class: "m"}, "Offline"), h("span", {class: "t2 grow ell"}, "You can keep writing. Drafts are kept here until the desk is back."), button("Retry", () => desk.connection.retry())],
    catching_up: ({done, total}) => [icon("sync", 16), h("span", {class: "m"}, "Catching up"), h("span", {class: "t2 grow ell"}, total ? `${done || 0} of ${total} events` : "Reading what happened meanwhile"), h("span", {class: "bar"}, h("i", {style: `width:${total ? Math.round(100 * (done || 0) / total) : 50}%`}))],
    stale: ({since}) => [icon("clock", 16), h("span", {class: "m"}, "Out of date"), h("span", {class: "t2 grow ell", "aria-live": "off"}, since ? `Last update ${at(since)}, ${seconds(since)} s ago` : "The screen may show old values"), button("Refresh", () => send(desk.model, "reload"))],
  };
  function paint(tick = false) {
    const status = desk.offline() ? {state: "offline"} : desk.model.status;
    const state = parts[status.state] ? status.state : "live";
    if (tick && state !== "stale") return;
    element.hidden = state === "live";
    element.className = `state ${state}`;
    if (tick) element.querySelector(".t2").textContent = parts.stale(status)[2].textContent;
    else if (state === "live") element.replaceChildren();
    else element.replaceChildren(...parts[state](status));
    if (shown && shown !== "live" && state === "live") desk.say("Connected again");
    shown = state;
  }
  desk.every(1000, () => paint(true));
  return {element, paint};
}

// One polite voice for the whole desk; two texts in a moment are joined, not lost.
function shellVoice() {
  const element = h("div", {class: "vh", role: "status", "aria-live": "polite"});
  let waiting = [], timer = null;
  const speak = () => { element.textContent = waiting.join(". "); waiting = []; timer = setTimeout(() => { timer = null; if (waiting.length) speak(); }, 1500); };
  const say = (text) => { if (!text) return; waiting = [...waiting.filter((t) => t !== text), text].slice(-4); if (!timer) timer = setTimeout(speak, 120); };
  return {element, say};
}

// New messages of other sessions, said at most once in five seconds.
function shellUnreadNews(desk) {
  let known = new Map(), last = 0;
  return () => {
    const news = desk.model.sessions.filter((s) => s.id !== desk.focus.session()?.id && (s.unread || 0) > (known.get(s.id) ?? s.unread ?? 0));
    if (news.length && Date.now() - last < 5000) return;
    known = new Map(desk.model.sessions.map((s) => [s.id, s.unread || 0]));
    if (!news.length) return;
    last = Date.now();
    desk.say(news.map((s) => `${s.title}: ${s.unread} unread`).join(", "));
  };
}
