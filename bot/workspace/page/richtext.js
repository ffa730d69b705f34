// `rich_text` blocks as nodes.

import { h } from "./dom.js";
import { emoji } from "./emoji.js";
import { link, mention } from "./mrkdwn.js";
import { channel, store } from "./store.js";

const STYLES = { bold: "strong", italic: "em", strike: "s", code: "code", underline: "u" };

/** Render a `rich_text` block. */
export const richText = (block) => block.elements.map(part);

function part(element) {
  const inside = element.elements;
  if (element.type === "rich_text_list") {
    const tag = element.style === "ordered" ? "ol" : "ul";
    const nested = element.indent ? `indent-${Math.min(element.indent, 4)}` : null;
    return h(tag, { class: nested }, inside.map((item) => h("li", {}, item.elements.map(inline))));
  }
  if (element.type === "rich_text_preformatted") return h("pre", { class: "code" }, inside.map(inline));
  if (element.type === "rich_text_quote") return h("blockquote", {}, inside.map(inline));
  return h("p", {}, inside.map(inline));
}

function inline(element) {
  return Object.entries(STYLES).reduce(
    (node, [style, tag]) => (element.style?.[style] ? h(tag, {}, node) : node),
    bare(element),
  );
}

function bare(element) {
  if (element.type === "text") return element.text.split("\n").map((line, i) => [i ? h("br") : null, line]);
  if (element.type === "link") return link(element.url, element.text ?? element.url);
  if (element.type === "user") return mention(element.user_id);
  if (element.type === "emoji") return emoji(element.name);
  if (element.type === "channel") {
    return h("span", { class: "mention" }, `#${channel(element.channel_id)?.name ?? element.channel_id}`);
  }
  if (element.type === "usergroup") {
    const found = store.groups.find((group) => group.id === element.usergroup_id);
    return h("span", { class: "mention" }, `@${found?.handle ?? element.usergroup_id}`);
  }
  if (element.type === "broadcast") return h("span", { class: "mention" }, `@${element.range}`);
  if (element.type === "date") return element.fallback ?? new Date(element.timestamp * 1000).toLocaleString();
  return element.value ?? element.team_id ?? "";
}
