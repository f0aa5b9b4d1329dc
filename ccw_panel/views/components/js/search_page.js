// Search results, grouped by kind, with counts.

export function render({model, view}) {
  const input = h("input", {type: "search", "aria-label": "Search for", placeholder: "Names, numbers, e-mail, phone", autocomplete: "off"});
  const find = debounce(() => send(model, "find", {text: input.value}), 300);
  input.oninput = find;
  input.onkeydown = (event) => { if (event.key === "Enter") find.now(); };
  const results = h("div", {class: "sp-results"}), count = h("p", {class: "s t3", role: "status"});
  const root = h("div", {class: "sp"}, h("h2", {class: "h20"}, "Search"), h("div", {class: "inp sp-box"}, icon("search"), input), count, results);
  const draw = () => {
    const {data} = model;
    if (input.getRootNode().activeElement !== input) input.value = data.text;
    count.textContent = data.text && !data.failure ? `${data.total} found for "${data.text}"` : "";
    results.replaceChildren(...searchBody(model, data));
  };
  model.on("data", draw);
  model.on("remove", fillPlace(view, root));
  draw();
  return root;
}

function searchBody(model, data) {
  if (data.failure) return [h("div", {class: "card sp-none"}, failedPart("The search did not work", `${data.failure} Your words are kept.`, () => send(model, "find", {text: data.text})))];
  if (!data.text) return [nothing("Type what you look for", "Names, numbers, e-mail addresses and phone numbers of every kind of record, and the customers of conversations.")];
  if (!data.total) return [nothing("Nothing was found", "Try fewer or shorter words, or part of a number.")];
  return data.groups.map((group) => searchGroup(model, group, data.text));
}

const nothing = (title, text) => h("div", {class: "card sp-none"}, icon("search", 24), h("p", {class: "m"}, title), h("p", {class: "t2"}, text));

function searchGroup(model, group, text) {
  const open = (ref, how) => send(model, "open", {ref, gesture: how});
  const row = (hit) => h("li", {class: "sp-hit"}, icon(hit.icon || group.kind, 18),
    h("span", {class: "grow two"}, recordLink(hit.ref, highlighted(hit.title, text), open, {class: "ell m"}), h("span", {class: "ell s t2"}, highlighted(hit.detail, text))),
    h("span", {class: "s t3 nw"}, [hit.count, hit.status].filter(Boolean).join(", ")));
  return h("section", {class: "card", "aria-label": group.label},
    h("div", {class: "ch"}, h("h3", {class: "m"}, group.label), h("span", {class: "count q"}, String(group.rows.length))), h("ul", {}, group.rows.map(row)));
}
