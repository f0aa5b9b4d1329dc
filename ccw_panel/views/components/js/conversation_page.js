// The Active Conversation form: who the customer is, what it is about, how they feel, what happened before.
//
// Drawn from one `data`; each card is drawn again only when its own part of it changed, so that an edit,
// the focus and the place on the page survive what happens in the others. The chart comes a moment later.

export function render({model, view}) {
  const page = {model, view, at: context(view), data: model.data, parts: {}, editing: {}, finders: {}, clash: {}};
  const cards = h("div", {class: "cards"}), past = h("div", {class: "past"});
  page.customer = region(cards);
  page.case = region(cards);
  const root = h("div", {class: "page"}, h("div", {class: "bar", role: "alert", hidden: true}), cards);
  page.bar = root.firstChild;
  page.summary = region(root);
  page.mood = region(root);
  root.append(past);
  page.recent = region(past);
  page.timeline = region(past);
  const show = () => { page.data = model.data; drawPage(page); };
  model.on("data", show);
  model.on("chart", () => drawMood(page));
  model.on("msg:custom", (event) => pageTold(page, event.data || event));
  show();
  drawMood(page);
  return root;
}

const region = (parent) => { const place = h("div", {class: "region"}); parent.append(place); return place; };
const act = (page, action, data) => send(page.model, action, data);
const opening = (page, origin) => (ref, how) => act(page, "open", {ref, origin, gesture: how});

// Draws a part when what it shows has changed since.
function whenChanged(page, name, shown, draw) {
  const text = JSON.stringify(shown ?? null);
  if (page.parts[name] === text) return;
  page.parts[name] = text;
  draw();
}

function drawPage(page) {
  const {data} = page, {conversation = {}, problems = {}} = data;
  if (data.loading || !conversation.id) { drawSkeleton(page); return; }
  page.bar.hidden = !problems.conversation;
  if (problems.conversation) page.bar.replaceChildren(failedPart("The conversation did not load", problems.conversation, () => act(page, "reload", {part: "conversation"})));
  whenChanged(page, "customer", [data.customer, problems.customer, conversation.may_link], () => drawCustomer(page));
  whenChanged(page, "case", [data.case, problems.case, conversation.may_link, data.customer?.ref], () => drawCase(page));
  whenChanged(page, "summary", conversation, () => page.summary.replaceChildren(summary(page)));
  whenChanged(page, "recent", [data.recent, data.recent_total, problems.recent, data.customer?.ref], () => page.recent.replaceChildren(recentCases(page)));
  whenChanged(page, "timeline", [data.timeline, problems.timeline], () => drawTimeline(page));
}

function drawSkeleton(page) {
  const line = (width, height = 12) => h("span", {class: "sk", style: `display:block;width:${width};height:${height}px;margin:10px 0`});
  const bones = (title) => cardOf(title, {}, h("div", {class: "bones", "aria-hidden": "true"}, line("60%", 16), line("80%"), line("70%"), line("75%")));
  page.customer.replaceChildren(bones("Customer"));
  page.case.replaceChildren(bones("Case"));
  page.parts = {};
}

// What Python answers.
function pageTold(page, told) {
  const actions = {
    hits: () => page.finders[told.part]?.offer(told.text, told.rows),
    field_saved: () => endEdit(page, told.card, told.name),
    field_problem: () => failEdit(page, told),
    field_clash: () => clashEdit(page, told),
    create_problems: () => page.creating?.refuse(told.problems, told.text),
    created: () => { page.creating = null; redrawCard(page, told.card); },
    noted: () => page.notes?.noted(),
    note_refused: () => page.notes?.refused(told.why),
    refused: () => announce(page.view, told.why),
  };
  actions[told.action]?.();
}

// ---- cards of the linked records

const CARDS = {customer: drawCustomer, case: drawCase};
const redrawCard = (page, card) => CARDS[card](page);

function drawCustomer(page) {
  const {data} = page;
  const failed = data.problems?.customer;
  if (failed) page.customer.replaceChildren(cardOf("Customer", {}, failedPart("The customer did not load", failed, () => act(page, "reload", {part: "customer"}))));
  else if (!data.customer) page.customer.replaceChildren(findCard(page, "customer"));
  else page.customer.replaceChildren(linkedCard(page, "customer", "Customer", customerHead(page), customerFoot(page)));
  refocus(page, "customer");
}

