// A conversation to read: what it was, what came of it, what was said, and where it went (G-120).

const TABS = ["Details", "Summary", "Transcript", "Survey", "Journey"];

export function render({model, view}) {
  const page = {model, view, at: context(view), data: model.data, tab: "Details", query: ""};
  const root = h("div", {class: "page"});
  const show = () => { page.data = model.data; root.replaceChildren(...readPage(page)); };
  model.on("data", show);
  model.on("messages", () => { if (page.tab === "Transcript") show(); });
  show();
  return root;
}

function readPage(page) {
  const {data} = page;
  if (data.problem) return [h("article", {class: "card", "aria-label": "Conversation"}, h("div", {class: "cb pad"}, failedPart("The conversation did not load", data.problem, () => send(page.model, "reload")))) ];
  if (!data.conversation) return [h("article", {class: "card", "aria-hidden": "true"}, h("div", {class: "cb pad"}, ["40%", "80%", "64%"].map((width) => h("span", {class: "sk", style: `display:block;height:14px;margin:10px 0;width:${width}`})))) ];
  const names = TABS.filter((name) => name !== "Survey" || data.survey);
  if (!names.includes(page.tab)) page.tab = "Details";
  const panel = h("section", {role: "tabpanel", id: "read-panel", tabindex: "0", class: "body"});
  const strip = h("div", {class: "subtabs", role: "tablist", "aria-label": "Parts of the conversation"});
  const choose = (name, focus) => {
    page.tab = name;
    for (const tab of strip.children) {
      const on = tab.dataset.name === name;
      tab.classList.toggle("on", on);
      tab.setAttribute("aria-selected", String(on));
      tab.tabIndex = on ? 0 : -1;
      if (on && focus) tab.focus();
    }
    panel.setAttribute("aria-label", name);
    panel.replaceChildren(...[PARTS[name](page)].flat());
    if (name === "Transcript" && !page.model.messages.length && !data.empty) send(page.model, "transcript");
  };
  append(strip, names.map((name) => h("button", {type: "button", role: "tab", "data-name": name, "aria-controls": "read-panel", onclick: () => choose(name)}, name)));
  strip.onkeydown = (event) => {
    const step = {ArrowRight: 1, ArrowLeft: -1}[event.key];
    if (step) choose(names[(names.indexOf(page.tab) + step + names.length) % names.length], true);
  };
  choose(page.tab);
  return [readHead(page), strip, panel];
}

function readHead(page) {
  const {conversation} = page.data, pill = sentiment(conversation.sentiment, {pill: true, size: 20});
  pill.setAttribute("role", "img");
  pill.setAttribute("aria-label", `Sentiment: ${LEVELS[String(conversation.sentiment)]}`);
  return h("header", {class: "head"}, h("div", {class: "grow"},
    h("h2", {class: "h20 ell"}, h("bdi", {}, conversation.name)),
    h("div", {class: "row g6 s t3"}, icon(conversation.channel, 14), [conversation.channel_label, conversation.state_label, moment(conversation.created_at, page.at)].filter(Boolean).join(", "))),
  h("span", {class: "chip"}, icon("eye", 13), "Read only"), pill);
}

const PARTS = {Details: detailsPart, Summary: summaryPart, Transcript: transcriptPart, Survey: surveyPart, Journey: journeyPart};
const openFrom = (page, origin) => (ref, how) => send(page.model, "open", {ref, origin, gesture: how});

function detailsPart(page) {
  const {data} = page, links = data.links.map((link) => h("li", {class: "row g8"}, icon(link.icon, 16), h("span", {class: "t3 s kind"}, link.label), recordLink(link.ref, h("bdi", {}, link.title), openFrom(page, "related"), {class: "ell"})));
  const pairs = (rows) => h("dl", {class: "kv"}, rows.map(([term, value]) => [h("dt", {}, term), h("dd", {dir: "auto"}, value || "None")]));
  const times = data.times.map(([term, at]) => [term, moment(at, page.at)]);
  const lengths = data.lengths.map(([term, seconds]) => [term, seconds === null ? "Not known" : duration(seconds)]);
  return [
    h("div", {class: "two-up"}, cardOf("Overview", {}, pairs([...data.overview, ...times, ...lengths])), h("div", {class: "stacked"},
      cardOf("Regarding", {}, links.length ? h("ul", {class: "links"}, links) : h("p", {class: "t3 quiet"}, "Nothing was linked to this conversation.")),
      data.pre_chat.length ? cardOf("Pre-chat", {}, pairs(data.pre_chat)) : null)),
    moodCard(page),
  ];
}

