// Modals: the app's forms, in the browser's own dialog (it keeps the focus inside).

import { act } from "./api.js";
import { blocks } from "./blocks.js";
import { h, icon, show, working } from "./dom.js";
import { valueOf } from "./elements.js";
import { store } from "./store.js";

const dialog = document.getElementById("modal");

/** Show the topmost of the open views, or close the dialog when there is none. */
export function modal() {
  const view = store.views.at(-1);
  if (!view) return dialog.open ? dialog.close() : undefined;
  show(dialog, form(view));
  dialog.setAttribute("aria-label", view.title.text);
  if (!dialog.open) dialog.showModal();
}

/** Read all fields inside a node, by block and action. */
export function valuesIn(place) {
  const values = {};
  for (const block of place.querySelectorAll("[data-block]")) {
    for (const field of block.querySelectorAll("[data-field]")) {
      values[block.dataset.block] = { ...values[block.dataset.block], [field.dataset.action]: valueOf(field) };
    }
  }
  return values;
}

function form(view) {
  const body = h("div", { class: "modal-body" });
  const press = (blockId, actionId, value) => act("press", {
    as: store.viewer, view_id: view.id, block_id: blockId, action_id: actionId, value, values: valuesIn(body),
  });
  show(body, blocks(view.blocks, press));
  const close = () => { drop(view); act("close", { as: store.viewer, view_id: view.id }).catch(() => {}); };
  const submit = h("button", { type: "submit", class: "button is-primary" }, view.submit?.text ?? "");
  const send = (event) => {
    event.preventDefault();
    working(submit, async () => {
      const { errors } = await act("submit", { as: store.viewer, view_id: view.id, values: valuesIn(body) });
      showErrors(body, errors);
    });
  };
  dialog.oncancel = (event) => { event.preventDefault(); close(); };
  return h("form", { class: "modal-form", novalidate: true, onsubmit: send },
    h("header", { class: "modal-head" }, h("h2", {}, view.title.text),
      h("button", { type: "button", class: "icon-button", "aria-label": "Close", onclick: close }, icon("close"))),
    body,
    h("footer", { class: "modal-foot" },
      h("button", { type: "button", class: "button", onclick: close }, view.close?.text ?? "Close"),
      view.submit ? submit : null));
}

function showErrors(place, errors) {
  for (const note of place.querySelectorAll(".input-note.is-wrong")) note.classList.remove("is-wrong");
  for (const [blockId, sentence] of Object.entries(errors)) {
    const note = place.querySelector(`[data-block="${CSS.escape(blockId)}"] .input-note`);
    if (!note) continue;
    note.textContent = sentence;
    note.classList.add("is-wrong");
  }
  place.querySelector(".is-wrong")?.parentElement.querySelector("[data-field]")?.focus();
}

function drop(view) {
  store.views = store.views.filter((each) => each.id !== view.id);
  modal();
}