function drawCase(page) {
  const {data} = page;
  const failed = data.problems?.case;
  if (failed) page.case.replaceChildren(cardOf("Case", {}, failedPart("The case did not load", failed, () => act(page, "reload", {part: "case"}))));
  else if (!data.case) page.case.replaceChildren(findCard(page, "case"));
  else page.case.replaceChildren(linkedCard(page, "case", "Case", caseHead(page), caseFoot(page)));
  refocus(page, "case");
}

function linkedCard(page, card, title, head, foot) {
  const record = page.data[card];
  const fields = record.fields.map((spec) => cardField(page, card, spec));
  const actions = page.data.conversation.may_link ? [iconButton("close", `Unlink ${record.title}`, () => act(page, "unlink", {kind: card}), {size: 16, className: "ib sm"})] : [];
  return cardOf(title, {actions}, head, h("div", {class: "fields"}, fields), foot);
}

function customerHead(page) {
  const {customer} = page.data;
  return h("div", {class: "row g12 who"}, h("span", {class: "av", style: "width:36px;height:36px;font-size:14px", "aria-hidden": "true"}, initials(customer.title)),
    h("div", {class: "grow"}, recordLink(customer.ref, h("bdi", {}, customer.title), opening(page, "active_conversation"), {class: "link ell block"}), h("div", {class: "s t3 ell"}, customer.detail)),
    customer.active ? null : h("span", {class: "chip war"}, icon("warn", 13), "Inactive"));
}

function customerFoot(page) {
  const {customer} = page.data;
  if (!customer.place && !customer.about) return null;
  const there = customer.time_zone ? theirTime(customer.time_zone) : "";
  return [
    customer.place ? h("div", {class: "field-row"}, icon("pin", 16), h("span", {class: "vh"}, "Place: "), h("span", {class: "ell", dir: "auto", title: customer.place}, customer.place), there ? h("span", {class: "nw there"}, `(${there} there)`) : null) : null,
    customer.about ? h("div", {class: "field-row"}, icon(customer.about.icon, 16), h("span", {class: "vh"}, `${customer.about.label}: `), recordLink(customer.about.ref, customer.about.title, opening(page, "related"), {class: "ell"})) : null,
  ];
}

function theirTime(timeZone) {
  try { return formatter(undefined, {timeZone, hour: "2-digit", minute: "2-digit", hour12: false}).format(new Date()); } catch { return ""; }
}

function caseHead(page) {
  const record = page.data.case, opened = record.created_at ? `, opened ${shortMoment(record.created_at, page.at).replace(/^Yesterday$/, "yesterday")}` : "";
  return [
    recordLink(record.ref, h("bdi", {}, record.title), opening(page, "active_conversation"), {class: "link block title"}),
    h("div", {class: "s t3 under"}, `${record.number}${opened}`),
  ];
}

function caseFoot(page) {
  const record = page.data.case;
  return [
    h("div", {class: "row g8 chips"}, record.status ? h("span", {class: "chip"}, record.status) : null),
    h("dl", {class: "kv"}, h("dt", {}, "Owner"), h("dd", {class: "ell"}, record.owner || "Nobody"), record.subject ? [h("dt", {}, "Subject"), h("dd", {class: "ell"}, record.subject)] : null),
  ];
}

// ---- inline edits: {typed, problem, refused, saving, left, wants} while a value is open, {by, theirs, mine} after two
// people changed it. Who left a field by going on elsewhere is not pulled back when it is refused.

const editKey = (card, name) => `${card}.${name}`;

function cardField(page, card, spec) {
  const key = editKey(card, spec.name), state = page.editing[key], clash = page.clash[key];
  const on = editActions(page, card);
  if (clash) return inlineConflict(spec, clash, on);
  if (state) {
    const [element, input] = inlineEditor(spec, spec.value, state, on);
    state.input = input;
    return element;
  }
  if (spec.kind === "choice" && spec.value !== null) return choiceField(spec, on);
  return inlineField(spec, spec.value, spec.text, on);
}

function choiceField(spec, on) {
  const chip = choiceChip(spec.choices.find((c) => c.value === spec.value), spec.name === "priority");
  if (spec.read_only) return h("span", {title: spec.label}, h("span", {class: "vh"}, `${spec.label}: `), chip);
  return h("button", {type: "button", class: "chipfield", "data-field": spec.name, title: `${spec.label}: edit`, onclick: () => on.begin(spec.name), onkeydown: (event) => { if (event.key === "F2") on.begin(spec.name); }},
    h("span", {class: "vh"}, `${spec.label}: `), chip, h("span", {class: "vh"}, ", edit"));
}

