// One message: who, when, what, and what can be done with it.

import { act } from "./api.js";
import { blocks, file } from "./blocks.js";
import { h, icon, working } from "./dom.js";
import { emoji } from "./emoji.js";
import { mrkdwn, plain } from "./mrkdwn.js";
import { initials, person, store, threadOf, timeOf, tint } from "./store.js";

const drawn = new Map(); // what is on the page, so that only what changed is drawn again

/** Give the node of `key`, drawn again only when `about` differs from the last time. */
export function kept(key, about, draw) {
  const signature = JSON.stringify(about);
  const before = drawn.get(key);
  if (before?.signature === signature) return before.node;
  const node = draw();
  drawn.set(key, { signature, node });
  return node;
}

/** Forget all nodes: another conversation or person comes. */
export const forget = () => drawn.clear();

/** Say what a message's look depends on beside its own body. */
export const around = (ts) => [
  threadOf(ts).slice(1).map((each) => [each.ts, each.text, each.user]), store.statuses.get(ts), store.viewer,
];

/** Draw a message. `followed` means: the same person right after their last one. */
export function message(body, { followed = false, inThread = false, openThread }) {
  const who = person(body.user);
  const stamp = h("time", { class: "time", datetime: new Date(Number(body.ts) * 1000).toISOString() }, timeOf(body.ts));
  const name = [
    h("span", { class: "author" }, who.name), who.app ? h("span", { class: "badge" }, "APP") : null, stamp,
  ];
  const hands = tools(body, inThread, openThread);
  const node = h("article", {
    class: `message${followed ? " is-followed" : ""}${body.only_you ? " is-private" : ""}`,
    data: { ts: body.ts }, tabindex: "-1", "aria-label": `${who.name}, ${timeOf(body.ts)}`,
  },
  followed ? h("span", { class: "gutter", "aria-hidden": "true" }, stamp.cloneNode(true)) : avatar(who),
  h("div", { class: "message-body" },
    followed ? null : h("header", { class: "message-head" }, name),
    body.only_you ? h("p", { class: "private-note" }, icon("lock"), "Only you can see this") : null,
    content(body), reactions(body), inThread ? null : replies(body, openThread)),
  hands);
  node.style.setProperty("--tools", hands.childElementCount);
  return node;
}

/** Draw the round picture of somebody. */
export function avatar(who, small = false) {
  const classes = `avatar tint-${tint(who.id)}${who.app ? " is-app" : ""}${small ? " is-small" : ""}`;
  return h("span", { class: classes, "aria-hidden": "true" }, initials(who.name));
}

function content(body) {
  const press = (blockId, actionId, value) => act("press", {
    as: store.viewer, channel: body.channel, ts: body.ts, block_id: blockId, action_id: actionId, value,
  });
  // What a person typed comes with no blocks of its own, so the text is what there is to show.
  const inside = body.blocks ? blocks(body.blocks, press) : mrkdwn(body.text);
  return h("div", { class: "content" }, inside,
    body.edited ? h("small", { class: "edited" }, "(edited)") : null, (body.files ?? []).map(file));
}

function reactions(body) {
  if (!body.reactions) return null;
  return h("div", { class: "reactions" }, body.reactions.map((each) => {
    const mine = each.users.includes(store.viewer);
    const names = each.users.map((id) => person(id).name).join(", ");
    const toggle = (event) => working(event.currentTarget, () => act("react", {
      as: store.viewer, channel: body.channel, ts: body.ts, name: each.name, add: !mine,
    }));
    return h("button", { type: "button", class: "reaction", "aria-pressed": mine, title: names, onclick: toggle,
      "aria-label": `${each.name}: ${names}` }, `${emoji(each.name)} ${each.count}`);
  }));
}

function replies(body, openThread) {
  const all = threadOf(body.ts).slice(1);
  if (!all.length) return status(body.ts);
  const last = all.at(-1);
  const faces = [...new Set(all.map((each) => each.user))].slice(0, 3).map((id) => avatar(person(id), true));
  return [
    h("button", { type: "button", class: "replies", onclick: () => openThread(body.ts) },
      h("span", { class: "faces" }, faces),
      h("span", { class: "replies-count" }, all.length === 1 ? "1 reply" : `${all.length} replies`),
      h("span", { class: "replies-preview" }, plain(last.text).replace(/[*_`]/g, "").slice(0, 90)),
      h("span", { class: "time" }, timeOf(last.ts))),
    status(body.ts),
  ];
}

/** Say what the app is doing in a thread. */
export function status(ts) {
  const words = store.statuses.get(ts);
  return words ? h("p", { class: "status", role: "status" }, h("span", { class: "dots" }), `${store.app.name} ${words}`) : null;
}

function tools(body, inThread, openThread) {
  const shortcuts = store.shortcuts.filter((each) => each.kind === "message").map((each) => {
    const run = (event) => working(event.currentTarget, () => act("shortcut", {
      as: store.viewer, callback_id: each.callback_id, channel: body.channel, ts: body.ts,
    }));
    return h("button", { type: "button", class: "tool", onclick: run, title: each.name, "aria-label": each.name }, icon("bolt"));
  });
  const react = (event) => working(event.currentTarget, () => act("react", {
    as: store.viewer, channel: body.channel, ts: body.ts, name: "+1", add: true,
  }));
  return h("div", { class: "tools", role: "group", "aria-label": "Message actions" },
    h("button", { type: "button", class: "tool", onclick: react, title: "React with a thumb up", "aria-label": "React with a thumb up" }, icon("thumb")),
    inThread || body.only_you ? null
      : h("button", { type: "button", class: "tool", onclick: () => openThread(body.ts), title: "Reply in thread", "aria-label": "Reply in thread" }, icon("reply")),
    body.only_you ? null : shortcuts);
}
