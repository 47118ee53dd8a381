/* Replying where one reads: the composer comes under the post that is answered, so it never covers
   it; "Answer this" ticks the question; without a post the composer goes back to its place. */

import { start } from "./composer.js";
import { ask } from "./fragment.js";
import { insert } from "./field.js";
import { name, place } from "./place.js";

export async function run(link) {
  const form = document.querySelector("form[data-stream]");
  if (!form) throw new Error();
  const { number, prompt, quote } = link.dataset;
  await start(form);
  if (prompt) {
    const box = form.querySelector(`[name=prompts][value="${prompt}"]`);
    if (!box) throw new Error();
    box.checked = true;
  }
  place(form, number && link.closest("article"));
  if (!prompt) name(form, number);
  if (quote != null) await add(form, (await ask(link.href)).page.querySelector("form[data-stream] [name=body]").value, number);
  focus(form);
}

/* Put a quote below what is written already; of the server's text only what is not there yet. */
export function add(form, words) {
  const text = form.elements.body;
  const at = words.lastIndexOf("\n> [") >= 0 ? words.lastIndexOf("\n> [") + 1 : Math.max(words.indexOf("> ["), 0);
  const quote = words.slice(at);
  const before = text.value.trimEnd();
  insert(text, `${before ? `${before}\n\n` : ""}${quote}`, 0, text.value.length);
}

export function focus(form) {
  const text = form.elements.body;
  text.focus({ preventScroll: true });
  text.setSelectionRange(text.value.length, text.value.length);
  form.closest(".reply-place").scrollIntoView({ block: "nearest" });
}
