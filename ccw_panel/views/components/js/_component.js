// The medium weight lies beside this file on a server; a notebook shows the regular one instead.
if (import.meta.url.startsWith("http")) {
  document.fonts.add(new FontFace("Roboto", `url(${new URL("Roboto-Medium.ttf", import.meta.url)})`, {weight: "500"}));
}

// Wraps a component's render: its style sheets are shared objects, so a view costs no CSS text.
function component(css, render) {
  const own = new CSSStyleSheet();
  own.replaceSync(css);
  return {
    render(args) {
      args.view.shadow_el.adoptedStyleSheets = [baseSheet, own];
      isKnown(args.view.model);
      return render(args);
    },
  };
}

// Bokeh 3.9 takes a model that came in a change of the page for one that the page made itself: its first message would
// carry the whole model, which fails, and every later one too. The server sent it, so it knows it.
function isKnown(model) {
  model.document?._new_models?.delete(model);
}