function editActions(page, card) {
  const record = () => page.data[card];
  const save = (name, value, version, left = false) => {
    page.editing[editKey(card, name)] = {...page.editing[editKey(card, name)], typed: value, saving: true, problem: null, left};
    act(page, "save_field", {card, name, value, version});
  };
  return {
    begin: (name) => { page.editing[editKey(card, name)] = {wants: true, version: record().version}; redrawCard(page, card); },
    save: (name, value, left) => save(name, value, page.editing[editKey(card, name)].version, left),
    cancel: (name) => { endEdit(page, card, name); },
    theirs: (name) => { endEdit(page, card, name); },
    mine: (name, value) => { delete page.clash[editKey(card, name)]; save(name, value, record().version); redrawCard(page, card); },
  };
}

function endEdit(page, card, name) {
  const key = editKey(card, name);
  const state = page.editing[key], focused = state?.input && state.input.getRootNode().activeElement === state.input;
  delete page.editing[key];
  delete page.clash[key];
  redrawCard(page, card);
  if (focused) page[card].querySelector(`[data-field="${name}"]`)?.focus();
}

function failEdit(page, told) {
  const key = editKey(told.card, told.name), {left, version} = page.editing[key] || {version: page.data[told.card]?.version};
  page.editing[key] = {typed: told.value, problem: told.text, refused: told.value, wants: !left, version};
  redrawCard(page, told.card);
}

function clashEdit(page, told) {
  const key = editKey(told.card, told.name);
  delete page.editing[key];
  page.clash[key] = {by: told.by, theirs: told.theirs, mine: told.mine};
  redrawCard(page, told.card);
}

// A field that was just opened, or refused, has the focus.
function refocus(page, card) {
  for (const [key, state] of Object.entries(page.editing)) {
    if (!key.startsWith(`${card}.`) || !state.input || !state.wants) continue;
    state.wants = false;
    state.input.focus();
    state.input.select?.();
  }
}

// ---- search, link, create (H-11 .. H-15)

const FIND = {
  customer: {title: "Customer", empty: "Nobody is linked to this conversation. Find the customer, or add a new one.", label: "Find the customer", hint: "Name, e-mail, phone or company", kind: "customer", kinds: [["contact", "Contact"], ["account", "Account"]]},
  case: {title: "Case", empty: "No case is linked to this conversation. Find one, or open a new one.", label: "Find a case", hint: "Number or title", kind: "lookup", kinds: [["case", "Case"]]},
};

function findCard(page, card) {
  const find = FIND[card], {may_link: mayLink, why_not_link: why} = page.data.conversation;
  if (!mayLink) return cardOf(find.title, {}, h("p", {class: "t2"}, card === "customer" ? "Nobody was linked to this conversation." : "No case was linked to this conversation."), why ? h("p", {class: "s t3"}, why) : null);
  if (page.creating?.card === card) return page.creating.element;
  const finder = field({name: card, kind: find.kind, label: find.label, placeholder: find.hint, create: find.kinds.map(([kind, label]) => ({kind, label}))}, null, {
    at: page.at,
    onlookup: (_, text) => act(page, "search", {part: card, text}),
    onedit: (_, chosen) => { if (chosen) act(page, "link", {ref: chosen.ref}); },
    onnew: (kind, _, __, text) => beginCreate(page, card, kind, typedValues(kind, text)),
  });
  page.finders[card] = finder;
  const add = ([kind, label]) => h("button", {type: "button", class: "btn out sm", "aria-label": `Add ${label}`, onclick: (event) => act(page, "new", {kind, gesture: gesture(event)})}, icon("plus", 15), label);
  return cardOf(find.title, {}, h("p", {class: "t2 ask"}, find.empty), finder.element, h("div", {class: "row g8 add"}, find.kinds.map(add)));
}

// What was searched for in vain, as the first values of what is new.
function typedValues(kind, text) {
  if (!text || /^[A-Z]{2,4}-\d/i.test(text)) return {};
  if (kind === "case") return {title: text};
  if (text.includes("@")) return {email: text};
  if (/^[+\d][\d\s()./-]*$/.test(text)) return {phone: text};
  const words = text.split(/\s+/);
  return {name: text, first_name: words.slice(0, -1).join(" ") || text, last_name: words.slice(1).at(-1)};
}

