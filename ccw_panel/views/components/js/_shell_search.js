// The global search box: suggestions while typing; Enter opens the results page (B-27).

// A list box under a text field: arrows move, Enter takes, Escape closes. rows: [{id, icon, title, detail, note, keys}]
function shellOptions(field, label, take) {
  const list = h("ul", {role: "listbox", "aria-label": label, class: "opts", id: `options-${label.replace(/\W+/g, "-")}`});
  let rows = [], at = -1;
  function set(next, query, first = -1) {
    rows = next;
    list.replaceChildren(...rows.flatMap((row, i) => [
      row.group && row.group !== rows[i - 1]?.group ? h("li", {role: "presentation", class: "og"}, row.group) : null,
      option(row, i, query)]).filter(Boolean));
    move(rows.length ? first : -1);
  }
  const option = (row, i, query) => h("li", {role: "option", id: `${list.id}-${i}`, class: "mi", "aria-selected": "false", "data-i": i, onpointerdown: (event) => event.preventDefault(), onclick: (event) => take(row, event), onpointermove: () => at !== i && move(i, false)},
    icon(row.icon || "info", 18), h("span", {class: "ot"}, h("span", {class: "tt"}, highlighted(row.title, query)), h("span", {class: "s t3 ell"}, highlighted(row.detail || "", query))),
    row.note ? h("span", {class: "chip"}, row.note) : null, (row.keys || []).map((key) => h("kbd", {}, key)));
  function move(i, scroll = true) {
    at = i;
    for (const el of list.querySelectorAll('[role="option"]')) {
      const on = Number(el.dataset.i) === at;
      el.classList.toggle("on", on);
      el.setAttribute("aria-selected", String(on));
      if (on && scroll) el.scrollIntoView({block: "nearest"});
    }
    if (at >= 0) field.setAttribute("aria-activedescendant", `${list.id}-${at}`);
    else field.removeAttribute("aria-activedescendant");
  }
  function key(event) {
    const step = {ArrowDown: 1, ArrowUp: -1}[event.key];
    if (step && rows.length) { move((at + step + rows.length) % rows.length); event.preventDefault(); return true; }
    if (event.key === "Enter" && at >= 0) { event.preventDefault(); take(rows[at], event); return true; }
    return false;
  }
  return {element: list, set, key, count: () => rows.length};
}

function shellSearch(desk) {
  const field = h("input", {type: "search", "aria-label": "Global search", placeholder: "Search customers, cases, articles", autocomplete: "off", spellcheck: "false", "aria-autocomplete": "list", maxlength: 200});
  const hint = h("kbd", {"aria-hidden": "true"}, "/");
  const options = shellOptions(field, "Suggestions", (row, event) => { close(true); desk.open(row.target, "search", event); });
  const foot = h("button", {type: "button", class: "mi foot", tabindex: "-1", onpointerdown: (event) => event.preventDefault(), onclick: page});
  const box = h("div", {class: "menu fly suggest", hidden: true}, options.element, foot);
  const ask = debounce((text) => send(desk.model, "search", {text}), 150);
  field.setAttribute("aria-controls", options.element.id);
  let asking = false;

  function close(clear = false) {
    box.hidden = true;
    ask.cancel();
    field.removeAttribute("aria-activedescendant");
    if (clear) field.value = "";
  }
  function page() {
    const text = field.value.trim();
    if (!text) return;
    close();
    asking = false; // an answer that is still on its way would lie over the results
    send(desk.model, "search_page", {text});
  }
  function fill() {
    const text = field.value.trim(), hits = desk.model.hits;
    if (!text || desk.active() !== field) return close();
    const fresh = hits.query === text;
    if (fresh) options.set(shellHits(hits).slice(0, 8), text);
    else if (box.hidden) options.set([], text);
    foot.replaceChildren(icon("search", 18), h("span", {class: "grow ell"}, fresh && !options.count() ? `Nothing is named “${text}”. ` : "", `Show all results for “${text}”`), h("kbd", {}, "Enter"));
    box.hidden = false;
    if (fresh) desk.say(options.count() ? `${options.count()} suggestions` : "No suggestions");
  }
  field.oninput = () => { asking = true; field.value.trim() ? ask(field.value.trim()) : close(); fill(); };
  field.onfocus = () => { desk.closeFlyouts(); if (field.value.trim()) { asking = true; ask(field.value.trim()); fill(); } };
  field.onblur = () => close();
  field.onkeydown = (event) => {
    if (event.isComposing) return;
    if (!box.hidden && options.key(event)) return;
    if (event.key === "Enter") page();
    else if (event.key === "Escape") { if (box.hidden) field.blur(); close(true); event.preventDefault(); }
  };
  const element = h("div", {class: "gsearch", role: "search"}, icon("search", 16), field, hint, box);
  return {element, answered: () => { if (asking) fill(); }, focus: () => { field.focus(); field.select(); }, paint: () => { hint.hidden = !desk.keysOn(); }};
}

const shellHits = (hits) => (hits.rows || []).map((row) => ({...row, target: shellTarget(row.ref), note: row.status}));
