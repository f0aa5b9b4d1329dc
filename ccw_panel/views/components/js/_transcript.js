// What was said, drawn: bubbles, day lines, system lines and the dashed box that only colleagues see.
// A message is plain data: {seq, client_id, at, sender, name, mine, text, internal, delivery, level, why}.

const JOIN_MS = 180000; // the same speaker within three minutes shares one time
const DELIVERY = {queued: ["clock", "Sending"], sending: ["clock", "Sending"], sent: ["check", "Sent"], delivered: ["check", "Sent"], read: ["checks", "Read"], failed: ["error", "Not sent"]};

function joined(message, next) {
  if (!next || message.sender === "system" || message.delivery === "failed" || message.internal || next.internal) return false;
  return next.sender === message.sender && next.name === message.name && new Date(next.at) - new Date(message.at) < JOIN_MS;
}
const sameDay = (one, other, at) => Boolean(one && other) && dayKey(new Date(one.at), at) === dayKey(new Date(other.at), at);

function dayLine(iso, at) {
  const name = day(iso, at), date = longDay(iso, at);
  return h("div", {class: "day"}, name === "Today" || name === "Yesterday" ? `${name}, ${date}` : date);
}

function delivery(message, onRetry) {
  const [picture, word] = DELIVERY[message.delivery] || DELIVERY.sent;
  const failed = message.delivery === "failed";
  return [
    h("span", {class: `row g4${failed ? " failed" : ""}`}, icon(picture, 14), word),
    failed && onRetry ? h("button", {type: "button", class: "again", onclick: () => onRetry(message)}, "Send again") : null,
  ];
}

function meta(message, at, onRetry) {
  const line = h("div", {class: "meta"}, h("time", {datetime: message.at, title: moment(message.at, at)}, clock(message.at, at)));
  if (message.sender === "customer" && message.level !== null && message.level !== undefined) {
    line.append(h("span", {class: "mood"}, sentiment(message.level, {size: 14})));
  }
  if (message.mine) append(line, delivery(message, onRetry));
  return line;
}

function internalBox(message, at, customer) {
  return h("div", {class: "consult"},
    h("div", {class: "who"}, icon("lock", 14), h("bdi", {}, message.name || "A colleague"), h("span", {class: "grow"}), "Internal"),
    h("p", {dir: "auto", class: "said"}, messageText(message.text, true)),
    h("p", {class: "s below"}, clock(message.at, at), ", ", h("bdi", {}, customer), " cannot see this"));
}

// One message with what stands before it (a day line, the mark of what is new). `around`: {before, after, at, customer, unreadFrom, onRetry}
function messageNode(message, around) {
  const {before, after, at, customer, unreadFrom, onRetry} = around;
  const node = h("div", {class: "entry", "data-key": message.client_id || String(message.seq)});
  if (!sameDay(before, message, at)) node.append(dayLine(message.at, at));
  if (unreadFrom && message.seq === unreadFrom) node.append(h("div", {class: "newline"}, "New"));
  if (message.sender === "system") {
    node.append(h("div", {class: "sys"}, h("span", {dir: "auto"}, message.text), ", ", h("time", {datetime: message.at}, clock(message.at, at))));
  } else if (message.internal) {
    node.append(internalBox(message, at, customer));
  } else {
    const joins = joined(message, after) && sameDay(message, after, at);
    const follows = Boolean(before) && joined(before, message) && sameDay(before, message, at);
    node.append(bubble(message, joins, follows, around));
  }
  return node;
}

// A bubble that joins the next of the same speaker leaves the time to it; its mood is a face beside it.
function bubble(message, joins, follows, {at, customer, onRetry}) {
  const ours = message.sender !== "customer";
  const who = ours && !message.mine && !follows ? h("div", {class: "from"}, h("bdi", {}, message.name || "Agent"), message.sender === "bot" ? " (bot)" : "") : null;
  const speaker = h("span", {class: "vh", dir: "ltr"}, ours ? (message.mine ? "You: " : "") : h("bdi", {}, customer, ": "));
  const said = h("div", {class: `bub said${message.delivery === "failed" ? " bad" : ""}`, dir: "auto"}, speaker, messageText(message.text, ours));
  const node = h("div", {class: `msg${ours ? " me" : ""}${joins ? " joined" : ""}`}, who, said);
  if (!joins) node.append(meta(message, at, onRetry));
  if (joins && message.level !== null && message.level !== undefined) {
    const word = LEVELS[String(message.level)];
    said.append(h("span", {class: `mood aside l${message.level + 4}`, title: word}, face(message.level, 14), h("span", {class: "vh", dir: "ltr"}, ` ${word}`)));
  }
  if (message.delivery === "failed" && message.why) node.append(h("div", {class: "why"}, message.why));
  return node;
}
