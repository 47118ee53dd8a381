/* Single keys. Each presses what the page offers anyway; never while one types (see the entry). */

import { quote } from "./quote.js";

const GO = { h: "/", w: "/waiting/", n: "/notifications/", d: "/drafts/", c: "/categories/", p: "/people/" };
let goes = 0;

const things = () => [...document.querySelectorAll("article[data-post-id], .rows > .row")];
const chosen = () => document.querySelector(".is-chosen") ?? document.activeElement.closest("article[data-post-id], .row");

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
  u: () => document.querySelector(".topic-head .category")?.click(),
  "/": () => location.assign("/people/"),
  "?": () => document.getElementById("keys")?.showModal(),
  g: () => {
    goes = Date.now();
  },
};

export function press(event) {
  if (document.querySelector("dialog[open]") || event.repeat) return;
  const isGoing = Date.now() - goes < 1500;
  if (isGoing && GO[event.key]) {
    goes = 0;
    location.assign(GO[event.key]);
    return;
  }
  keys[event.key]?.();
}
