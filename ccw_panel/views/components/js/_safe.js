// The only way from an HTML string to the page, and from a message's text to links.

const SAFE_TAGS = new Set("P B STRONG EM I S UL OL LI CODE PRE BR A BLOCKQUOTE H3 H4 H5 H6 HR TABLE THEAD TBODY TR TH TD".split(" "));
const SAFE_SCHEMES = /^(https?:\/\/|mailto:|tel:)/i;

// A link out of the desk: a new page that cannot reach back, and only by a known scheme.
function outsideLink(href, ...children) {
  if (!SAFE_SCHEMES.test(href)) return h("span", {}, ...children);
  return h("a", {href, target: "_blank", rel: "noopener noreferrer nofollow"}, ...children);
}

// Nodes for the HTML that safe_html() made in Python. The document that parses it never runs anything, and only
// listed tags are copied out of it, without attributes but a link's address: a string from elsewhere does no harm.
function safeNodes(html) {
  const copy = (node) => {
    if (node.nodeType === Node.TEXT_NODE) return document.createTextNode(node.data);
    if (node.nodeType !== Node.ELEMENT_NODE) return null;
    if (node.tagName === "SCRIPT" || node.tagName === "STYLE" || node.tagName === "TEMPLATE") return null;
    const children = [...node.childNodes].map(copy);
    if (node.tagName === "A") return outsideLink(node.getAttribute("href") || "", ...children);
    return SAFE_TAGS.has(node.tagName) ? h(node.tagName.toLowerCase(), {}, ...children) : children;
  };
  return [...new DOMParser().parseFromString(html, "text/html").body.childNodes].map(copy);
}

// Markdown's own little subset, for what our side writes: **bold**, _italic_ and `code`.
const MARKS = [[/\*\*(?=\S)(.+?)(?<=\S)\*\*/, "strong"], [/(?<![\w_])_(?=\S)(.+?)(?<=\S)_(?![\w_])/, "em"], [/`([^`\n]+)`/, "code"]];
function markedText(text) {
  for (const [pattern, tag] of MARKS) {
    const found = pattern.exec(text);
    if (!found) continue;
    const end = found.index + found[0].length;
    return [markedText(text.slice(0, found.index)), h(tag, {}, tag === "code" ? found[1] : markedText(found[1])), markedText(text.slice(end))];
  }
  return [text];
}

// A message's text as nodes: addresses become links, and with `rich` the marks above are drawn.
const ADDRESS = /\bhttps?:\/\/[^\s<>"]+|\bmailto:[^\s<>"]+|\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+/gi;
function messageText(text, rich = false) {
  const nodes = [], shown = (part) => (rich ? markedText(part) : [part]);
  let from = 0;
  for (const found of text.matchAll(ADDRESS)) {
    const address = found[0].replace(/[.,;:!?)\]}'"]+$/, "");
    nodes.push(shown(text.slice(from, found.index)));
    nodes.push(outsideLink(/^(https?|mailto):/i.test(address) ? address : `mailto:${address}`, address));
    from = found.index + address.length;
  }
  nodes.push(shown(text.slice(from)));
  return nodes;
}
