// The left rail: what this is, whom to act as, channels, the direct message with the app.

import { h, icon } from "./dom.js";
import { avatar } from "./message.js";
import { person, store } from "./store.js";

/** Draw the rail. `go(channel)` opens a conversation, `become(user)` acts as somebody else. */
export function rail({ go, become }) {
  return [
    h("header", { class: "rail-head" },
      h("h1", {}, store.team),
      h("p", { class: "notice" }, "Local workspace – not Slack")),
    switcher(become),
    h("h2", {}, "Channels"),
    h("ul", { class: "places" }, store.channels.map((each) => h("li", {},
      place(each.id, icon(each.private ? "lock" : "hash"), each.name, go)))),
    h("h2", {}, "Direct message"),
    h("ul", { class: "places" }, h("li", {},
      place(store.dm, avatar(person(store.app.user), true), store.app.name, go))),
    h("footer", { class: `rail-foot${store.connected ? " is-connected" : ""}`, role: "status" },
      h("span", { class: "lamp", "aria-hidden": "true" }),
      store.connected ? `${store.app.name} is connected` : `Waiting for ${store.app.name} to connect`),
  ];
}

function place(id, sign, name, go) {
  const here = id === store.channel;
  return h("a", {
    class: "place", href: `#/${id}`, "aria-current": here ? "page" : null, data: { unread: store.unread.has(id) },
    onclick: (event) => { event.preventDefault(); go(id); },
  }, sign, h("span", {}, name), store.unread.has(id) ? h("span", { class: "unread", "aria-label": "new messages" }) : null);
}

function switcher(become) {
  const me = person(store.viewer);
  const choose = (id) => () => {
    document.getElementById("people").hidePopover();
    if (id !== store.viewer) become(id);
  };
  const menu = h("div", { class: "people", id: "people", popover: "auto", role: "menu", "aria-label": "Act as" },
    h("p", { class: "people-note" }, "Ask as somebody else: what they may see differs."),
    store.people.map((each) => h("button", {
      type: "button", class: "person", role: "menuitemradio", "aria-checked": each.id === store.viewer, onclick: choose(each.id),
    }, avatar(each), personText(each))));
  menu.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    const all = [...menu.querySelectorAll("button")];
    event.preventDefault();
    all[(all.indexOf(document.activeElement) + step + all.length) % all.length].focus();
  });
  const button = h("button", { type: "button", class: "switcher", id: "switcher", popovertarget: "people", "aria-haspopup": "menu" },
    avatar(me), h("span", { class: "person-text" }, h("small", {}, "Acting as"), h("strong", {}, me.name), h("small", {}, groupsOf(me))),
    icon("chevron"));
  return [button, menu];
}

function personText(each) {
  return h("span", { class: "person-text" }, h("strong", {}, each.name), h("small", {}, groupsOf(each)));
}

const groupsOf = (each) => each.groups?.join(", ").replaceAll("_", " ") || "no group";
