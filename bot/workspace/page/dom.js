// Building the page out of nodes. Text is only ever text: nothing here or elsewhere parses HTML.

/** Make an element. `props` holds attributes, `on…` listeners, and `data` attributes. */
export function h(tag, props = {}, ...children) {
  return fill(document.createElement(tag), props, children);
}

/** Make an SVG element. */
export function s(tag, props = {}, ...children) {
  return fill(document.createElementNS("http://www.w3.org/2000/svg", tag), props, children);
}

/** Replace what is in `node`. */
export function show(node, ...children) {
  node.replaceChildren(...children.flat(Infinity).filter(isContent));
  return node;
}

/** Bring `node`'s children to `wanted`, touching only what differs, so that focus stays. */
export function sync(node, wanted) {
  const focused = node.contains(document.activeElement)
    ? document.activeElement.closest("[data-ts]")?.dataset.ts : null;
  const keep = new Set(wanted);
  for (const child of [...node.children]) if (!keep.has(child)) child.remove();
  wanted.forEach((child, index) => {
    if (node.children[index] !== child) node.insertBefore(child, node.children[index] ?? null);
  });
  if (focused && !node.contains(document.activeElement)) {
    node.querySelector(`[data-ts="${CSS.escape(focused)}"]`)?.focus();
  }
}

/** Draw one of the page's few icons. */
export function icon(name) {
  const path = s("path", { d: ICONS[name], "stroke-linecap": "round", "stroke-linejoin": "round" });
  return s("svg", { class: "icon", viewBox: "0 0 20 20", "aria-hidden": "true" }, path);
}

/** Say something to the person for a few seconds; screen readers hear it too. */
export function toast(sentence, kind = "problem") {
  const place = document.getElementById("toast");
  show(place, h("p", { class: `toast-line is-${kind}` }, sentence));
  clearTimeout(toast.timer);
  toast.timer = setTimeout(() => show(place), 6000);
}

/** Run at most one `work` for a button at a time, and show that it is under way. */
export async function working(button, work) {
  if (button.getAttribute("aria-busy") === "true") return;
  button.setAttribute("aria-busy", "true");
  try {
    await work();
  } catch (error) {
    toast(error.message);
  } finally {
    button.removeAttribute("aria-busy");
  }
}

function fill(node, props, children) {
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null) continue;
    if (name.startsWith("aria-")) node.setAttribute(name, String(value));
    if (value === false || name.startsWith("aria-")) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "data") Object.assign(node.dataset, value);
    else if (name === "value") node.value = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat(Infinity).filter(isContent));
  return node;
}

function isContent(child) {
  return child !== undefined && child !== null && child !== false && child !== "";
}

const ICONS = {
  close: "M5 5l10 10M15 5L5 15",
  send: "M3.5 10h12M10.5 4.5L16 10l-5.5 5.5",
  reply: "M8 5L3.5 9.5 8 14M4 9.5h7a5 5 0 0 1 5 5V16",
  menu: "M3.5 5.5h13M3.5 10h13M3.5 14.5h13",
  lock: "M6 9V7a4 4 0 0 1 8 0v2M4.5 9h11v7.5h-11z",
  hash: "M8 3L6 17M14 3l-2 14M3.5 7.5h13M3 12.5h13",
  file: "M5 2.5h6.5L15 6v11.5H5zM11.5 2.5V6H15",
  chevron: "M6 8l4 4 4-4",
  up: "M10 15V5M5.5 9.5L10 5l4.5 4.5",
  thumb: "M6.5 9l3-6a1.8 1.8 0 0 1 1.8 1.8V7.5h4l-1.2 7.5H6.5zM3.5 9h3v6h-3z",
  bolt: "M11 2.5L4.5 11.5H10l-1 6 6.5-9H10z",
  trash: "M4 6h12M8 6V4h4v2M5.5 6l.8 10.5h7.4L14.5 6",
};
