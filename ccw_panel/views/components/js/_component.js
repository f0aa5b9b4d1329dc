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
