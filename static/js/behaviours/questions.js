/* When a pasted text ends in questions, say that they can become questions of the topic; when a title
   is written, look for topics like it. */

export function start(form) {
  const text = form.querySelector("textarea[name=body]");
  const nudge = form.querySelector("[data-nudge]");
  const offer = form.querySelector("button[value=prompts]");

  text.addEventListener("paste", () => {
    /* After the paste has landed in the field. */
    setTimeout(() => {
      nudge.hidden = !endsInQuestion(text.value);
    });
  });
  nudge.querySelector("button").addEventListener("click", () => offer.click());

  const { title } = form.elements;
  const look = () => import("./similar.js").then((it) => it.start(form.querySelector("[data-similar]"))).catch(() => {});
  /* Somebody may have begun before this came. */
  if (title.value || title === document.activeElement) look();
  else title.addEventListener("focus", look, { once: true });
}

function endsInQuestion(text) {
  const lines = text.trimEnd().split("\n");
  return /[?？؟]["'”’»)\]*_]*$/u.test(lines.at(-1).trim());
}
