/* Names after an @: a combobox whose list follows the caret. */

import { insert } from "./field.js";

const WAIT = 40; /* milliseconds after the last key before the server is asked */
const WORD = /(?:^|[\s(>*_"'“„«])@([\p{L}\p{N}._-]{1,30})$/u;
let serial = 0;

export function start(form) {
  const text = form.elements.body;
  const list = document.createElement("ul");
  list.className = "names";
  list.id = `names-${++serial}`;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "@");
  list.hidden = true;
  document.body.append(list);
  const state = { text, list, word: "", timer: 0, asked: null, topic: form.dataset.topic ?? "" };
  text.setAttribute("aria-autocomplete", "list");
  text.setAttribute("aria-haspopup", "listbox");
  text.setAttribute("aria-controls", list.id);
  text.addEventListener("input", () => look(state));
  text.addEventListener("click", () => close(state));
  text.addEventListener("blur", () => close(state));
  text.addEventListener("keydown", (event) => keys(state, event));
  list.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    const option = event.target.closest("[role=option]");
    if (option) take(state, option);
  });
}

function look(state) {
  const before = state.text.value.slice(0, state.text.selectionStart);
  const word = before.match(WORD)?.[1] ?? "";
  clearTimeout(state.timer);
  if (!word) return close(state);
  state.word = word;
  state.timer = setTimeout(() => offer(state, word), WAIT);
}

async function offer(state, word) {
  state.asked?.abort();
  state.asked = new AbortController();
  let people;
  try {
    const query = new URLSearchParams({ q: word, topic: state.topic });
    const answer = await fetch(`/people/names/?${query}`, { signal: state.asked.signal, redirect: "error" });
    ({ people } = await answer.json());
  } catch {
    return;
  }
  if (word !== state.word || document.activeElement !== state.text) return;
  if (!people.length || (people.length === 1 && people[0].handle === word)) return close(state);
  state.list.replaceChildren(...people.map((person, n) => option(state, person, n)));
  place(state);
  state.list.hidden = false;
  state.text.setAttribute("role", "combobox");
  state.text.setAttribute("aria-expanded", "true");
  choose(state, state.list.firstElementChild);
}

function option(state, person, n) {
  const line = document.createElement("li");
  line.id = `${state.list.id}-${n}`;
  line.setAttribute("role", "option");
  line.dataset.handle = person.handle;
  const face = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  face.setAttribute("viewBox", "0 0 40 40");
  face.setAttribute("class", `avatar hue-${person.hue}`);
  face.setAttribute("aria-hidden", "true");
  const part = (name, facts, words = "") => {
    const made = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(facts)) made.setAttribute(key, value);
    made.textContent = words;
    return made;
  };
  face.append(part("circle", { cx: 20, cy: 20, r: 20 }), part("text", { x: 20, y: 20, dy: ".36em" }, person.initials));
  const name = document.createElement("span");
  name.textContent = person.name;
  const handle = document.createElement("small");
  handle.textContent = `@${person.handle}`;
  line.append(face, name, " ", handle);
  return line;
}

/* Below the field, or above it where there is no room. */
function place({ text, list }) {
  const box = text.getBoundingClientRect();
  list.style.insetInlineStart = `${box.left + scrollX}px`;
  list.hidden = false;
  const below = innerHeight - box.bottom;
  const top = below > list.offsetHeight ? box.bottom : Math.max(box.top - list.offsetHeight, 0);
  list.style.top = `${top + scrollY}px`;
}

function keys(state, event) {
  if (state.list.hidden || event.isComposing) return;
  const options = [...state.list.children];
  const at = options.findIndex((one) => one.getAttribute("aria-selected") === "true");
  const steps = { ArrowDown: at + 1, ArrowUp: at - 1 };
  if (event.key in steps) {
    event.preventDefault();
    choose(state, options[(steps[event.key] + options.length) % options.length]);
  } else if ((event.key === "Enter" && !event.ctrlKey && !event.metaKey) || event.key === "Tab") {
    event.preventDefault();
    event.stopImmediatePropagation();
    take(state, options[at]);
  } else if (event.key === "Escape") {
    event.preventDefault();
    event.stopPropagation();
    close(state);
  }
}

function choose({ text, list }, chosen) {
  for (const one of list.children) one.setAttribute("aria-selected", String(one === chosen));
  text.setAttribute("aria-activedescendant", chosen.id);
  chosen.scrollIntoView({ block: "nearest" });
}

function take(state, chosen) {
  const to = state.text.selectionStart;
  insert(state.text, `${chosen.dataset.handle} `, to - state.word.length, to);
  close(state);
}

function close(state) {
  clearTimeout(state.timer);
  state.asked?.abort();
  state.word = "";
  state.list.hidden = true;
  state.text.removeAttribute("role");
  state.text.removeAttribute("aria-expanded");
  state.text.removeAttribute("aria-activedescendant");
}
