// What the page knows, and how to look things up in it. Changed only by main.js.

export const store = {
  viewer: "",
  app: {},
  people: [],
  groups: [],
  channels: [],
  messages: new Map(), // of the open conversation, by ts
  prompts: null,
  statuses: new Map(), // thread → what the app says it is doing
  unread: new Set(),
  drafts: new Map(),
  channel: "",
  thread: null,
  tab: "messages",
  connected: false,
};

/** Find a person or the app by user id. */
export function person(id) {
  if (id === store.app.user) return { id, name: store.app.name, handle: store.app.handle, app: true };
  return store.people.find((each) => each.id === id) ?? { id, name: id, handle: id, groups: [] };
}

/** Find a channel by its id. */
export const channel = (id) => store.channels.find((each) => each.id === id);

/** Whether the open conversation is the direct message with the app. */
export const inDm = () => store.channel === store.dm;

/** Give the messages that stand in the conversation itself, oldest first. */
export const topLevel = () =>
  sorted().filter((message) => !message.thread_ts || message.thread_ts === message.ts);

/** Give a thread, its first message too. */
export const threadOf = (ts) =>
  sorted().filter((message) => message.ts === ts || message.thread_ts === ts);

/** Give the initials for a round picture. */
export function initials(name) {
  const words = name.split(/\s+/).filter(Boolean);
  return words.slice(0, 2).map((word) => word[0].toUpperCase()).join("");
}

/** Pick one of eight tints for a name, always the same. */
export function tint(id) {
  let sum = 0;
  for (const letter of id) sum = (sum * 31 + letter.charCodeAt(0)) % 997;
  return sum % 8;
}

/** Write a timestamp as a time of day. */
export const timeOf = (ts) =>
  new Date(Number(ts) * 1000).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });

/** Write a timestamp as a day. */
export function dayOf(ts) {
  const day = new Date(Number(ts) * 1000);
  if (day.toDateString() === new Date().toDateString()) return "Today";
  return day.toLocaleDateString([], { weekday: "long", day: "numeric", month: "long" });
}

function sorted() {
  return [...store.messages.values()].sort((a, b) => Number(a.ts) - Number(b.ts));
}
