// The conversation with the customer: header, transcript, notes, composer.
//
// Only a window of the transcript is in the page, and only pages of it come from Python: opening ten thousand
// messages costs what opening a hundred does. What is typed is in this browser's storage at once and stays
// there until Python has acknowledged it; what is sent carries an id made here, so sending again is harmless.

const SEND_TIMEOUT = 15000;

export function render({model, view}) {
  const desk = {model, view, at: context(view), data: model.data};
  const root = h("section", {class: "comm", "aria-label": "Communication panel"});
  desk.root = root;
  desk.header = header(desk);
  desk.log = commLog(desk);
  desk.notes = notes(desk);
  desk.composer = composer(desk);
  root.append(desk.header.node, desk.log.node, desk.notes.node, desk.composer.node, minimised(desk));
  const show = () => {
    desk.data = model.data;
    root.dataset.mode = desk.data.mode || "docked";
    desk.header.update();
    desk.log.unread();
    desk.notes.update();
    desk.composer.update();
  };
  const told = (event) => answer(desk, event.data || event);
  model.on("data", show);
  model.on("messages", () => desk.log.reset(model.messages));
  model.on("msg:custom", told);
  const ticking = setInterval(() => desk.header.tick(), 15000);
  const leaving = () => { desk.composer.flush(); desk.notes.flush(); };
  window.addEventListener("pagehide", leaving);
  model.on("remove", () => { clearInterval(ticking); window.removeEventListener("pagehide", leaving); });
  show();
  desk.log.reset(model.messages);
  desk.composer.recover();
  return root;
}

// What Python says back.
function answer(desk, told) {
  const actions = {
    append: () => desk.log.append(told.messages),
    older: () => desk.log.prepend(told.messages, told.more),
    changed: () => desk.log.change(told.messages),
    sent: () => { desk.composer.delivered(told.client_id); desk.log.settle(told.client_id, told.message); },
    not_sent: () => desk.composer.refused(told.client_id, told.why),
    draft_saved: () => (told.group === "note" ? desk.notes : desk.composer).saved(told.text),
    put: () => desk.composer.put(told.text),
    note_added: () => desk.notes.added(told.where),
    note_refused: () => desk.notes.refused(told.why),
    focus: () => desk.composer.focus(),
  };
  actions[told.action]?.();
}

// ---- header

function header(desk) {
  const name = h("h2", {class: "h16 grow ell"}), mood = h("span", {}), channel = h("span", {class: "s t3 grow row g6 ell"});
  const actions = h("div", {class: "row"});
  const end = h("button", {type: "button", class: "btn out sm", "aria-label": "End conversation", onclick: () => send(desk.model, "end")}, icon("end", 15), "End");
  const node = h("header", {class: "comm-h"}, h("div", {class: "row g8"}, name, mood), h("div", {class: "row under"}, channel, actions));
  const age = () => {
    const {data} = desk, began = data.accepted_at || data.created_at;
    return began ? duration((new Date(data.closed_at || Date.now()) - new Date(began)) / 60000 < 1 ? 0 : Math.floor((new Date(data.closed_at || Date.now()) - new Date(began)) / 60000) * 60) : "";
  };
  const tick = () => channel.replaceChildren(icon(desk.data.channel || "chat", 14), [desk.data.channel_label, STATE_WORDS[desk.data.state] || age()].filter(Boolean).join(", "));
  let level = null;
  const update = () => {
    const {data} = desk;
    name.replaceChildren(h("bdi", {title: data.name}, data.name || ""));
    const word = LEVELS[String(data.sentiment ?? 0)];
    const pill = sentiment(data.sentiment ?? 0, {pill: true, size: 20});
    pill.setAttribute("role", "img");
    pill.setAttribute("aria-label", `Sentiment: ${word}`);
    mood.replaceChildren(pill);
    if (level !== null && level !== data.sentiment) announce(desk.view, `${data.name}: sentiment is ${word} now`);
    level = data.sentiment;
    actions.replaceChildren(...commands(desk), data.may_end ? end : "");
    tick();
  };
  return {node, update, tick};
}

