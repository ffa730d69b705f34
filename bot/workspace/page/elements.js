// Interactive elements: buttons, selects, inputs. `use(element, value, node)` says what to do.

import { h, icon } from "./dom.js";
import { mrkdwn } from "./mrkdwn.js";
import { store } from "./store.js";

const MAKERS = {
  button, workflow_button: button, icon_button: iconButton, feedback_buttons: feedback, overflow,
  static_select: select, multi_static_select: select, external_select: select,
  users_select: select, multi_users_select: select, channels_select: select,
  conversations_select: select, multi_channels_select: select, multi_conversations_select: select,
  radio_buttons: choices, checkboxes: choices,
  datepicker: dated, timepicker: dated, datetimepicker: dated,
  plain_text_input: written, number_input: written, email_text_input: written,
  url_text_input: written, rich_text_input: written,
};

/** Render an element; `null` when the viewer does not get to see it. */
export function element(spec, use) {
  if (spec.visible_to_user_ids && !spec.visible_to_user_ids.includes(store.viewer)) return null;
  const maker = MAKERS[spec.type];
  if (!maker) return h("span", { class: "unsupported" }, `[${spec.type}]`);
  const node = maker(spec, use);
  if (node.dataset.field) node.dataset.action = spec.action_id;
  return node;
}

function button(spec, use) {
  const style = spec.style ? ` is-${spec.style}` : "";
  const press = (event) => confirmed(spec, () => use(spec, spec.value ?? "", event.currentTarget));
  return h("button", {
    type: "button", class: `button${style}`, onclick: press, title: spec.url,
    "aria-label": spec.accessibility_label,
  }, spec.text.text);
}

function iconButton(spec, use) {
  const press = (event) => confirmed(spec, () => use(spec, spec.value ?? "", event.currentTarget));
  return h("button", { type: "button", class: "icon-button", onclick: press, title: spec.text.text,
    "aria-label": spec.accessibility_label ?? spec.text.text }, icon(spec.icon));
}

function feedback(spec, use) {
  const side = (name) => {
    const part = spec[name];
    const press = (event) => {
      const group = event.currentTarget.parentElement;
      for (const each of group.children) each.setAttribute("aria-pressed", each === event.currentTarget);
      use(spec, part.value, event.currentTarget);
    };
    return h("button", { type: "button", class: `feedback is-${name.split("_")[0]}`, onclick: press,
      "aria-label": part.accessibility_label, "aria-pressed": "false" }, icon("thumb"), part.text.text);
  };
  return h("span", { class: "feedback-group", role: "group", "aria-label": "Feedback" },
    side("positive_button"), side("negative_button"));
}

function overflow(spec, use) {
  const pick = (event) => {
    const { value } = event.currentTarget;
    event.currentTarget.value = "";
    if (value) confirmed(spec, () => use(spec, value, event.target));
  };
  return h("select", { class: "select is-overflow", "aria-label": "More", onchange: pick },
    h("option", { value: "" }, "⋯"), spec.options.map((option) => h("option", { value: option.value }, option.text.text)));
}

function select(spec, use) {
  const many = spec.type.startsWith("multi_");
  const chosen = initial(spec);
  const placeholder = spec.placeholder?.text ?? "Choose…";
  const node = h("select", {
    class: "select", multiple: many, "aria-label": placeholder, data: { field: "select" },
    onchange: () => use(spec, valueOf(node), node),
  }, many ? null : h("option", { value: "" }, placeholder), optionsOf(spec).map(([value, label]) =>
    h("option", { value, selected: chosen.includes(value) }, label)));
  return node;
}

function choices(spec, use) {
  const name = `${spec.action_id}-${Math.random()}`;
  const kind = spec.type === "checkboxes" ? "checkbox" : "radio";
  const chosen = initial(spec);
  const group = h("div", { class: "choices", role: kind === "radio" ? "radiogroup" : "group", data: { field: kind } },
    spec.options.map((option) => h("label", { class: "choice" },
      h("input", { type: kind, name, value: option.value, checked: chosen.includes(option.value),
        onchange: () => use(spec, valueOf(group), group) }),
      h("span", {}, mrkdwn(option.text.text), option.description ? h("small", {}, option.description.text) : null))));
  return group;
}

function dated(spec, use) {
  const kinds = { datepicker: "date", timepicker: "time", datetimepicker: "datetime-local" };
  const node = h("input", { class: "field", type: kinds[spec.type], data: { field: "input" },
    "aria-label": spec.placeholder?.text ?? "Pick", value: spec.initial_date ?? spec.initial_time ?? "",
    onchange: () => use(spec, node.value, node) });
  return node;
}

function written(spec) {
  const kinds = { number_input: "number", email_text_input: "email", url_text_input: "url" };
  const common = { class: "field", data: { field: "input" }, placeholder: spec.placeholder?.text,
    minlength: spec.min_length, maxlength: spec.max_length, value: spec.initial_value };
  if (spec.multiline || spec.type === "rich_text_input") return h("textarea", { ...common, rows: 4 });
  return h("input", { ...common, type: kinds[spec.type] ?? "text", step: spec.is_decimal_allowed ? "any" : null });
}

/** Read what is filled in. */
export function valueOf(node) {
  if (node.dataset.field === "select" && node.multiple) return [...node.selectedOptions].map((o) => o.value);
  if (node.dataset.field === "checkbox") return [...node.querySelectorAll(":checked")].map((o) => o.value);
  if (node.dataset.field === "radio") return node.querySelector(":checked")?.value ?? "";
  return node.value ?? "";
}

function initial(spec) {
  const one = spec.initial_option?.value ?? spec.initial_user ?? spec.initial_channel ?? spec.initial_conversation;
  const many = spec.initial_options?.map((o) => o.value) ?? spec.initial_users ?? spec.initial_channels ?? [];
  return one ? [one] : many;
}

function optionsOf(spec) {
  if (spec.type.includes("users")) return store.people.map((each) => [each.id, each.name]);
  if (/channels|conversations/.test(spec.type)) return store.channels.map((each) => [each.id, `#${each.name}`]);
  const all = [...(spec.options ?? []), ...(spec.option_groups ?? []).flatMap((group) => group.options)];
  return all.map((option) => [option.value, option.text.text]);
}

function confirmed(spec, go) {
  const ask = spec.confirm;
  if (!ask || window.confirm(`${ask.title.text}\n\n${ask.text.text}`)) go();
}
