// Block Kit blocks as nodes. What is not drawn here says so instead of vanishing.

import { fileOf } from "./api.js";
import { chart } from "./chart.js";
import { h, toast, working } from "./dom.js";
import { element } from "./elements.js";
import { markdown } from "./markdown.js";
import { link, mrkdwn, plain } from "./mrkdwn.js";
import { richText } from "./richtext.js";
import { dataTable, table } from "./table.js";

const RENDERERS = {
  actions: (block, use) => h("div", { class: "actions" }, block.elements.map((each) => element(each, use))),
  alert: (block) => h("div", { class: `alert is-${block.level ?? "default"}` }, textOf(block.text)),
  card,
  carousel: (block, use) => h("div", { class: "carousel" }, block.elements.map((each) => card(each, use))),
  container,
  context: (block) => h("div", { class: "context" }, block.elements.map(contextPart)),
  context_actions: (block, use) =>
    h("div", { class: "context-actions" }, block.elements.map((each) => element(each, use))),
  data_table: dataTable,
  data_visualization: chart,
  divider: () => h("hr"),
  file: () => h("p", { class: "unsupported" }, "[remote file]"),
  header: (block) => h("h3", { class: "header" }, block.text.text),
  image: (block) => h("figure", { class: "image" }, block.title ? h("figcaption", {}, block.title.text) : null, image(block)),
  input,
  markdown: (block) => h("div", { class: "markdown" }, markdown(block.text)),
  plan: (block) => h("p", {}, h("strong", {}, block.title)),
  rich_text: (block) => h("div", { class: "rich-text" }, richText(block)),
  section,
  table,
  task_card: (block) => h("p", {}, `${block.title}: ${block.status.replace("_", " ")}`),
  video: (block) => h("p", {}, link(block.video_url, block.title.text)),
};

/** Render blocks; `press(blockId, actionId, value)` is called when somebody uses an element. */
export function blocks(list, press) {
  return list.map((block) => {
    const use = (spec, value, node) =>
      working(node, async () => {
        if (spec.url) window.open(spec.url, "_blank", "noopener");
        await press(block.block_id, spec.action_id, value);
      });
    const renderer = RENDERERS[block.type];
    const inside = renderer ? renderer(block, use) : h("p", { class: "unsupported" }, `[${block.type}]`);
    return h("div", { class: `block is-${block.type}`, data: { block: block.block_id } }, inside);
  });
}

/** Render a text object. */
export const textOf = (text) => (text.type === "mrkdwn" ? mrkdwn(text.text) : h("p", {}, text.text));

/** Offer an uploaded file; pictures are shown. */
export function file(spec) {
  const size = spec.size < 1024 ? `${spec.size} bytes` : `${(spec.size / 1024).toFixed(spec.size < 10240 ? 1 : 0)} kB`;
  const save = async (event) => working(event.currentTarget, async () => {
    const url = URL.createObjectURL(await fileOf(spec.id));
    h("a", { href: url, download: spec.name }).click();
    setTimeout(() => URL.revokeObjectURL(url), 10000);
  });
  const chip = h("button", { type: "button", class: "file", onclick: save },
    h("span", { class: "file-kind" }, spec.filetype.slice(0, 4)),
    h("span", {}, h("strong", {}, spec.title), h("small", {}, `${spec.name} · ${size} · download`)));
  return spec.mimetype.startsWith("image/") ? [picture(spec.id, spec.alt_txt || spec.title), chip] : chip;
}

function section(block, use) {
  const fields = block.fields?.map((field) => h("div", { class: "section-field" }, textOf(field)));
  return [
    h("div", { class: "section-text" }, block.text ? textOf(block.text) : null,
      fields ? h("div", { class: "section-fields" }, fields) : null),
    block.accessory ? h("div", { class: "accessory" }, accessory(block.accessory, use)) : null,
  ];
}

function accessory(spec, use) {
  return spec.type === "image" ? image(spec) : element(spec, use);
}

function contextPart(part) {
  return part.type === "image" ? image(part) : h("span", { class: "context-text" }, textOf(part));
}

function card(block, use) {
  return h("article", { class: "card" },
    block.title ? h("strong", {}, mrkdwn(block.title.text)) : null,
    block.subtitle ? h("small", {}, mrkdwn(block.subtitle.text)) : null,
    block.body ? mrkdwn(block.body.text) : null,
    block.actions ? h("div", { class: "actions" }, block.actions.map((each) => element(each, use))) : null);
}

function container(block, use) {
  const inside = block.child_blocks.map((child) => RENDERERS[child.type]?.(child, use));
  const title = block.title?.text ?? "";
  if (!block.is_collapsible) return h("section", { class: "card" }, h("strong", {}, title), inside);
  return h("details", { class: "card", open: !block.default_collapsed }, h("summary", {}, title), inside);
}

function input(block, use) {
  const id = `input-${block.block_id}`;
  const field = element(block.element, block.dispatch_action ? use : () => {});
  field.id = id;
  field.setAttribute("aria-describedby", `${id}-note`);
  return [
    h("label", { class: "input-label", for: id }, block.label.text, block.optional ? h("small", {}, " (optional)") : null),
    field,
    h("p", { class: "input-note", id: `${id}-note` }, block.hint?.text ?? ""),
  ];
}

function image(block) {
  if (block.slack_file?.id) return picture(block.slack_file.id, block.alt_text);
  return h("p", { class: "no-image" }, "Picture not loaded here: ", plain(block.alt_text), " ", link(block.image_url ?? "", "open"));
}

function picture(id, alt) {
  const node = h("img", { class: "picture", alt });
  fileOf(id).then((blob) => { node.src = URL.createObjectURL(blob); }).catch((error) => toast(error.message));
  return node;
}
