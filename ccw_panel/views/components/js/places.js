// Twelve rooms, one above the other. Each change of a child redraws its own room and leaves the others alone.
const ROOMS = 12;

export function render({model}) {
  const stack = h("div", {class: model.fills ? "stack fills" : "stack"});
  for (let n = 0; n < ROOMS; n += 1) {
    const child = `place${n}`;
    const room = h("div", {class: "room"});
    const place = h("div", {class: "place", id: `${model.prefix}-${n}`}, room);
    const fill = () => {
      const page = model.get_child(child);
      room.replaceChildren(...(page ? [page] : []));
      place.scrollTop = 0;
    };
    model.on(child, fill);
    fill();
    stack.append(place);
  }
  return stack;
}
