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
      return render(args);
    },
  };
}
