// The middle: a conversation's head, its messages, what to try when there are none, the box.

import { act } from "./api.js";
import { blocks } from "./blocks.js";
import { composer } from "./composer.js";
import { h, icon, show, sync, working } from "./dom.js";
import { around, kept, message } from "./message.js";
import { valuesIn } from "./modal.js";
import { channel, dayOf, inDm, store, topLevel } from "./store.js";

const CLOSE_S = 300;

/** Draw the whole conversation; `on` holds what the page can do. */
export function conversation(on) {
  const here = channel(store.channel);
  const home = inDm() && store.tab === "home";
  return [
    head(here, on),
    home ? homeTab() : h("div", { class: "messages", id: "messages", role: "log", "aria-label": "Messages", tabindex: "0" }),
    home ? null : box(here, on),
  ];
}

/** Draw the messages again, and stay at the end when the person was there. */
export function messages(on) {
  const place = document.getElementById("messages");
  if (!place) return;
  const atEnd = place.scrollHeight - place.scrollTop - place.clientHeight < 80;
  const all = topLevel();
  sync(place, all.length ? list(all, { openThread: on.openThread })
    : [kept("empty", [store.channel, store.prompts], () => emptyState(on))]);
  if (atEnd) place.scrollTop = place.scrollHeight;
}

/** Draw messages with days between them, grouped by who wrote them. */
export function list(all, options) {
  const where = options.inThread ? "thread" : "main";
  return all.flatMap((body, at) => {
    const before = all[at - 1];
    const newDay = !options.inThread && (!before || dayOf(before.ts) !== dayOf(body.ts));
    const followed = !newDay && before?.user === body.user && !before.only_you && !body.only_you
      && Number(body.ts) - Number(before.ts) < CLOSE_S && !body.blocks;
    const node = kept(`${where}/${body.ts}`, [body, followed, around(body.ts)],
      () => message(body, { ...options, followed }));
    return newDay ? [divider(dayOf(body.ts), body.ts), node] : [node];
  });
}

/** Draw a line with a word in it. */
export function divider(words, key) {
  return kept(`divider/${key}`, words, () => h("p", { class: "day" }, h("span", {}, words)));
}

function head(here, on) {
  const title = here
    ? [icon(here.private ? "lock" : "hash"), here.name]
    : [store.app.name];
  const about = here ? [`${here.people} people`, here.topic].filter(Boolean).join(" · ") : store.app.description;
  return h("header", { class: "head" },
    h("button", { type: "button", class: "icon-button menu", "aria-label": "Channels and people", onclick: on.openRail }, icon("menu")),
    h("div", { class: "head-text" }, h("h2", {}, title), h("p", {}, about)),
    here || !store.home ? null : tabs(on));
}

function tabs(on) {
  return h("div", { class: "tabs", role: "tablist" }, ["messages", "home"].map((tab) => h("button", {
    type: "button", class: "tab", role: "tab", "aria-selected": store.tab === tab, onclick: () => on.openTab(tab),
  }, tab === "home" ? "Home" : "Messages")));
}

function homeTab() {
  const place = h("div", { class: "home", role: "tabpanel", "aria-label": "Home" });
  const press = (blockId, actionId, value) => act("press", {
    as: store.viewer, view_id: store.home.id, block_id: blockId, action_id: actionId, value, values: valuesIn(place),
  });
  return show(place, blocks(store.home?.blocks ?? [], press));
}

function box(here, on) {
  if (here && !here.member) return h("p", { class: "not-member" }, "You act as somebody who is not in this channel.");
  const handle = `@${store.app.handle}`;
  const absent = here && !here.with_app;
  return composer({
    id: "composer", channel: store.channel,
    placeholder: here ? `Message #${here.name}` : `Ask ${store.app.name} anything`,
    hint: absent ? `${store.app.name} is not in this channel and hears nothing here.`
      : here ? `Mention ${handle} to ask it; it answers in a thread.` : "Enter sends, Shift+Enter makes a new line.",
    sent: on.sent,
  });
}

function emptyState(on) {
  const here = channel(store.channel);
  const prompts = store.prompts?.prompts.map((each) => each.message) ?? store.examples;
  const ask = (question) => (event) => working(event.currentTarget, async () => {
    const text = here ? `@${store.app.handle} ${question}` : question;
    on.sent((await act("send", { as: store.viewer, channel: store.channel, text })).message);
  });
  const usable = !here || (here.with_app && here.member);
  return h("section", { class: "empty" },
    h("h3", {}, here ? `Ask ${store.app.name} in #${here.name}` : `Ask ${store.app.name}`),
    h("p", {}, here
      ? `Mention @${store.app.handle} with a question in plain English. The answer comes in a thread, with how the question was read and where the number is from.`
      : "Ask in plain English, as you would ask a colleague. What is said here, only you see."),
    usable && prompts.length ? [
      h("p", { class: "empty-lead" }, store.prompts?.title || "Try one of these"),
      h("ul", { class: "examples" }, prompts.slice(0, 4).map((question) => h("li", {},
        h("button", { type: "button", class: "example", onclick: ask(question) }, question, icon("send"))))),
    ] : null);
}
