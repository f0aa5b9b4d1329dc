// Menus and flyouts: one open at a time, Escape and a press outside close it, the focus goes back.

// A box that opens below its button. `build()` is called at every opening and gives its content.
function shellFlyout(desk, button, {role, label, className = "", build, focusFirst = true}) {
  const box = h("div", {class: `menu fly ${className}`, role, "aria-label": label, hidden: true});
  button.setAttribute("aria-haspopup", role === "menu" ? "menu" : "dialog");
  button.setAttribute("aria-expanded", "false");
  function open() {
    desk.closeFlyouts(flyout);
    fill();
    box.hidden = false;
    button.setAttribute("aria-expanded", "true");
    button.classList.add("on");
    if (focusFirst) shellFocusable(box)[0]?.focus();
  }
  function fill() {
    box.replaceChildren();
    append(box, [build()]);
  }
  function close(back = false) {
    if (box.hidden) return;
    box.hidden = true;
    button.setAttribute("aria-expanded", "false");
    button.classList.remove("on");
    if (back) button.focus();
  }
  const flyout = {
    element: box, open, close, fill,
    isOpen: () => !box.hidden,
    toggle: () => box.hidden ? open() : close(true),
    holds: (path) => path.includes(box) || path.includes(button),
  };
  box.onkeydown = (event) => {
    if (event.key === "Escape") { close(true); event.stopPropagation(); event.preventDefault(); }
    if (role === "menu") shellMenuKeys(event, box, close);
  };
  desk.flyouts.push(flyout);
  return flyout;
}

const shellFocusable = (box) => [...box.querySelectorAll("button,a[href],input,select,textarea,[tabindex='0']")]
  .filter((el) => !el.disabled && el.tabIndex >= 0 && el.checkVisibility());

function shellMenuKeys(event, box, close) {
  const items = [...box.querySelectorAll('[role^="menuitem"]')], at = items.indexOf(event.target.closest('[role^="menuitem"]'));
  const to = {ArrowDown: (at + 1) % items.length, ArrowUp: (at + items.length - 1) % items.length, Home: 0, End: items.length - 1}[event.key];
  if (event.key === "Tab") close();
  if (to === undefined) {
    const letter = event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey ? event.key.toLowerCase() : null;
    const hit = letter && [...items.slice(at + 1), ...items.slice(0, at + 1)].find((item) => item.textContent.trim().toLowerCase().startsWith(letter));
    if (hit) hit.focus();
    return;
  }
  items[to]?.focus();
  event.preventDefault();
}

// entries(): [{icon, label, note, checked, run}] or "-" for a line
function shellMenu(desk, button, label, entries, className = "") {
  const item = (entry) => entry === "-" ? h("div", {class: "sep", role: "separator"}) : h("button", {
    type: "button", class: "mi", tabindex: "-1", role: entry.checked === undefined ? "menuitem" : "menuitemradio",
    "aria-checked": entry.checked === undefined ? null : String(entry.checked),
    onclick: (event) => { flyout.close(true); entry.run(event); },
  }, entry.picture || icon(entry.icon || "right", 18), h("span", {class: "grow"}, entry.label), entry.note ? h("span", {class: "s t3"}, entry.note) : null,
  entry.checked === undefined ? null : h("span", {class: "tick"}, entry.checked ? icon("check", 16) : null));
  const flyout = shellFlyout(desk, button, {role: "menu", label, className, build: () => entries().map(item), focusFirst: false});
  const open = flyout.open;
  flyout.open = () => { open(); (flyout.element.querySelector('[aria-checked="true"]') || flyout.element.querySelector('[role^="menuitem"]'))?.focus(); };
  flyout.toggle = () => flyout.isOpen() ? flyout.close(true) : flyout.open();
  return flyout;
}

// A modal dialog: the browser keeps the focus inside, closes on Escape and gives the focus back.
function shellDialog(desk, {label, role = "dialog", className = "", onclose}) {
  const dialog = h("dialog", {class: `dlg ${className}`, "aria-label": label, role: role === "dialog" ? null : role});
  dialog.onclose = () => onclose?.(dialog.returnValue);
  dialog.onpointerdown = (event) => { if (event.target === dialog) dialog.dataset.outside = "1"; };
  dialog.onclick = (event) => { if (event.target === dialog && dialog.dataset.outside) dialog.close(""); delete dialog.dataset.outside; };
  desk.frame.append(dialog);
  return {element: dialog, open: () => { desk.closeFlyouts(); dialog.returnValue = ""; if (!dialog.open) dialog.showModal(); }, close: (value = "") => dialog.open && dialog.close(value), isOpen: () => dialog.open};
}
