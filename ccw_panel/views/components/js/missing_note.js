// What could not be shown, and a way to try again.
export function render({model}) {
  return h("div", {class: "missing", role: "alert"},
    icon("warn", 24),
    h("h2", {class: "h16"}, model.data.title),
    h("p", {class: "t2"}, model.data.text),
    h("button", {type: "button", class: "btn out", onclick: () => send(model, "retry")}, icon("refresh", 16), "Try again"));
}
