// Times what a person sees: from the click to the first frame that shows what was asked for.
// A mark is {css, text}: an element that is visible and, when `text` is given, contains it.
(() => {
  function* roots(root) {
    yield root;
    for (const el of root.querySelectorAll("*")) if (el.shadowRoot) yield* roots(el.shadowRoot);
  }
  const visible = (el) => el.checkVisibility({visibilityProperty: true});
  const holds = (el, text) => !text || el.textContent.includes(text);
  function find({css, text, exactly, nth = 0}) {
    let left = nth;
    for (const root of roots(document)) {
      for (const el of root.querySelectorAll(css)) {
        if (!(exactly ? el.textContent.trim() === exactly : holds(el, text)) || !visible(el)) continue;
        if (left-- === 0) return el;
      }
    }
    return null;
  }
  const pause = (ms) => new Promise((done) => setTimeout(done, ms));
  const painted = () => new Promise((done) => requestAnimationFrame(() => setTimeout(() => done(performance.now()), 0)));

  // Milliseconds on this page's clock at which all marks are painted; an error after 20 seconds.
  async function shown(marks) {
    const end = performance.now() + 20000;
    for (const mark of marks) {
      while (!find(mark)) {
        if (performance.now() > end) throw new Error(`never shown: ${JSON.stringify(mark)}`);
        await pause(0);
      }
    }
    return painted();
  }
  // From the click on `target` until `marks` are painted, and until `later` is as well.
  async function click(target, marks, later) {
    const el = find(target);
    if (!el) throw new Error(`not there: ${JSON.stringify(target)}`);
    const from = performance.now();
    el.click();
    const first = await shown(marks);
    return [first - from, later ? (await shown([later])) - from : null];
  }
  function type(target, text) {
    const field = find(target);
    field.focus();
    field.value = text;
    field.dispatchEvent(new Event("input", {bubbles: true, composed: true}));
  }
  const count = (css) => [...roots(document)].reduce((sum, root) => sum + root.querySelectorAll(css).length, 0);
  window.bench = {shown, click, type, count};
})();
