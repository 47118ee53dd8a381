/* The form of a harvest keeps what is typed, like a composer, though it is sent plainly. And citing
   what is selected in a post: into the draft beside it; on the page of a topic, at its end. */

import { drop, kept } from "./device.js";

let button, cited;

/* The form, or the word of a page that a text was saved: then the device forgets what it sent. */
export async function start(place) {
  const { sent } = place.dataset;
  if (sent) return kept(sent)?.isSent && drop(sent);
  const drafts = await import("./drafts.js");
  drafts.start(place);
  place.addEventListener("submit", (event) => {
    if (event.submitter?.name !== "keep") return drafts.hold(place);
    event.preventDefault();
    return drafts.keepNow(place);
  });
  addEventListener("pageshow", (event) => event.persisted && drafts.goOn(place));
  return null;
}

export function offer(form, chosen) {
  button ??= make(form);
  cited = chosen && { number: chosen.post.id.slice(5), words: chosen.range.toString().replace(/\s+/g, " ").trim() };
  button.hidden = !cited;
  if (!cited) return;
  const box = chosen.range.getBoundingClientRect();
  button.style.top = `${box.bottom + scrollY + 8}px`;
  button.style.left = `${Math.max(8, Math.min(box.left, innerWidth - 160)) + scrollX}px`;
}

function make(form) {
  const made = Object.assign(document.createElement("button"), { type: "button", className: "quote-here small", textContent: form.dataset.harvest });
  made.classList.toggle("is-second", !form.elements.body);
  made.addEventListener("pointerdown", (event) => event.preventDefault());
  made.addEventListener("click", () => add(form));
  document.addEventListener("selectionchange", () => getSelection().isCollapsed && (made.hidden = true));
  document.body.append(made);
  return made;
}

function add(form) {
  const { body, post, words } = form.elements;
  if (!body) {
    post.value = cited.number;
    words.value = cited.words;
    form.submit();
    return;
  }
  const mark = `[#${cited.number} "${cited.words.replace(/"(?=\s*\])/g, "”")}"]`;
  const end = body.selectionEnd || body.value.length;
  body.setRangeText(mark, end, end, "end");
  body.dispatchEvent(new Event("input", { bubbles: true }));
  getSelection().removeAllRanges();
  button.hidden = true;
  body.focus();
}
