// The account menu: how the desk looks, reads dates and listens to keys; out.

const SHELL_LANGUAGES = ["en-GB", "en-US", "de", "es", "fr", "it", "nl", "pl", "pt", "pt-BR", "sv", "ja", "zh"];
const shellLanguageName = (code) => new Intl.DisplayNames([code], {type: "language"}).of(code);

function shellSwitch(label, on, change) {
  const button = h("button", {type: "button", role: "switch", class: "switch", "aria-checked": String(on), "aria-label": label, onclick: () => {
    const next = button.getAttribute("aria-checked") !== "true";
    button.setAttribute("aria-checked", String(next));
    change(next);
  }}, h("i"));
  return button;
}

function shellSelect(label, value, options, change) {
  const id = `set-${label.toLowerCase().replace(/\W+/g, "-")}`;
  const select = h("select", {id, class: "sel", onchange: () => change(select.value)}, options.map(([v, text]) => h("option", {value: v}, text)));
  select.value = value;
  return h("div", {class: "fld"}, h("label", {for: id}, label), h("div", {class: "inp"}, select));
}

function shellThemes(desk) {
  const name = "ccw-theme";
  const choice = ([value, label, mark]) => h("label", {class: "seg"}, h("input", {type: "radio", name, value, checked: (desk.model.theme || "system") === value, onchange: () => desk.set({theme: value})}), icon(mark, 16), label);
  return h("fieldset", {class: "segs"}, h("legend", {}, "Theme"), [["light", "Light", "sun"], ["dark", "Dark", "moon"], ["system", "System", "sync"]].map(choice));
}

function shellZones(zone) {
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const all = Intl.supportedValuesOf("timeZone");
  return [["", `This computer's, ${here.replaceAll("_", " ")}`], ...(zone && !all.includes(zone) ? [[zone, zone]] : []), ...all.map((z) => [z, z.replaceAll("_", " ")])];
}

function shellUser(desk) {
  const face = h("span", {class: "av"}), name = h("span", {class: "vh"});
  const button = h("button", {type: "button", class: "userb", onclick: () => flyout.toggle()}, face, name);
  const entry = (mark, label, run) => h("button", {type: "button", class: "mi", onclick: run}, icon(mark, 18), h("span", {class: "grow"}, label));
  function build() {
    const {user, zone, language} = desk.model;
    return [
      h("div", {class: "row g12 who"}, h("span", {class: "av big"}, initials(user.full_name)), h("div", {class: "grow"}, h("div", {class: "m ell"}, user.full_name || user.name), h("div", {class: "s t3 ell"}, [user.name, ...(user.roles || [])].filter(Boolean).join(", ")))),
      h("div", {class: "sep"}),
      h("div", {class: "setts"}, shellThemes(desk),
        shellSelect("Time zone", zone || "", shellZones(zone), (value) => desk.set({zone: value})),
        shellSelect("Language of dates", language || "", [["", "English (default)"], ...SHELL_LANGUAGES.map((code) => [code, shellLanguageName(code)])], (value) => desk.set({language: value})),
        h("div", {class: "row g8"}, h("span", {class: "grow"}, "Single-key shortcuts"), shellSwitch("Single-key shortcuts", desk.keysOn(), (on) => desk.set({shortcuts: on})))),
      h("div", {class: "sep"}),
      entry("keyboard", "Keyboard shortcuts", () => { flyout.close(); desk.shortcuts(); }),
      user.password_url ? h("a", {class: "mi", href: user.password_url}, icon("lock", 18), "Change password") : null,
      user.may_sign_out ? entry("logout", "Sign out", () => { flyout.close(); send(desk.model, "sign_out"); }) : null,
    ];
  }
  const flyout = shellFlyout(desk, button, {role: "dialog", label: "Your settings", className: "user", build, focusFirst: false});
  const open = flyout.open;
  flyout.open = () => { open(); flyout.element.querySelector("input:checked")?.focus(); };
  flyout.toggle = () => flyout.isOpen() ? flyout.close(true) : flyout.open();
  function paint() {
    const {user} = desk.model;
    face.textContent = initials(user.full_name || user.name);
    name.textContent = ` ${user.full_name || user.name || ""}, account`;
    button.title = user.full_name || user.name || "Account";
  }
  return {button, element: flyout.element, paint, open: flyout.open};
}