function moodCard(page) {
  const {chart} = page.data;
  return cardOf("Sentiment", {className: "dense", actions: sentimentKey(chart)}, sentimentChart(chart.points, {view: page.view, name: page.data.conversation.name}));
}

// Facts only, and the customer's own words as quotes: nothing here was guessed.
function summaryPart(page) {
  const {summary} = page.data;
  const quote = (said) => h("blockquote", {}, h("p", {dir: "auto", class: "said"}, messageText(said.text)), h("footer", {class: "s t3"}, h("bdi", {}, said.by), `, ${moment(said.at, page.at)}`));
  return [cardOf("What the customer wrote first", {}, summary.issue ? quote(summary.issue) : h("p", {class: "t3 quiet"}, "The customer wrote nothing.")),
    cardOf("How it ended", {}, h("ul", {class: "facts"}, summary.outcome.map((text) => h("li", {}, text))), summary.last ? [h("h3", {class: "s t3"}, "Last words of the customer"), quote(summary.last)] : null),
    cardOf("How the mood went", {}, summary.path.length ? h("ol", {class: "path"}, summary.path.map(([at, level]) => h("li", {}, sentiment(level), h("span", {class: "s t3"}, clock(at, page.at))))) : h("p", {class: "t3 quiet"}, "No customer message to measure.")),
    h("p", {class: "s t3"}, "Made from the record by fixed rules. Quotes are word for word.")];
}

function surveyPart(page) {
  const {survey} = page.data;
  const stars = h("span", {class: "row g4", role: "img", "aria-label": `${survey.csat} of 5`}, [1, 2, 3, 4, 5].map((n) => h("span", {class: n <= survey.csat ? "star" : "star off"}, icon("star", 18))));
  return cardOf("Post-conversation survey", {}, h("div", {class: "row g8"}, stars, h("b", {class: "m"}, `${survey.csat} of 5`)), survey.comment ? h("blockquote", {}, h("p", {dir: "auto", class: "said"}, survey.comment)) : h("p", {class: "t3"}, "No comment."));
}

function journeyPart(page) {
  const {journey} = page.data;
  const rows = journey.map((step) => h("tr", {}, h("td", {}, moment(step.at, page.at)), h("td", {class: "wrap"}, step.what), h("td", {}, h("bdi", {}, step.who)), h("td", {class: "r"}, step.duration_s === null ? "" : duration(step.duration_s))));
  const head = ["Start", "What happened", "Who", "Lasted"].map((text, i) => h("th", {scope: "col", class: i === 3 ? "r" : null}, text));
  return cardOf("Conversation journey", {}, rows.length ? h("table", {}, h("thead", {}, h("tr", {}, head)), h("tbody", {}, rows)) : h("p", {class: "t3 quiet"}, "No step was recorded."));
}

// ---- transcript: search in the browser, and a copy to take away

const SHOWN = 400; // entries drawn at once; the search looks through all of them

function transcriptPart(page) {
  const {model, data} = page;
  const input = h("input", {type: "search", "aria-label": "Search the transcript", placeholder: "Search the transcript", value: page.query});
  const count = h("span", {class: "s t3 nw", role: "status"});
  const list = h("div", {class: "said-list moods", role: "log", "aria-label": "Transcript", tabindex: "0"});
  const draw = () => drawSaid(page, list, count, input.value.trim());
  input.oninput = debounce(() => { page.query = input.value; draw(); }, 120);
  draw();
  const save = h("button", {type: "button", class: "btn out sm", disabled: !model.messages.length, onclick: () => download(page)}, icon("down", 15), "Download as HTML");
  return h("article", {class: "card", "aria-label": "Transcript"}, h("div", {class: "tools"}, h("div", {class: "inp small grow"}, icon("search", 16), input), count, save),
    data.problem_messages ? failedPart("The transcript did not load", data.problem_messages, () => send(model, "transcript")) : list);
}

