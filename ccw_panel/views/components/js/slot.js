// Runs again whenever `content` changes.
export function render({model}) {
  const room = h("div", {class: "room"});
  const child = model.get_child("content");
  if (child) room.append(child);
  return room;
}
