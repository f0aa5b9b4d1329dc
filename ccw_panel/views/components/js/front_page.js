// A page before the desk: a title, a sentence, commands to start it otherwise, or people to be.
export function render({model}) {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const page = h("div", {class: "front"});
  const paint = () => { page.dataset.theme = dark.matches ? "dark" : "light"; };
  dark.addEventListener("change", paint);
  model.on("remove", () => dark.removeEventListener("change", paint));
  paint();

  const person = ({name, full_name, role}) => h("li", {}, h("button", {type: "button", class: "person", onclick: () => send(model, "choose", {name})},
    h("span", {class: "av", "aria-hidden": "true"}, initials(full_name)), h("span", {class: "grow ell"}, h("span", {class: "m"}, name), h("span", {class: "t3"}, ` ${full_name}`)), h("span", {class: "s t3"}, role)));
  const problem = h("p", {class: "note dan", role: "alert", hidden: true});
  model.on("problem", () => { problem.textContent = model.problem; problem.hidden = !model.problem; });

  const card = h("div", {class: "card"}, h("h1", {class: "h20"}, model.title), model.text ? h("p", {class: "t2"}, model.text) : null, problem,
    model.people.length ? h("ul", {class: "people"}, model.people.map(person)) : null, model.commands.map((line) => h("code", {}, line)));
  page.append(h("main", {}, h("div", {class: "brand", "aria-hidden": "true"}, "Contact Center"), card));
  return page;
}