// "New" below a lookup: a short form in the card; saved, it is linked at once (B-25).
function beginCreate(page, card, kind, typed = {}) {
  const spec = page.data.creates[kind];
  const fields = spec.fields.map((one) => field(one, one.value || (typed[one.name] ?? one.value ?? null), {
    at: page.at,
    onlookup: (name, text) => act(page, "search", {part: `new.${name}`, text, kinds: one.refers_to}),
  }));
  for (const one of fields) page.finders[`new.${one.name}`] = one;
  const problem = h("p", {class: "err-sum", role: "alert"});
  const values = () => Object.fromEntries(fields.map((one) => [one.name, one.get()]));
  const save = () => { problem.textContent = ""; fields.forEach((one) => one.say(null)); act(page, "create", {card, kind, values: values()}); };
  const cancel = () => { page.creating = null; redrawCard(page, card); page.finders[card]?.focus(); };
  const element = cardOf(`New ${spec.label.toLowerCase()}`, {}, h("form", {class: "quick", onsubmit: (event) => { event.preventDefault(); save(); }, onkeydown: (event) => { if (event.key === "Escape") cancel(); }},
    fields.map((one) => one.element), problem,
    h("div", {class: "row g8"}, h("button", {type: "submit", class: "btn pri sm"}, "Save and link"), h("button", {type: "button", class: "btn txt neutral sm", onclick: cancel}, "Cancel"))));
  const refuse = (problems, text) => {
    for (const one of fields) one.say(problems[one.name] || null);
    if (!fields.some((one) => problems[one.name])) problem.textContent = text;
    fields.find((one) => problems[one.name])?.focus();
  };
  page.creating = {card, element, refuse};
  redrawCard(page, card);
  fields[0]?.focus();
}

// ---- conversation summary (H-30, H-31, H-33)

function summary(page) {
  const {conversation} = page.data;
  const tabs = summaryTabs(page, conversation).filter(([, body]) => body);
  page.summaryTab = tabs.some(([name]) => name === page.summaryTab) ? page.summaryTab : tabs[0][0];
  const panel = h("div", {class: "panelbody", role: "tabpanel", id: "summary-panel", tabindex: "0"});
  const strip = h("div", {class: "subtabs", role: "tablist", "aria-label": "Conversation summary"});
  const choose = (name, focus) => {
    page.summaryTab = name;
    for (const tab of strip.children) {
      const on = tab.dataset.name === name;
      tab.classList.toggle("on", on);
      tab.setAttribute("aria-selected", String(on));
      tab.tabIndex = on ? 0 : -1;
      if (on && focus) tab.focus();
    }
    panel.setAttribute("aria-label", name);
    panel.replaceChildren(tabs.find(([one]) => one === name)[1]());
  };
  append(strip, tabs.map(([name]) => h("button", {type: "button", role: "tab", "data-name": name, "aria-controls": "summary-panel", onclick: () => choose(name)}, name)));
  strip.onkeydown = (event) => {
    const names = tabs.map(([name]) => name), at = names.indexOf(page.summaryTab), step = {ArrowRight: 1, ArrowLeft: -1}[event.key];
    if (step) choose(names[(at + step + names.length) % names.length], true);
  };
  choose(page.summaryTab);
  return h("article", {class: "card", "aria-label": "Conversation summary"}, h("h2", {class: "vh"}, "Conversation summary"), strip, panel);
}

function summaryTabs(page, conversation) {
  const pairs = (rows) => rows.length ? () => h("dl", {class: "kv wide"}, rows.map(([term, value]) => [h("dt", {}, term), h("dd", {dir: "auto"}, String(value))])) : null;
  return [
    ["Conversation", () => details(page, conversation)],
    ["Pre-chat", pairs(conversation.pre_chat)],
    ["Self service", conversation.self_service.length ? () => selfService(page, conversation.self_service) : null],
    ["Visitor", pairs(conversation.visitor)],
    ["Additional details", pairs(conversation.context)],
  ];
}

function details(page, conversation) {
  const rows = [["Channel", conversation.channel_label], ["Queue", conversation.queue || "None"], ["Waited", conversation.waited_s === null ? "Not yet known" : duration(conversation.waited_s)], ["Started", moment(conversation.created_at, page.at)]];
  return h("div", {}, h("dl", {class: "facts"}, rows.map(([term, value]) => h("div", {}, h("dt", {class: "s t3"}, term), h("dd", {class: "ell", title: value}, value)))), skills(page, conversation));
}

