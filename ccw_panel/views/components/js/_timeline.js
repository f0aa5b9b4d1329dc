// What happened with a record, newest first, and a quick note on it.
//
// timeline(items, {view, model, linked, onNote, title}) -> element, with element.update(items, linked)
//   items: [{at, icon, title, detail, by, ref}]; a click on one with a ref sends open {ref, origin: "timeline", gesture}
//   linked: {value, options: [{value, label}]} draws the choice of linked records and sends timeline_of {value}; or null
//   onNote(text): draws the "Add note" button; call element.noted() once it is stored, or element.refused(why)

const TIMELINE_FIRST = 8;

function timeline(items, {view, model, linked = null, onNote = null, title = "Timeline"}) {
  const state = {items, linked, all: false, at: context(view)};
  const list = h("ol", {class: "tls"}), pick = h("div", {class: "tl-pick"});
  const note = onNote ? timelineNote(onNote) : null;
  const element = h("article", {class: "card", "aria-label": title},
    h("div", {class: "ch"}, h("h2", {class: "grow ct"}, title), pick, note ? note.button : null),
    h("div", {class: "cb"}, note ? note.element : null, list));
  const draw = () => {
    pick.replaceChildren(...(state.linked && state.linked.options.length > 1 ? [linkedRecords(state.linked, model)] : []));
    list.replaceChildren(...timelineRows(state, model, () => { state.all = true; draw(); }));
  };
  element.update = (newItems, newLinked = null) => { state.items = newItems; state.linked = newLinked; draw(); };
  element.noted = () => { note?.clear(); announce(view, "Note added"); };
  element.refused = (why) => note?.say(why);
  draw();
  return element;
}

function timelineRows({items, all, at}, model, onAll) {
  if (!items.length) return [h("li", {class: "t3 quiet"}, "Nothing has happened yet. A note you add appears here.")];
  const rows = (all ? items : items.slice(0, TIMELINE_FIRST)).map((item) => timelineRow(item, at, model));
  if (!all && items.length > TIMELINE_FIRST) rows.push(h("li", {}, h("button", {type: "button", class: "btn txt sm", onclick: onAll}, `Show all ${items.length}`)));
  return rows;
}

function timelineRow(item, at, model) {
  const open = (ref, how) => send(model, "open", {ref, origin: "timeline", gesture: how});
  const name = h("bdi", {}, item.title);
  const when = [moment(item.at, at), item.by].filter(Boolean).join(", ");
  return h("li", {class: "tl"}, h("span", {class: "n"}, icon(item.icon || "info", 14)),
    h("div", {class: "grow"},
      h("div", {class: "ell", title: item.title}, item.ref ? recordLink(item.ref, name, open, {class: "plainlink"}) : name),
      item.detail && !item.title.includes(item.detail.replace(/\.$/, "")) ? h("div", {class: "tl-d t2", dir: "auto", title: item.detail}, item.detail) : null,
      h("time", {class: "s t3", datetime: item.at}, when)));
}

function linkedRecords({value, options}, model) {
  const select = h("select", {"aria-label": "Linked records", onchange: () => send(model, "timeline_of", {value: select.value})},
    options.map((option) => h("option", {value: option.value, selected: option.value === value}, option.label)));
  return h("div", {class: "inp pick small bare", title: "Linked records"}, select, icon("down", 16));
}

function timelineNote(onNote) {
  const field = h("textarea", {"aria-label": "New note", rows: "2", dir: "auto", maxlength: "8000", placeholder: "Write a note"});
  const problem = h("div", {class: "help err", role: "alert"});
  const submit = () => { if (field.value.trim()) onNote(field.value.trim()); else field.focus(); };
  const element = h("div", {class: "tl-note", hidden: true}, h("div", {class: "inp area"}, field), problem,
    h("div", {class: "row g8"}, h("button", {type: "button", class: "btn pri sm", onclick: submit}, "Add note"), h("button", {type: "button", class: "btn txt neutral sm", onclick: () => toggle(false)}, "Cancel")));
  const button = iconButton("plus", "Add note", () => toggle(element.hidden), {size: 16, className: "ib sm", "aria-expanded": "false"});
  const toggle = (open) => {
    element.hidden = !open;
    button.setAttribute("aria-expanded", String(open));
    if (open) field.focus(); else button.focus();
  };
  field.onkeydown = (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) submit();
    if (event.key === "Escape") { event.stopPropagation(); toggle(false); }
  };
  return {element, button, say: (why) => { problem.textContent = why; }, clear: () => { field.value = ""; problem.textContent = ""; toggle(false); }};
}
