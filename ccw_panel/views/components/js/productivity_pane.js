// What helps beside a session: articles for its subject, and the customer's open cases.

export function render({model, view}) {
  const pane = {model, view, at: context(view), open: {knowledge: true, cases: true}, session: null, keys: {}};
  const input = h("input", {type: "search", "aria-label": "Search knowledge", placeholder: "Search articles", autocomplete: "off"});
  const find = debounce(() => send(model, "find", {text: input.value}), 250);
  input.oninput = find;
  input.onkeydown = (event) => { if (event.key === "Enter") find.now(); };
  pane.input = input;
  pane.articles = h("div", {class: "pp-list", "aria-live": "polite"});
  pane.cases = h("div", {class: "pp-list"});
  const collapse = iconButton("right", "Collapse the productivity pane", () => collapse.dispatchEvent(new CustomEvent("ccw-pane", {bubbles: true, composed: true, detail: {open: false}})), {className: "ib md"});
  pane.sections = {
    knowledge: paneSection(pane, "knowledge", "Knowledge", "book", h("div", {class: "inp pp-find"}, icon("search"), input), pane.articles),
    cases: paneSection(pane, "cases", "Open cases", "case", pane.cases),
  };
  const root = h("div", {class: "pp"}, h("div", {class: "pp-head"}, h("h2", {class: "m grow"}, "Productivity"), collapse), pane.sections.knowledge.element, pane.sections.cases.element);
  const draw = () => drawPane(pane);
  model.on("data", draw);
  draw();
  followRail(pane, root);
  return root;
}

// A press on an icon of the collapsed rail opens the pane at that section.
function followRail(pane, root) {
  const done = new AbortController();
  requestAnimationFrame(() => {
    let node = root;
    while (node && !(node instanceof Element && node.matches(".pane-box"))) node = node.parentNode instanceof ShadowRoot ? node.parentNode.host : node.parentNode;
    node?.addEventListener("ccw-section", (event) => showSection(pane, event.detail), {signal: done.signal});
  });
  pane.model.on("remove", () => done.abort());
}

function showSection(pane, id) {
  const section = pane.sections[id];
  if (!section) return;
  section.toggle(true);
  requestAnimationFrame(() => (id === "knowledge" ? pane.input : section.button).focus());
}

function paneSection(pane, id, label, picture, ...body) {
  const box = h("div", {class: "pp-body", id: `section-${id}`}, body);
  const count = h("span", {class: "count q", hidden: true});
  const arrow = h("span", {class: "pp-arrow"}, icon("down"));
  const button = h("button", {type: "button", class: "acc-h", "aria-expanded": "true", "aria-controls": box.id, onclick: () => toggle(box.hidden)}, icon(picture, 18), h("span", {class: "grow"}, label), count, arrow);
  const toggle = (open) => { box.hidden = !open; button.setAttribute("aria-expanded", String(open)); };
  const element = h("section", {"aria-label": label}, h("h3", {}, button), box);
  return {element, button, toggle, count: (n) => { count.hidden = n === null; count.textContent = String(n); }};
}

function drawPane(pane) {
  const {data} = pane.model;
  if (!data.session) return;
  const active = pane.input.getRootNode().activeElement === pane.input;
  if (data.session !== pane.session || !active) pane.input.value = data.query;
  pane.session = data.session;
  paneDraw(pane, "articles", JSON.stringify([data.articles, data.query, data.knowledge_failure, data.has_composer]), () => articleList(pane, data));
  paneDraw(pane, "cases", JSON.stringify([data.cases, data.customer, data.cases_failure]), () => caseList(pane, data));
  pane.sections.cases.count(data.has_customer ? data.cases.length : null);
}

function paneDraw(pane, name, key, build) {
  if (pane.keys[name] === key) return;
  pane.keys[name] = key;
  pane[name].replaceChildren(...build().filter(Boolean));
}

function articleList(pane, data) {
  if (data.knowledge_failure) return [failedPart("The search did not work", `${data.knowledge_failure} Your words are kept.`, () => send(pane.model, "find", {text: pane.input.value}))];
  if (!data.query) return [h("p", {class: "s t3"}, "Type a word or two. In a case or conversation its title is searched for by itself.")];
  if (!data.articles.length) return [h("p", {class: "s t3"}, `No article says anything about "${data.query}".`)];
  const more = data.may_have_more && h("button", {type: "button", class: "btn txt sm", onclick: () => send(pane.model, "more")}, "Show more");
  return [...data.articles.map((article) => articleCard(pane, article, data)), more];
}

function articleCard(pane, article, data) {
  const open = (ref, how) => send(pane.model, "open", {ref, from: "knowledge", gesture: how});
  const copy = iconButton("link", `Copy link to ${article.title}`, () => { navigator.clipboard?.writeText(new URL(`?open=${article.ref}`, location.href).href); announce(pane.view, "Link copied"); }, {size: 15, className: "ib sm"});
  const reply = data.has_composer && article.status !== "Draft" ? h("button", {type: "button", class: "btn txt sm", onclick: () => putInReply(pane, article)}, icon("chat", 15), "Put in reply") : null;
  return h("article", {class: "pp-card", "aria-label": article.title},
    recordLink(article.ref, highlighted(article.title, data.words), open, {class: "m"}),
    h("p", {class: "pp-passage t2"}, highlighted(article.passage, data.words)),
    h("div", {class: "row g4"}, h("span", {class: "s t3 grow"}, [article.number, article.status].filter(Boolean).join(", ")), reply, copy));
}

// Puts an article's words where the person writes to the customer, after what is there; they read it and send it.
function putInReply(pane, article) {
  let frame = pane.view.el;
  while (frame && !frame.closest?.("[data-ccw]")) frame = frame.getRootNode()?.host;
  const box = frame && shellFind(frame.closest("[data-ccw]"), (el) => el.matches("textarea[aria-label=Message]") && el.checkVisibility({visibilityProperty: true}));
  if (!box || box.disabled || box.readOnly) { announce(pane.view, "There is nowhere to write in this conversation now"); return; }
  const before = box.value.trimEnd();
  box.value = `${before}${before ? "\n\n" : ""}${article.title}\n${article.passage}`;
  box.dispatchEvent(new InputEvent("input", {bubbles: true, composed: true}));
  box.focus();
}

function caseList(pane, data) {
  if (data.cases_failure) return [failedPart("Open cases did not load", data.cases_failure, () => send(pane.model, "retry"))];
  if (!data.has_customer) return [h("p", {class: "s t3"}, "Nobody is linked here yet. With a customer, their open cases appear.")];
  if (!data.cases.length) return [h("p", {class: "s t3"}, `${data.customer || "The customer"} has no open case.`)];
  return data.cases.map((one) => caseCard(pane, one));
}

function caseCard(pane, one) {
  const open = (ref, how) => send(pane.model, "open", {ref, from: "cases", gesture: how});
  return h("article", {class: "pp-card", "aria-label": one.title}, recordLink(one.ref, one.title, open, {class: "m"}),
    h("div", {class: "row g8 s t3"}, h("span", {}, one.number), h("time", {datetime: one.at}, shortMoment(one.at, pane.at))),
    h("div", {class: "row g8"}, choiceChip(one.priority, true), choiceChip(one.status_reason)));
}
