// Quick create: a menu of kinds, then a short form beside the work. What was typed stays until saved or cancelled.

function shellForm(desk, create, kept, changed) {
  const on = {
    at: desk.at(),
    onedit: () => changed(),
    onlookup: (name, text) => {
      const token = `${create.kind}/${name}/${text}`;
      const spec = create.fields.find((f) => f.name === name);
      desk.waiting.set(token, (rows) => fields.find((f) => f.name === name)?.offer(text, rows));
      send(desk.model, "lookup", {field: name, kinds: spec.refers_to || spec.kinds || [], text, token});
    },
    onopen: (ref) => desk.open(ref, "search", null),
  };
  const fields = create.fields.map((spec) => field({choices: [], ...spec}, kept?.get(spec.name) ?? spec.default ?? null, on));
  return fields;
}

function shellCreate(desk) {
  const drafts = new Map();  // kind -> what was typed and not saved
  let form = null;
  const button = h("button", {type: "button", class: "btn txt neutral newb", "aria-label": "Quick create", onclick: () => menu.toggle()}, icon("plus", 18), h("span", {class: "name"}, "Quick create"));
  const menu = shellMenu(desk, button, "Quick create", entries, "create");
  const panel = h("section", {class: "menu qc", role: "dialog", hidden: true});
  const element = h("div", {class: "create-box"}, menu.element, panel);

  function entries() {
    const groups = Map.groupBy(desk.model.creates, (c) => c.group || "");
    return [...groups].sort((a, b) => a[0].localeCompare(b[0])).flatMap(([, list], i) => [i ? "-" : null, ...list.map((c) => ({icon: c.icon, label: c.label, run: () => start(c.kind)}))]).filter(Boolean);
  }
  function start(kind) {
    const create = desk.model.creates.find((c) => c.kind === kind);
    if (!create) return;
    const keep = () => drafts.set(kind, new Map(form.fields.map((f) => [f.name, f.get()])));
    const fields = shellForm(desk, create, drafts.get(kind), keep);
    form = {kind, create, fields, save: h("button", {type: "submit", class: "btn pri"}, "Save")};
    const label = create.label.toLowerCase();
    panel.setAttribute("aria-label", `New ${label}`);
    panel.replaceChildren(h("form", {novalidate: true, onsubmit: submit},
      h("div", {class: "fh"}, icon(create.icon, 18), h("h2", {class: "h16 grow"}, `New ${label}`), iconButton("close", "Close the form", () => close(), {size: 16, className: "ib md"})),
      h("div", {class: "qf"}, fields.map((f) => f.element)),
      h("div", {class: "qb"}, h("span", {class: "grow s t3"}, "Kept here until saved"), h("button", {type: "button", class: "btn out", onclick: () => { drafts.delete(kind); close(); }}, "Cancel"), form.save)));
    panel.hidden = false;
    fields[0]?.focus();
  }
  function submit(event) {
    event.preventDefault();
    const values = Object.fromEntries(form.fields.map((f) => [f.name, f.get()]).filter(([, v]) => v !== null && v !== ""));
    const missing = form.create.fields.filter((spec) => spec.required && !(spec.name in values)).map((spec) => [spec.name, `${LOOKUPS.includes(spec.kind) || spec.kind === "choice" ? "Choose" : "Enter"} ${spec.label.toLowerCase()}.`]);
    if (missing.length) return say(Object.fromEntries(missing));
    say({});
    form.save.disabled = true;
    setTimeout(() => { if (form) form.save.disabled = false; }, 10000);
    send(desk.model, "quick_create", {kind: form.kind, values});
  }
  function say(texts) {
    for (const f of form.fields) f.say(texts[f.name] || null);
    form.fields.find((f) => texts[f.name])?.focus();
  }
  function problems(kind, found) {
    if (!form || form.kind !== kind) return;
    const texts = Array.isArray(found) ? Object.fromEntries(found) : found;
    form.save.disabled = false;
    say(texts);
    const rest = Object.entries(texts).filter(([name]) => !form.fields.some((f) => f.name === name)).map(([, text]) => text);
    if (rest.length) desk.toast({text: rest.join(" "), tone: "error"});
  }
  function close() {
    if (panel.hidden) return;
    panel.hidden = true;
    panel.replaceChildren();
    form = null;
    button.focus();
  }
  function created(kind) {
    drafts.delete(kind || form?.kind);
    close();
  }
  panel.onkeydown = (event) => { if (event.key === "Escape") { close(); event.preventDefault(); } };
  return {button, element, open: () => menu.open(), start, problems, created};
}
