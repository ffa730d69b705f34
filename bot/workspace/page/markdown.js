// Standard Markdown of `markdown` blocks: headings, lists, quotes, code, tables, links, emphasis.

import { h } from "./dom.js";
import { link } from "./mrkdwn.js";

const INLINE =
  /`([^`]+)`|!?\[([^\]]*)\]\(([^)\s]+)\)|\*\*(\S(?:.*?\S)?)\*\*|~~(\S(?:.*?\S)?)~~|(?<!\w)[*_](\S(?:.*?\S)?)[*_](?!\w)/g;
const KINDS = [
  ["heading", /^(#{1,6})\s+(.*)$/],
  ["rule", /^\s*(?:---+|\*\*\*+)\s*$/],
  ["ul", /^\s*[-*+]\s+(.*)$/],
  ["ol", /^\s*\d+[.)]\s+(.*)$/],
  ["quote", /^>\s?(.*)$/],
  ["table", /^\s*\|(.*)\|\s*$/],
];

/** Render Markdown as nodes. */
export function markdown(text) {
  const nodes = [];
  text.split(/^```.*\n?/m).forEach((part, index) => {
    if (index % 2) nodes.push(h("pre", { class: "code" }, part.replace(/\n$/, "")));
    else nodes.push(...runs(part.split("\n")).map(node));
  });
  return nodes;
}

function runs(lines) {
  const found = [];
  for (const line of lines) {
    const [kind, match] = kindOf(line);
    if (kind === "blank") found.push({ kind, matches: [] });
    else if (found.at(-1)?.kind === kind && kind !== "heading") found.at(-1).matches.push(match);
    else found.push({ kind, matches: [match] });
  }
  return found.filter((run) => run.kind !== "blank");
}

function kindOf(line) {
  if (!line.trim()) return ["blank", null];
  for (const [kind, pattern] of KINDS) {
    const match = pattern.exec(line);
    if (match) return [kind, match];
  }
  return ["text", [line, line]];
}

function node({ kind, matches }) {
  if (kind === "heading") return h(`h${matches[0][1].length}`, {}, inline(matches[0][2]));
  if (kind === "rule") return h("hr");
  if (kind === "quote") return h("blockquote", {}, joined(matches));
  if (kind === "table") return table(matches);
  if (kind === "text") return h("p", {}, joined(matches));
  return h(kind, {}, matches.map((match) => h("li", {}, inline(match[1]))));
}

function table(matches) {
  const rows = matches.map((match) => match[1].split("|").map((cell) => cell.trim()));
  const body = rows.slice(1).filter((row) => !row.every((cell) => /^:?-+:?$/.test(cell)));
  const head = h("tr", {}, rows[0].map((cell) => h("th", { scope: "col" }, inline(cell))));
  const lines = body.map((row) => h("tr", {}, row.map((cell) => h("td", {}, inline(cell)))));
  return h("div", { class: "table-scroll" }, h("table", {}, h("thead", {}, head), h("tbody", {}, lines)));
}

function joined(matches) {
  return matches.map((match, index) => [index ? h("br") : null, inline(match[1])]);
}

function inline(text) {
  const nodes = [];
  let end = 0;
  for (const match of text.matchAll(INLINE)) {
    nodes.push(text.slice(end, match.index), emphasised(match));
    end = match.index + match[0].length;
  }
  return [...nodes, text.slice(end)];
}

function emphasised([, code, label, url, bold, strike, italic]) {
  if (code) return h("code", {}, code);
  if (url) return link(url, label || url);
  if (bold) return h("strong", {}, inline(bold));
  return strike ? h("s", {}, inline(strike)) : h("em", {}, inline(italic));
}
