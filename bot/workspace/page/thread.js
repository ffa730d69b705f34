// The right pane: one thread and its own box.

import { composer } from "./composer.js";
import { divider, list } from "./conversation.js";
import { h, icon, sync } from "./dom.js";
import { status } from "./message.js";
import { channel, store, threadOf } from "./store.js";

/** Draw the pane around a thread. */
export function thread(on) {
  const here = channel(store.channel);
  return [
    h("header", { class: "head" },
      h("div", { class: "head-text" }, h("h2", {}, "Thread"), h("p", {}, here ? `#${here.name}` : store.app.name)),
      h("button", { type: "button", class: "icon-button", "aria-label": "Close the thread", onclick: on.closeThread }, icon("close"))),
    h("div", { class: "messages", id: "thread-messages", role: "log", "aria-label": "Thread messages", tabindex: "0" }),
    composer({ id: "thread-composer", channel: store.channel, thread: store.thread, placeholder: "Reply…",
      hint: here ? `${store.app.name} hears you here only where you mention @${store.app.handle}.` : "" }),
  ];
}

/** Draw the thread's messages again. */
export function threadMessages() {
  const place = document.getElementById("thread-messages");
  if (!place || !store.thread) return;
  const [first, ...rest] = threadOf(store.thread);
  if (!first) return;
  const newest = (rest.at(-1) ?? first).ts;
  const came = place.dataset.newest !== newest;
  const before = place.scrollTop;
  const count = rest.length === 1 ? "1 reply" : `${rest.length} replies`;
  sync(place, [
    ...list([first], { inThread: true }), ...(rest.length ? [divider(count, "thread")] : []),
    ...list(rest, { inThread: true }), status(store.thread),
  ].filter(Boolean));
  place.dataset.newest = newest;
  place.scrollTop = came ? restingPlace(place) : before;
}

/** Where to stand after something new: at the end, but never past the top of a long answer. */
function restingPlace(place) {
  const last = [...place.querySelectorAll(".message")].at(-1);
  return Math.min(place.scrollHeight - place.clientHeight, last.offsetTop - place.offsetTop - 4);
}
