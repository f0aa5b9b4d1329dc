// Parts that cards of several pages are made of.

// A card with its heading and small buttons; `className` e.g. "dense".
function cardOf(title, {actions = [], className = ""} = {}, ...body) {
  return h("article", {class: `card ${className}`, "aria-label": title},
    h("div", {class: "ch"}, h("h2", {class: "grow ct"}, title), actions), h("div", {class: "cb"}, body));
}

// What a part says that could not be read: what happened, what was kept, and the way out.
function failedPart(title, problem, onRetry) {
  return h("div", {class: "failedpart", role: "status"}, icon("error", 18),
    h("div", {class: "grow"}, h("div", {class: "m"}, title), h("p", {class: "t2"}, problem)),
    h("button", {type: "button", class: "btn out sm", onclick: onRetry}, icon("refresh", 15), "Try again"));
}

const CHIP_TONES = {danger: "dan", warning: "war", success: "suc"};
// A choice of a field with its picture and its word; `bare` without the box around it.
function choiceChip(choice, bare = false) {
  if (!choice) return null;
  const tone = CHIP_TONES[choice.tone] || "";
  return h("span", {class: `chip ${tone}${bare ? " bare" : ""}`}, choice.icon ? icon(choice.icon, bare ? 14 : 13) : null, choice.label);
}

// One value that is edited where it stands: a click or F2 opens it, Enter or leaving it saves, Escape goes back.
// spec: {name, label, kind, icon, choices, max_length, read_only}; on: {begin(name), save(name, value), cancel(name)}
function inlineField(spec, value, text, on) {
  const shown = h("span", {class: "ell", dir: "auto"}, text || h("span", {class: "t3"}, `Add ${spec.label.toLowerCase()}`));
  if (spec.read_only) return h("div", {class: "field-row", title: spec.label}, icon(spec.icon, 16), h("span", {class: "vh"}, `${spec.label}: `), shown);
  const begin = () => on.begin(spec.name);
  const row = h("button", {type: "button", class: "field-row edit", title: `${spec.label}: edit`, "data-field": spec.name, onclick: begin, onkeydown: (event) => { if (event.key === "F2") { event.preventDefault(); begin(); } }},
    icon(spec.icon, 16), h("span", {class: "vh"}, `${spec.label}: `), shown, h("span", {class: "pen"}, icon("pen", 14), h("span", {class: "vh"}, ", edit")));
  return row;
}

// The same value while it is edited. `state`: {typed, problem, refused, saving}; `refused` is the text that `problem` is about
function inlineEditor(spec, value, state, on) {
  const input = spec.kind === "choice"
    ? h("select", {"aria-label": spec.label}, spec.required ? null : h("option", {value: ""}, "Not set"), spec.choices.map((c) => h("option", {value: String(c.value), selected: c.value === value}, c.label)))
    : h("input", {"aria-label": spec.label, type: {email: "email", phone: "tel"}[spec.kind] || "text", maxlength: spec.max_length, dir: "auto", autocomplete: "off", spellcheck: "false"});
  if (spec.kind !== "choice") input.value = state.typed ?? value ?? "";
  const typed = () => (spec.kind === "choice" ? (input.value === "" ? null : Number(input.value)) : input.value.trim() || null);
  let over = false; // Enter and Escape take the field away, which is not leaving it
  const end = (action) => { if (!over) { over = true; action(); } };
  const save = (left = false) => end(() => (typed() === (value ?? null) && !state.problem ? on.cancel(spec.name) : on.save(spec.name, typed(), left)));
  input.onkeydown = (event) => {
    if (event.key === "Enter" && !event.isComposing) { event.preventDefault(); save(); }
    if (event.key === "Escape") { event.stopPropagation(); end(() => on.cancel(spec.name)); }
  };
  input.oninput = () => { state.typed = input.value; };
  if (spec.kind === "choice") input.onchange = () => save();
  input.onblur = () => { if (!state.problem || state.typed !== state.refused) save(true); };
  const row = h("div", {class: `field-row editing${state.problem ? " err" : ""}`}, icon(spec.icon, 16), input, state.saving ? h("span", {class: "s t3"}, "Saving") : null);
  if (state.problem) {
    const id = `inline-${fieldCount += 1}`;
    input.setAttribute("aria-invalid", "true");
    input.setAttribute("aria-describedby", id);
    return [h("div", {}, row, h("div", {class: "help err", id, role: "alert"}, icon("error", 14), state.problem)), input];
  }
  return [row, input];
}

// Two people changed the same value: both are shown, and the agent chooses.
function inlineConflict(spec, conflict, on) {
  const shown = (value) => (spec.kind === "choice" ? spec.choices.find((c) => c.value === value)?.label : value) || "nothing";
  return h("div", {class: "clash", role: "alert"},
    h("p", {}, h("b", {class: "m"}, conflict.by), ` changed ${spec.label.toLowerCase()} to `, h("bdi", {class: "m"}, shown(conflict.theirs)), " while you were editing. Yours is ", h("bdi", {class: "m"}, shown(conflict.mine)), "."),
    h("div", {class: "row g8"},
      h("button", {type: "button", class: "btn out sm", onclick: () => on.theirs(spec.name)}, "Keep theirs"),
      h("button", {type: "button", class: "btn pri sm", onclick: () => on.mine(spec.name, conflict.mine)}, "Save mine")));
}
