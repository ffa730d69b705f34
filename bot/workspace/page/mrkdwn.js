// Slack's own markup, as nodes: *bold*, _italic_, ~strike~, `code`, lists, quotes, references.

import { h } from "./dom.js";
import { emoji, isEmoji } from "./emoji.js";
import { channel, person, store } from "./store.js";

const SAFE = /^(https?:|mailto:)/i;
const PLAIN = { "&lt;": "<", "&gt;": ">", "&amp;": "&" };
const STYLES = { "*": "strong", _: "em", "~": "s" };
const INLINE =
  /`([^`\n]+)`|<([^<>\n]+)>|:([a-z0-9_+-]+):|(?<![\w*_~])([*_~])(?=\S)((?:(?!\4)[^\n])*?\S)\4(?![\w])/g;

/** Render a mrkdwn text as block nodes. */
export function mrkdwn(text) {
  const nodes = [];
  text.split(/```\n?/).forEach((part, index) => {
    if (index % 2) nodes.push(h("pre", { class: "code" }, plain(part.replace(/\n$/, ""))));
    else nodes.push(...paragraphs(part.replace(/^\n|\n$/g, "")));
  });
  return nodes;
}

/** Render the inside of a line. */
export function inline(text) {
  const nodes = [];
  let end = 0;
  for (const match of text.matchAll(INLINE)) {
    const node = inlineNode(match);
    if (!node) continue;
    nodes.push(plain(text.slice(end, match.index)), node);
    end = match.index + match[0].length;
  }
  return [...nodes, plain(text.slice(end))];
}

/** Undo Slack's three escapes. */
export const plain = (text) => text.replace(/&(?:lt|gt|amp);/g, (found) => PLAIN[found]);

/** Make a link that opens beside the page; other schemes than web and mail stay text. */
export function link(url, label) {
  if (!SAFE.test(url)) return label;
  return h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, label);
}

/** Show whom a text mentions. */
export function mention(id) {
  const mine = id === store.viewer ? " is-you" : "";
  return h("span", { class: `mention${mine}` }, `@${person(id).name}`);
}

function inlineNode(match) {
  const [, code, reference, name, mark, inside] = match;
  if (code) return h("code", {}, plain(code));
  if (reference) return referenced(reference);
  if (name) return isEmoji(name) ? h("span", { class: "emoji", title: `:${name}:` }, emoji(name)) : null;
  return h(STYLES[mark], {}, inline(inside));
}

function referenced(reference) {
  const [target, label] = reference.split("|");
  if (target.startsWith("@")) return mention(target.slice(1));
  if (target.startsWith("#")) {
    const found = channel(target.slice(1));
    return h("a", { class: "mention", href: `#/${target.slice(1)}` }, `#${found?.name ?? label ?? ""}`);
  }
  if (target.startsWith("!subteam^")) {
    const found = store.groups.find((group) => group.id === target.slice(9));
    return h("span", { class: "mention" }, `@${found?.handle ?? label ?? target.slice(9)}`);
  }
  if (target.startsWith("!date")) return plain(label ?? "");
  if (target.startsWith("!")) return h("span", { class: "mention" }, `@${target.slice(1)}`);
  return link(plain(target), plain(label ?? target.replace(/^mailto:/, "")));
}

function paragraphs(text) {
  const nodes = [];
  for (const run of runs(text.split("\n"))) {
    if (run.kind === "quote") nodes.push(h("blockquote", {}, lines(run.lines)));
    else if (run.kind === "text") nodes.push(h("p", {}, lines(run.lines)));
    else nodes.push(h(run.kind, {}, run.lines.map((line) => h("li", {}, inline(line)))));
  }
  return nodes;
}

function runs(all) {
  const found = [];
  for (const line of all) {
    const [kind, text] = kindOf(line);
    if (found.at(-1)?.kind === kind) found.at(-1).lines.push(text);
    else if (text || kind !== "text") found.push({ kind, lines: [text] });
  }
  return found;
}

function kindOf(line) {
  const quote = /^(?:&gt;|>)\s?(.*)$/.exec(line);
  if (quote) return ["quote", quote[1]];
  const bullet = /^\s*[•\-–]\s+(.*)$/.exec(line);
  if (bullet) return ["ul", bullet[1]];
  const numbered = /^\s*\d+[.)]\s+(.*)$/.exec(line);
  return numbered ? ["ol", numbered[1]] : ["text", line];
}

function lines(all) {
  return all.map((line, index) => [index ? h("br") : null, inline(line)]);
}