const STATE_WORDS = {wrap_up: "wrap-up", closed: "closed", waiting: "waiting", open: "in the queue"};

function commands(desk) {
  const {model, data} = desk;
  const found = [iconButton("note", "Notes", () => desk.notes.toggle(), {className: "ib md", "aria-expanded": "false", "data-notes": true})];
  if (data.linkable) found.push(iconButton("link", `Link ${data.linkable} to this conversation`, () => send(model, "link_open_record"), {className: "ib md"}));
  found.push(iconButton("minus", "Minimise communication panel", () => send(model, "mode", {mode: "minimized"}), {className: "ib md"}));
  return found;
}

// Collapsed to a small window at the corner of the page (G-1).
function minimised(desk) {
  const open = () => send(desk.model, "mode", {mode: "docked"});
  return h("button", {type: "button", class: "mini", "aria-label": "Open communication panel", title: "Open communication panel", onclick: open}, icon("chat", 20));
}

// ---- composer

function composer(desk) {
  const field = h("textarea", {"aria-label": "Message", rows: "1", dir: "auto", maxlength: "6000", placeholder: "Write a message"});
  const button = h("button", {type: "button", class: "btn pri sm", onclick: () => submit()}, icon("send", 15), "Send");
  const problem = h("div", {class: "refusal", role: "alert"});
  const state = h("span", {class: "row g4 grow", role: "status"}), hint = h("div", {class: "hint"}, state, h("span", {class: "nw"}, "Enter sends, Shift+Enter adds a line"));
  const closed = h("p", {class: "closed"});
  const box = h("div", {class: "comp"}, field, h("div", {class: "tb"}, h("span", {class: "grow"}), button));
  const node = h("footer", {}, problem, closed, box, hint);
  const draft = commDraft(desk, "message", field, (what) => state.replaceChildren(...(what === "kept" ? [icon("check", 14), "Draft saved"] : what === "keeping" ? ["Saving draft"] : [])));
  const outbox = commKept(desk, "outbox");
  const waiting = new Map(); // client id -> timer
  let returned = null; // a refused text that was put back into the field

  const pending = () => (outbox.read() || []).filter((m) => m && m.client_id && typeof m.text === "string");

  function dispatch(message) {
    outbox.write([...pending().filter((m) => m.client_id !== message.client_id), {client_id: message.client_id, text: message.text}]);
    clearTimeout(waiting.get(message.client_id));
    waiting.set(message.client_id, setTimeout(() => refused(message.client_id, "There was no answer. Sending again is safe: it is stored once."), SEND_TIMEOUT));
    send(desk.model, "send", {client_id: message.client_id, text: message.text});
  }
  function submit() {
    const text = field.value.trim();
    if (!text || !desk.data.may_send) { field.focus(); return; }
    const again = returned && returned.text === text ? returned.client_id : null;
    if (returned) desk.log.remove(returned.client_id);
    returned = null;
    problem.replaceChildren();
    const message = {client_id: again || crypto.randomUUID(), at: new Date().toISOString(), sender: "agent", mine: true, name: desk.data.agent_name || "", text, delivery: "sending"};
    desk.log.add(message);
    field.value = "";
    grow(field);
    draft.forget();
    dispatch(message);
    field.focus();
  }
  function done(clientId) {
    clearTimeout(waiting.get(clientId));
    waiting.delete(clientId);
  }
  function delivered(clientId) {
    done(clientId);
    const left = pending().filter((m) => m.client_id !== clientId);
    if (left.length) outbox.write(left); else outbox.clear();
    if (returned && returned.client_id === clientId) { field.value = ""; returned = null; draft.forget(); grow(field); }
  }
  // A refused text comes back to be changed; the bubble stays and says why.
  function refused(clientId, why) {
    const lost = pending().find((m) => m.client_id === clientId);
    done(clientId);
    outbox.write(pending().filter((m) => m.client_id !== clientId));
    desk.log.settle(clientId, {delivery: "failed", why});
    problem.replaceChildren(icon("error", 14), h("span", {}, `Not sent. ${why}`));
    if (lost && !field.value) {
      field.value = lost.text;
      returned = lost;
      grow(field);
      draft.typed();
    }
  }
  function retry(message) {
    if (returned && returned.client_id === message.client_id) { field.value = ""; returned = null; draft.forget(); grow(field); }
    problem.replaceChildren();
    desk.log.settle(message.client_id, {delivery: "sending", why: ""});
    dispatch(message);
  }
  // After a reload: what had not been acknowledged goes again under its own id, so it is stored once.
  function recover() {
    draft.start(desk.data.draft, desk.data.draft_at);
    grow(field);
    for (const message of pending()) {
      desk.log.settle(message.client_id, {...message, at: new Date().toISOString(), sender: "agent", mine: true, delivery: "sending"});
      dispatch(message);
    }
  }
  function put(text) {
    field.value = field.value ? `${field.value.trimEnd()}\n${text}` : text;
    grow(field);
    draft.typed();
    field.focus();
  }
  function update() {
    const may = Boolean(desk.data.may_send);
    field.disabled = !may;
    button.disabled = !may;
    button.classList.toggle("dis", !may);
    button.classList.toggle("pri", may);
    field.title = button.title = may ? "" : desk.data.why_not || "";
    box.classList.toggle("off", !may);
    closed.hidden = may;
    closed.replaceChildren(icon("info", 16), h("span", {}, desk.data.why_not || ""));
    hint.hidden = !may;
  }
  field.oninput = () => { grow(field); draft.typed(); };
  field.onblur = () => draft.flush();
  field.onkeydown = (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    submit();
  };
  return {node, update, flush: draft.flush, saved: draft.saved, recover, delivered, refused, retry, put, focus: () => field.focus()};
}

