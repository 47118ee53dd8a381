/* Single keys. Each presses what the page offers anyway; never while one types (see the entry). */

import { quote } from "./quote.js";

const GO = { h: "/", u: "/unread/", w: "/waiting/", n: "/notifications/", d: "/drafts/", c: "/categories/", p: "/people/" };
let goes = 0;

const things = () => [...document.querySelectorAll("article[data-post-id], .rows > .row")];
const chosen = () => document.activeElement.closest("article[data-post-id], .row") ?? document.querySelector(".is-chosen");

function choose(step) {
  const all = things();
  const at = all.indexOf(chosen());
  const next = at < 0 ? firstInView(all) : all[at + step];
  if (!next) return;
  document.querySelector(".is-chosen")?.classList.remove("is-chosen");
  next.classList.add("is-chosen");
  const focus = next.querySelector(".post-head, .row-title a");
  if (focus.matches(".post-head")) focus.tabIndex = -1;
  focus.focus({ preventScroll: true });
  next.scrollIntoView({ block: next.offsetHeight > innerHeight / 2 ? "start" : "nearest" });
}

const firstInView = (all) => all.find((one) => one.getBoundingClientRect().bottom > 80) ?? all[0];
const click = (selector, place = chosen()) => place?.querySelector(selector)?.click();

const keys = {
  j: () => choose(1),
  k: () => choose(-1),
  o: () => click(".row-title a"),
  r: () => (chosen()?.matches("article") ? click("[data-do=answer]:not([data-quote])") : document.getElementById("reply")?.focus()),
  q: async () => (await quote()) || click("[data-do=answer][data-quote]"),
  l: () => click(".like"),
  e: () => click("[data-do=edit]"),
  "!": () => click(".report"),
  u: () => document.querySelector(".topic-head .category")?.click(),
  "/": () => {
    const field = document.querySelector("main [type=search]");
    if (field) field.focus();
    else location.assign("/search/");
  },
  ".": () => click(".news a", document),
  "?": list,
  g: () => {
    goes = Date.now();
  },
};

/* The keys of this page: what there is nothing for is left out. */
function list() {
  const all = document.getElementById("keys");
  for (const line of all.querySelectorAll("[data-for]")) line.hidden = !document.querySelector(line.dataset.for);
  all.showModal();
}

export function press(event) {
  if (document.querySelector("dialog[open]") || event.repeat) return;
  const isGoing = Date.now() - goes < 1500;
  const act = isGoing && GO[event.key] ? () => location.assign(GO[event.key]) : keys[event.key];
  goes = 0;
  if (!act) return;
  /* The field that gets the focus must not get the letter too. */
  event.preventDefault();
  act();
}
