// The transcript of the communication panel: a window of the entries in the page, pages of them from Python.
//
// `items` holds what has been read, entries [first, last) of it are in the page, at most COMM_WINDOW of them. Scrolling
// to an edge draws COMM_PAGE more there and takes as many off the other edge, without moving what is in sight.

const COMM_PAGE = 60;
const COMM_WINDOW = 240;

function commLog(desk) {
  const box = h("div", {class: "log", role: "log", "aria-label": "Transcript", tabindex: "0"});
  const room = h("div", {class: "room"}), empty = h("div", {class: "nothing"});
  const pill = h("button", {type: "button", class: "freshpill", hidden: true, onclick: () => toEnd()});
  box.append(empty, room);
  const node = h("div", {class: "log-w"}, box, pill);
  let items = [], first = 0, last = 0, more = false, asking = false, fresh = 0, unreadFrom = 0;

  const around = (i) => ({before: items[i - 1], after: items[i + 1], at: desk.at, customer: desk.data.name, unreadFrom, onRetry: (m) => desk.composer.retry(m)});
  const draw = (from, to) => Array.from({length: to - from}, (_, i) => messageNode(items[from + i], around(from + i)));
  const atEnd = () => last >= items.length && box.scrollHeight - box.scrollTop - box.clientHeight < 48;
  const down = () => { box.scrollTop = box.scrollHeight; };
  const redraw = (i) => { if (i >= first && i < last) room.children[i - first].replaceWith(messageNode(items[i], around(i))); };
  const mark = () => {
    pill.hidden = fresh === 0;
    pill.replaceChildren(icon("down", 16), `${fresh} new message${fresh === 1 ? "" : "s"}`);
  };
  // Screen readers hear what arrives at the end, not what scrolling brings back.
  const quietly = (change) => { box.setAttribute("aria-busy", "true"); change(); requestAnimationFrame(() => box.removeAttribute("aria-busy")); };

  function showEnd() {
    last = items.length;
    first = Math.max(0, last - COMM_PAGE * 2);
    quietly(() => room.replaceChildren(...draw(first, last)));
    down();
  }
  function toEnd() { fresh = 0; mark(); showEnd(); box.focus({preventScroll: true}); read(); }
  function nothing() {
    const {data} = desk;
    empty.hidden = items.length > 0 && !data.problem;
    if (data.problem) empty.replaceChildren(h("div", {class: "row g8 err"}, icon("error", 18), h("b", {class: "m"}, "The conversation did not load")), h("p", {class: "t2"}, data.problem), h("button", {type: "button", class: "btn out sm", onclick: () => send(desk.model, "reload")}, icon("refresh", 15), "Try again"));
    else empty.replaceChildren(h("p", {class: "t3"}, "Nothing has been said yet."));
  }
  const firstUnread = () => (desk.data.seen_seq && items.find((m) => m.seq > desk.data.seen_seq && m.sender === "customer")?.seq) || 0;
  // The session came to the front again: what is new since is marked.
  function unread() {
    const marks = [unreadFrom, firstUnread()];
    if (marks[0] === marks[1]) return;
    unreadFrom = marks[1];
    for (const seq of marks) redraw(items.findIndex((m) => m.seq && m.seq === seq));
  }
  function reset(messages) {
    items = [...(messages || [])];
    more = Boolean(desk.data.older);
    unreadFrom = firstUnread();
    fresh = 0;
    mark();
    nothing();
    showEnd();
    requestAnimationFrame(down);
  }
  function add(message) {
    const stay = !atEnd(), shown = last >= items.length;
    items.push(message);
    if (shown) {
      redraw(items.length - 2);
      room.append(messageNode(message, around(items.length - 1)));
      last = items.length;
      if (!stay && last - first > COMM_WINDOW) drop(last - COMM_WINDOW - first, 0);
    }
    if (stay && !message.mine) { fresh += 1; mark(); }
    if (!stay || message.mine) (shown ? down : showEnd)();
    nothing();
  }
  // Takes entries off an edge without moving what is in sight.
  function drop(top, bottom) {
    const height = box.scrollHeight;
    for (let i = 0; i < top; i += 1) room.firstChild.remove();
    for (let i = 0; i < bottom; i += 1) room.lastChild.remove();
    first += top;
    last -= bottom;
    if (top) box.scrollTop -= height - box.scrollHeight;
  }
  function above() {
    if (first > 0) {
      const from = Math.max(0, first - COMM_PAGE), height = box.scrollHeight;
      quietly(() => { room.prepend(...draw(from, first)); first = from; redraw(Math.min(from + COMM_PAGE, last - 1)); });
      box.scrollTop += box.scrollHeight - height;
      if (last - first > COMM_WINDOW) drop(0, last - first - COMM_WINDOW);
    } else if (more && !asking && items.length) {
      asking = true;
      send(desk.model, "older", {before_seq: items[0].seq});
    }
  }
  function below() {
    if (last >= items.length) return;
    const to = Math.min(items.length, last + COMM_PAGE);
    quietly(() => { room.append(...draw(last, to)); last = to; });
    if (last - first > COMM_WINDOW) drop(last - first - COMM_WINDOW, 0);
  }
  function prepend(messages, moreBefore) {
    asking = false;
    more = moreBefore;
    items = [...messages, ...items];
    first += messages.length;
    last += messages.length;
    above();
  }
  function change(messages) {
    for (const message of messages) {
      const i = items.findIndex((m) => m.seq === message.seq);
      if (i >= 0) { items[i] = message; redraw(i); }
    }
  }
  function settle(clientId, message) {
    const i = items.findIndex((m) => m.client_id === clientId);
    if (i < 0) { if (message) add(message); return; }
    items[i] = {...items[i], ...message};
    redraw(i);
    if (i + 1 < items.length) redraw(i + 1);
  }
  function append(messages) {
    for (const message of messages) {
      if (message.client_id && items.some((m) => m.client_id === message.client_id)) settle(message.client_id, message);
      else if (!items.some((m) => m.seq && m.seq === message.seq)) add(message);
    }
    if (atEnd()) read();
  }
  function remove(clientId) {
    const i = items.findIndex((m) => m.client_id === clientId);
    if (i < 0) return;
    if (i >= first && i < last) { room.children[i - first].remove(); last -= 1; }
    else if (i < first) { first -= 1; last -= 1; }
    items.splice(i, 1);
  }
  const read = () => { const seq = items.findLast?.((m) => m.seq)?.seq; if (seq && node.checkVisibility?.({visibilityProperty: true}) !== false) send(desk.model, "read", {seq}); };
  box.onscroll = () => {
    if (box.scrollTop < 160) above();
    if (box.scrollHeight - box.scrollTop - box.clientHeight < 160) below();
    if (fresh && atEnd()) { fresh = 0; mark(); read(); }
  };
  new ResizeObserver(() => { if (last >= items.length && fresh === 0 && box.scrollHeight - box.scrollTop - box.clientHeight < 300) down(); }).observe(box);
  return {node, reset, append, prepend, change, settle, add, remove, unread};
}