// ---- notes (G.8)

function notes(desk) {
  const field = h("textarea", {"aria-label": "Note", rows: "3", dir: "auto", maxlength: "8000", placeholder: "What a colleague should know"});
  const where = h("span", {class: "s grow"}), said = h("div", {class: "s", role: "status"});
  const add = h("button", {type: "button", class: "btn out sm", onclick: () => submit()}, icon("plus", 15), "Add note");
  const close = iconButton("close", "Close notes", () => toggle(false), {size: 16, className: "ib sm"});
  const node = h("section", {class: "notes", "aria-label": "Notes", hidden: true},
    h("div", {class: "row g6"}, icon("note", 14), h("h3", {class: "m grow"}, "Notes"), close), field, h("div", {class: "row g8"}, where, add), said);
  const draft = commDraft(desk, "note", field, (what) => { if (what === "kept") said.textContent = "Note kept, not added yet"; else if (what) said.textContent = ""; });
  let begun = false;

  function toggle(open = node.hidden) {
    node.hidden = !open;
    desk.root.querySelector("[data-notes]")?.setAttribute("aria-expanded", String(open));
    if (open) field.focus();
  }
  function submit() {
    const text = field.value.trim();
    if (!text) { field.focus(); return; }
    send(desk.model, "note", {text});
  }
  function added(place) {
    field.value = "";
    draft.forget();
    said.textContent = `Added to ${place}.`;
    announce(desk.view, `Note added to ${place}`);
  }
  function update() {
    const {data} = desk;
    where.textContent = data.note_goes_to ? `Goes to ${data.note_goes_to}` : "Link a customer or a case first: a note needs a place.";
    add.disabled = !data.note_goes_to;
    add.classList.toggle("dis", !data.note_goes_to);
    if (!begun && data.agent) {
      begun = true;
      draft.start(data.note, data.note_at);
      if (field.value) node.hidden = false;
    }
  }
  field.oninput = () => draft.typed();
  field.onblur = () => draft.flush();
  field.onkeydown = (event) => { if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) submit(); };
  return {node, toggle, update, flush: draft.flush, saved: draft.saved, added, refused: (why) => { said.textContent = why; }};
}
