/* Leaving a text: one that was changed is kept, discarded or gone on with, as its writer says. */

import { discard, isChanged, keepNow } from "./drafts.js";
import { show } from "./fragment.js";
import { name, place } from "./place.js";

/* Put a form away, to go to `address` or back to what was read. Nothing happens where one goes on. */
export async function leave(form, address = "") {
  const answered = document.getElementById(`post-${form.elements.reply_to?.value}`);
  const choice = isChanged(form) ? await choose(form) : "as it is";
  if (!choice) return;
  if (choice === "keep") await keepNow(form);
  if (choice === "discard") await discard(form);
  const post = form.closest("article[data-post-id]");
  if (post) close(form, post);
  if (post ? address && !isCancel(form, address) : address) location.assign(address);
  else if (!post) fold(form, answered);
}

/* A changed post is not left by a link of its page without being asked. */
export function watch(form) {
  const stop = new AbortController();
  const heard = (event) => {
    if (!form.isConnected) return stop.abort();
    const link = event.target.closest?.("a[href]");
    if (!link || link.dataset.do || link.target || event.ctrlKey || event.metaKey || event.shiftKey) return null;
    if (link.origin + link.pathname === location.origin + location.pathname && link.hash) return null;
    if (!isChanged(form)) return null;
    event.preventDefault();
    return leave(form, link.href);
  };
  document.addEventListener("click", heard, { capture: true, signal: stop.signal });
}

function choose(form) {
  const dialog = form.querySelector("[data-leave]");
  if (dialog.open) return "";
  dialog.returnValue = "";
  dialog.onclick = ({ target }) => target.matches("button") && dialog.close(target.value);
  dialog.showModal();
  return new Promise((done) => dialog.addEventListener("close", () => done(dialog.returnValue), { once: true }));
}

const isCancel = (form, address) => form.querySelector("a[data-do=edit]")?.href === address;

/* The post as it stands, with the focus where editing began. */
function close(form, post) {
  form.remove();
  post.querySelector(".post-body").hidden = false;
  post.querySelector("[data-do=edit]").focus();
}

/* Back to one line at the end of the page, with the focus on what was answered. */
function fold(form, answered) {
  place(form);
  if (!form.elements.body.value) name(form);
  form.classList.toggle("is-draft", Boolean(form.elements.body.value));
  const act = answered?.querySelector("[data-do=answer]");
  if (act) act.focus();
  else show([...document.querySelectorAll("article[data-post-id] .post-head")].at(-1));
}
