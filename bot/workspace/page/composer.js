// The box to type in, with completion for @people, #channels and /commands.

import { act } from "./api.js";
import { h, icon, show, toast } from "./dom.js";
import { store } from "./store.js";

let boxes = 0;

/** Make a box for a conversation or a thread; `sent(message)` is called after posting. */
export function composer({ id, channel, thread = null, placeholder, hint, sent }) {
  const key = `${store.viewer}/${channel}/${thread ?? ""}`;
  const listId = `completions-${boxes += 1}`;
  const list = h("ul", { class: "completions", id: listId, role: "listbox", "aria-label": "Completions", hidden: true });
  const text = h("textarea", {
    id, class: "composer-text", rows: 1, placeholder, "aria-label": placeholder, value: store.drafts.get(key) ?? "",
    role: "combobox", "aria-expanded": "false", "aria-autocomplete": "list", "aria-controls": listId,
  });
  const button = h("button", { type: "submit", class: "send", "aria-label": "Send" }, icon("send"));
  const menu = completions(text, list, Boolean(thread));
  const note = h("p", { class: "composer-hint" }, hint ?? "");
  const changed = () => {
    store.drafts.set(key, text.value);
    button.disabled = !text.value.trim();
    grow(text);
    menu.refresh();
  };
  let posted = Promise.resolve(); // one after the other, in the order in which they were sent
  const send = () => {
    const words = text.value;
    if (!words.trim()) return;
    text.value = "";
    changed();
    posted = posted.then(() => post(words));
  };
  const post = async (words) => {
    button.setAttribute("aria-busy", "true");
    try {
      const answer = await act("send", { as: store.viewer, channel, text: words, thread_ts: thread ?? "" });
      if (answer.message) sent?.(answer.message);
    } catch (error) {
      toast(error.message);
      if (!text.value) text.value = words;
    } finally {
      button.removeAttribute("aria-busy");
      changed();
    }
  };
  text.addEventListener("input", changed);
  text.addEventListener("blur", () => setTimeout(menu.close, 120));
  text.addEventListener("keydown", (event) => {
    if (menu.key(event)) return;
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      send();
    }
  });
  const form = h("form", { class: "composer", onsubmit: (event) => { event.preventDefault(); send(); } },
    list, h("div", { class: "composer-box" }, text, button), note);
  queueMicrotask(changed);
  return form;
}

function grow(text) {
  text.style.height = "auto";
  text.style.height = `${Math.min(text.scrollHeight, 200)}px`;
}

function completions(text, list, inThread) {
  let found = [];
  let at = 0;
  const close = () => {
    found = [];
    list.hidden = true;
    text.setAttribute("aria-expanded", "false");
    text.removeAttribute("aria-activedescendant");
  };
  const draw = () => {
    if (!found.length) return close();
    list.hidden = false;
    text.setAttribute("aria-expanded", "true");
    text.setAttribute("aria-activedescendant", `${list.id}-${at}`);
    show(list, found.map((each, index) => h("li", {
      id: `${list.id}-${index}`, role: "option", "aria-selected": index === at,
      onmousedown: (event) => { event.preventDefault(); pick(index); },
    }, h("strong", {}, each.insert), h("span", {}, each.label))));
  };
  const refresh = () => { at = 0; found = candidates(before(text), inThread); draw(); };
  const pick = (index) => {
    const start = text.selectionStart - before(text).match(/\S*$/)[0].length;
    text.setRangeText(`${found[index].insert} `, start, text.selectionStart, "end");
    close();
    text.dispatchEvent(new Event("input"));
    close();
  };
  const key = (event) => {
    if (!found.length) return false;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      at = (at + (event.key === "ArrowDown" ? 1 : -1) + found.length) % found.length;
      draw();
    } else if (event.key === "Enter" || event.key === "Tab") pick(at);
    else if (event.key === "Escape") close();
    else return false;
    event.preventDefault();
    return true;
  };
  return { refresh, close, key };
}

const before = (text) => text.value.slice(0, text.selectionStart);

function candidates(typed, inThread) {
  const word = typed.match(/\S*$/)[0].toLowerCase();
  if (word.startsWith("@")) {
    const all = [store.app, ...store.people].map((each) => ({ insert: `@${each.handle}`, label: each.name }));
    return matching(all, word);
  }
  if (word.startsWith("#")) {
    return matching(store.channels.map((each) => ({ insert: `#${each.name}`, label: each.topic })), word);
  }
  if (!inThread && typed === word && word.startsWith("/")) {
    return matching(store.commands.map((each) => ({ insert: each.command, label: `${each.hint} ${each.description}` })), word);
  }
  return [];
}

function matching(all, word) {
  const rest = word.slice(1);
  const fits = all.filter((each) => each.insert.toLowerCase().startsWith(word)
    || each.label.toLowerCase().split(" ").some((part) => rest && part.startsWith(rest)));
  return fits.some((each) => each.insert.toLowerCase() === word) ? [] : fits.slice(0, 6);
}