function drawSaid(page, list, count, query) {
  const {messages} = page.model, wanted = query.toLocaleLowerCase();
  const found = wanted ? messages.filter((m) => m.text.toLocaleLowerCase().includes(wanted) || m.name.toLocaleLowerCase().includes(wanted)) : messages;
  const around = (i) => ({before: found[i - 1], after: wanted ? null : found[i + 1], at: page.at, customer: page.data.conversation.name});
  let shown = Math.min(found.length, SHOWN);
  const nodes = (from, to) => found.slice(from, to).map((m, i) => { const node = messageNode(m, around(from + i)); if (wanted) markWords(node, query); return node; });
  const more = h("button", {type: "button", class: "btn txt sm", onclick: () => { const to = Math.min(found.length, shown + SHOWN); more.before(...nodes(shown, to)); shown = to; if (shown >= found.length) more.remove(); }}, "Show more");
  list.replaceChildren(...(found.length ? nodes(0, shown) : [h("p", {class: "t3 quiet"}, messages.length ? `Nobody said "${query}".` : page.data.empty ? "Nothing was said." : "Loading")]));
  if (shown < found.length) list.append(more);
  count.textContent = wanted ? `${found.length} of ${messages.length}` : `${messages.length} message${messages.length === 1 ? "" : "s"}`;
}

// Puts <mark> around the words that were searched for, in what was said.
function markWords(node, query) {
  for (const said of node.querySelectorAll(".said, .sys > span")) {
    const walker = document.createTreeWalker(said, NodeFilter.SHOW_TEXT), texts = [];
    while (walker.nextNode()) if (!walker.currentNode.parentElement.closest(".vh")) texts.push(walker.currentNode);
    for (const text of texts) text.replaceWith(...marks(text.data, query));
  }
}
function marks(text, query) {
  const parts = [], low = text.toLocaleLowerCase(), wanted = query.toLocaleLowerCase();
  let from = 0, i = low.length === text.length ? low.indexOf(wanted) : -1;
  for (; i >= 0; i = low.indexOf(wanted, from)) {
    parts.push(text.slice(from, i), h("mark", {}, text.slice(i, i + wanted.length)));
    from = i + wanted.length;
  }
  return [...parts, text.slice(from)];
}

// A document of its own, built from text nodes and written out by the browser, so every character is escaped.
function download(page) {
  const {conversation} = page.data, copy = document.implementation.createHTMLDocument(`Conversation with ${conversation.name}`);
  copy.documentElement.lang = "en";
  const part = (tag, text, into = copy.body, attributes = {}) => { const node = copy.createElement(tag); node.textContent = text; Object.entries(attributes).forEach(([k, v]) => node.setAttribute(k, v)); into.append(node); return node; };
  copy.head.prepend(Object.assign(copy.createElement("meta"), {httpEquiv: "Content-Security-Policy", content: "default-src 'none'; style-src 'unsafe-inline'"}));
  const charset = copy.createElement("meta");
  charset.setAttribute("charset", "utf-8");
  copy.head.prepend(charset);
  part("style", "body{font:14px/20px system-ui,sans-serif;max-width:720px;margin:24px auto;padding:0 16px}p{margin:2px 0 10px;white-space:pre-wrap}dt{font-weight:600}.i{border-left:3px dashed #a88419;padding-left:8px}", copy.head);
  part("h1", `Conversation with ${conversation.name}`);
  part("p", [conversation.channel_label, conversation.state_label, moment(conversation.created_at, page.at)].filter(Boolean).join(", "));
  const list = part("dl", "");
  for (const m of page.model.messages) {
    const who = m.sender === "system" ? "System" : m.sender === "customer" ? conversation.name : m.name || "Agent";
    part("dt", `${who}${m.internal ? " (internal)" : ""}, ${longDay(m.at, page.at)} ${clock(m.at, page.at)}`, list);
    const said = part("dd", "", list, m.internal ? {class: "i"} : {});
    part("p", m.text, said, {dir: "auto"});
  }
  const text = `<!doctype html>\n${new XMLSerializer().serializeToString(copy.documentElement)}`;
  const address = URL.createObjectURL(new Blob([text], {type: "text/html"}));
  const link = h("a", {href: address, download: `conversation-${conversation.id}.html`});
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}
