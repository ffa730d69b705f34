// Where the page starts: it loads, follows the changes, and draws what they touch.

import { act, follow, messagesOf, start } from "./api.js";
import { conversation, messages } from "./conversation.js";
import { show, toast } from "./dom.js";
import { forget } from "./message.js";
import { modal } from "./modal.js";
import { rail } from "./rail.js";
import { channel, person, store, topLevel } from "./store.js";
import { thread, threadMessages } from "./thread.js";

const frame = document.getElementById("frame");
const parts = { rail: document.getElementById("rail"), main: document.getElementById("conversation"), thread: document.getElementById("thread") };
const WIDE = window.matchMedia("(min-width: 1000px)");
const loads = new Set(); // per conversation being read: what changed since it was asked for
let following = new AbortController();

const on = {
  go: (id) => openConversation(id),
  become,
  openRail: () => { frame.classList.toggle("rail-open"); parts.rail.querySelector("button, a")?.focus(); },
  openThread: (ts) => openThread(ts),
  closeThread: () => { closeThread(); document.getElementById("composer")?.focus(); },
  openTab: (tab) => { store.tab = tab; drawMain(); act("open", { as: store.viewer, tab }).catch(() => {}); },
  sent: (message) => { if (!store.messages.has(message.ts)) keep(message); drawMessages(true); },
};

async function become(viewer) {
  following.abort();
  following = new AbortController();
  Object.assign(store, await start(viewer), { unread: new Set(), statuses: new Map(), tab: "messages", thread: null });
  sessionStorage.setItem("viewer", store.viewer);
  document.title = `${store.team} · local workspace`;
  const [wanted, ts] = location.hash.slice(2).split("/");
  const known = wanted === store.dm || channel(wanted);
  await openConversation(known ? wanted : firstChannel());
  if (ts && known) openThread(ts);
  modal();
  follow(store.viewer, changed, following.signal);
}

function firstChannel() {
  const fitting = store.channels.filter((each) => each.member && each.with_app);
  return (fitting.find((each) => /ask|data/.test(each.name)) ?? fitting[0])?.id ?? store.dm;
}

async function openConversation(id) {
  const switched = id !== store.channel;
  store.channel = id;
  store.unread.delete(id);
  forget();
  frame.classList.remove("rail-open");
  await load();
  if (switched) { store.tab = "messages"; closeThread(); }
  history.replaceState(null, "", `#/${id}`);
  drawRail();
  drawMain();
  if (id === store.dm) act("open", { as: store.viewer, tab: "messages" }).catch(() => {});
  if (WIDE.matches) document.getElementById("composer")?.focus();
}

/** Read the open conversation; what changes while the answer is under way is newer than it. */
async function load() {
  const id = store.channel;
  const meanwhile = new Map();
  loads.add(meanwhile);
  try {
    const { messages: all, prompts } = await messagesOf(store.viewer, id);
    if (id !== store.channel) return;
    store.messages = new Map(all.map((message) => [message.ts, message]));
    for (const [ts, message] of meanwhile) {
      if (!message) store.messages.delete(ts);
      else if (message.channel === id) store.messages.set(ts, message);
    }
    store.prompts = prompts;
  } finally {
    loads.delete(meanwhile);
  }
}

function openThread(ts, focus = true) {
  store.thread = ts;
  parts.thread.hidden = false;
  frame.classList.add("thread-open");
  show(parts.thread, thread(on));
  threadMessages();
  history.replaceState(null, "", `#/${store.channel}/${ts}`);
  if (focus && WIDE.matches) document.getElementById("thread-composer").focus();
}

function closeThread() {
  store.thread = null;
  parts.thread.hidden = true;
  frame.classList.remove("thread-open");
  show(parts.thread);
}

function keep(message) {
  store.messages.set(message.ts, message);
  for (const meanwhile of loads) meanwhile.set(message.ts, message);
}

function drop(ts) {
  store.messages.delete(ts);
  for (const meanwhile of loads) meanwhile.set(ts, null);
}

function changed(change) {
  const here = change.channel === store.channel;
  const handlers = {
    message: () => arrived(change.message, here),
    message_changed: () => { if (here) { keep(change.message); drawMessages(); } },
    message_deleted: () => { if (here) { drop(change.ts); drawMessages(); } },
    status: () => { setStatus(change.thread_ts, change.status); drawMessages(); },
    prompts: () => { if (here) { store.prompts = change; drawMessages(); } },
    connection: () => { store.connected = change.connected; drawRail(); },
    ready: () => { store.connected = change.connected; drawRail(); load().then(drawMessages); },
    lost: () => { store.connected = false; drawRail(); },
    stale: () => toast("The workspace was started anew: reload this page."),
    view: () => { store.views = [...store.views.filter((v) => v.id !== change.view.id), change.view]; modal(); },
    view_closed: () => { store.views = store.views.filter((v) => v.id !== change.view_id); modal(); },
    home: () => { store.home = change.view; drawMain(); },
  };
  handlers[change.kind]?.();
}

function arrived(message, here) {
  if (!here) {
    store.unread.add(message.channel);
    return drawRail();
  }
  keep(message);
  const root = message.thread_ts;
  if (person(message.user).app && root) setStatus(root, "");
  drawMessages();
  // On a wide screen the answer to one's own latest question opens beside it.
  const latest = topLevel().at(-1);
  const asked = latest?.ts === root && latest.user === store.viewer;
  if (person(message.user).app && asked && !store.thread && WIDE.matches) openThread(root, false);
}

function setStatus(ts, words) {
  if (words) store.statuses.set(ts, words);
  else store.statuses.delete(ts);
}

const drawRail = () => {
  const open = document.getElementById("people")?.matches(":popover-open");
  if (!open) show(parts.rail, rail(on));
  else document.getElementById("people").addEventListener("toggle", drawRail, { once: true });
};

function drawMain() {
  show(parts.main, conversation(on));
  drawMessages(true);
}

function drawMessages(toEnd = false) {
  messages(on);
  threadMessages();
  const place = document.getElementById("messages");
  if (toEnd === true && place) place.scrollTop = place.scrollHeight;
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || document.querySelector("dialog[open], :popover-open")) return;
  if (frame.classList.contains("rail-open")) frame.classList.remove("rail-open");
  else if (store.thread && !event.defaultPrevented) on.closeThread();
});
parts.main.addEventListener("click", () => frame.classList.remove("rail-open"), { capture: true, passive: true });
window.addEventListener("hashchange", () => {
  const [id, ts] = location.hash.slice(2).split("/");
  if (id === store.dm || channel(id)) openConversation(id).then(() => ts && openThread(ts));
});

become(sessionStorage.getItem("viewer") ?? "").catch((error) => toast(error.message));