function skills(page, conversation) {
  const set = (list) => act(page, "skills", {skills: list});
  const chip = (skill) => h("li", {class: "chip"}, skill, conversation.may_link ? iconButton("close", `Remove skill ${skill}`, () => set(conversation.skills.filter((one) => one !== skill)), {size: 12, className: "ib x"}) : null);
  const box = h("span", {class: "row g6"});
  const button = h("button", {type: "button", class: "btn txt sm add", onclick: () => edit()}, icon("plus", 14), "Add skill");
  const edit = () => {
    const input = h("input", {"aria-label": "Add skill", list: "known-skills", maxlength: "40", class: "skill", autocomplete: "off"});
    const keep = () => { const skill = input.value.trim(); box.replaceChildren(button); if (skill && !conversation.skills.includes(skill)) set([...conversation.skills, skill]); };
    input.onkeydown = (event) => {
      if (event.key === "Enter") keep();
      if (event.key === "Escape") { event.stopPropagation(); input.value = ""; box.replaceChildren(button); button.focus(); }
    };
    input.onblur = keep;
    box.replaceChildren(input, h("datalist", {id: "known-skills"}, (page.data.known_skills || []).filter((s) => !conversation.skills.includes(s)).map((s) => h("option", {value: s}))));
    input.focus();
  };
  if (conversation.may_link) box.append(button);
  const none = conversation.skills.length || conversation.may_link ? null : h("span", {class: "s"}, "None");
  return h("div", {class: "row g6 skills"}, h("span", {class: "s t3"}, "Skills"), h("ul", {class: "row g6 wrap"}, conversation.skills.map(chip)), none, box);
}

function selfService(page, steps) {
  return h("ol", {class: "steps"}, steps.map(([at, what, detail]) => h("li", {}, h("time", {class: "t3 nw", datetime: at}, moment(at, page.at)), h("span", {}, h("span", {class: "m"}, what), detail ? `: ${detail}` : ""))));
}

// ---- sentiment

function drawMood(page) {
  const {chart} = page.model;
  const name = page.data.conversation?.name;
  const body = !chart || !chart.points
    ? h("div", {class: "sc-none", "aria-busy": "true"})
    : sentimentChart(chart.points, {view: page.view, name});
  page.mood.replaceChildren(cardOf("Sentiment", {className: "dense", actions: sentimentKey(chart || {})}, body));
}

// ---- recent cases and timeline

function recentCases(page) {
  const {data} = page, {recent, recent_total: total, problems = {}} = data;
  const all = data.customer && total > recent.length ? [h("button", {type: "button", class: "btn txt sm s", "aria-label": `All ${total} cases of ${data.customer.title}`, onclick: (event) => opening(page, "related")(data.customer.ref, gesture(event))}, `All ${total}`)] : [];
  const body = problems.recent ? failedPart("Recent cases did not load", problems.recent, () => act(page, "reload", {part: "recent"}))
    : recent.length ? h("ul", {class: "recents"}, recent.map((one) => recentCase(page, one)))
      : h("p", {class: "t3 quiet"}, data.customer ? "No other cases." : "Link a customer to see their cases.");
  return cardOf("Recent cases", {className: "dense", actions: all}, body);
}

function recentCase(page, one) {
  return h("li", {},
    h("div", {class: "row g8"}, h("span", {class: "grow ell"}, recordLink(one.ref, one.title, opening(page, "related"), {class: "plainlink", title: one.title})), choiceChip(one.priority, true)),
    h("div", {class: "row g8 nw"}, h("span", {class: "s t3 grow"}, one.number), choiceChip(one.reason)));
}

function drawTimeline(page) {
  const {timeline: shown, problems = {}} = page.data;
  if (problems.timeline) {
    page.notes = null;
    page.timeline.replaceChildren(cardOf("Timeline", {className: "dense"}, failedPart("The timeline did not load", problems.timeline, () => act(page, "reload", {part: "timeline"}))));
  } else if (page.notes) {
    page.notes.update(shown.items, shown.linked);
  } else {
    page.notes = timeline(shown.items, {view: page.view, model: page.model, linked: shown.linked, onNote: (text) => act(page, "note", {text})});
    page.notes.classList.add("dense");
    page.timeline.replaceChildren(page.notes);
  }
}
