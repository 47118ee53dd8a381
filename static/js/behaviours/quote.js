/* Quoting what is selected in one post: a button beside it, and the key q. */

import { add, focus } from "./answer.js";
import { start as ready } from "./composer.js";
import { markdown } from "./markdown.js";
import { name, place } from "./place.js";

let button;

export function start() {
  const harvest = document.querySelector("form[data-harvest]");
  if (harvest) import("./harvest.js").then((it) => it.offer(harvest, selection())).catch(() => {});
  if (!document.querySelector("form[data-stream]")) return;
  button ??= make();
  const chosen = selection();
  button.hidden = !chosen;
  if (!chosen) return;
  const box = chosen.range.getBoundingClientRect();
  button.style.top = `${box.bottom + scrollY + 8}px`;
  button.style.left = `${Math.max(8, Math.min(box.left, innerWidth - 140)) + scrollX}px`;
}

function make() {
  const made = Object.assign(document.createElement("button"), { type: "button", className: "quote-here small", hidden: true });
  made.textContent = document.querySelector("[data-do=answer][data-quote]")?.firstChild.textContent ?? "„ “";
  /* A press must not take the selection away before it is read. */
  made.addEventListener("pointerdown", (event) => event.preventDefault());
  made.addEventListener("click", () => quote());
  document.addEventListener("selectionchange", start);
  document.body.append(made);
  return made;
}

/* What is selected, if it lies in the text of one post. */
export function selection() {
  const chosen = getSelection();
  if (!chosen.rangeCount || chosen.isCollapsed || !chosen.toString().trim()) return null;
  const range = chosen.getRangeAt(0);
  const body = (node) => (node.nodeType === Node.TEXT_NODE ? node.parentElement : node)?.closest("article .post-body");
  const [from, to] = [body(range.startContainer), body(range.endContainer)];
  if (!from || (to && to !== from) || from.closest("form")) return null;
  const post = from.closest("article[data-post-id]");
  /* A selection by three clicks may end before the next post. */
  const within = range.cloneRange();
  if (!to) within.setEndAfter(from.lastChild);
  return post && { post, body: from, range: within };
}

/* Quote the selection into the composer, with who said it and where. */
export async function quote() {
  const chosen = selection();
  const form = document.querySelector("form[data-stream]");
  if (!chosen || !form) return false;
  const words = markdown(around(chosen));
  const who = chosen.post.querySelector(".post-who h2 a, .post-who h2").textContent.trim();
  const link = chosen.post.querySelector(".post-number");
  const said = form.dataset.wrote.replace("{name}", `[${who.replace(/([[\]\\])/g, "\\$1")}](${new URL(link.href).pathname})`);
  const lines = [said, "", ...words.split("\n")].map((line) => `> ${line}`.trimEnd());
  await ready(form);
  place(form, chosen.post);
  name(form, chosen.post.id.slice(5));
  add(form, `${lines.join("\n")}\n\n`);
  getSelection().removeAllRanges();
  focus(form);
  return true;
}

/* What is selected inside the elements that hold it: half a list is a list, half a code is code. */
function around({ range, body }) {
  let piece = range.cloneContents();
  let node = range.commonAncestorContainer;
  if (node.nodeType === Node.TEXT_NODE) node = node.parentNode;
  while (node !== body && body.contains(node)) {
    const shell = node.cloneNode(false);
    shell.append(piece);
    piece = document.createDocumentFragment();
    piece.append(shell);
    node = node.parentNode;
  }
  return piece;
}
