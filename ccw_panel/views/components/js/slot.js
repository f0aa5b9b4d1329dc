// Runs again whenever `content` changes.
export function render({model, el}) {
  el.classList.toggle("fills", model.fills);
  const room = h("div", {class: model.fills ? "room fills" : "room"});
  const child = model.get_child("content");
  if (child) room.append(child);
  return room;
}
