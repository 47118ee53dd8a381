/* When a pasted text ends in questions, say that they can become questions of the topic. */

export function start(form) {
  const text = form.querySelector("textarea[name=body]");
  const nudge = form.querySelector("[data-nudge]");
  const offer = form.querySelector("button[name=offer]");

  text.addEventListener("paste", () => {
    /* After the paste has landed in the field. */
    setTimeout(() => {
      nudge.hidden = !endsInQuestion(text.value);
    });
  });
  nudge.querySelector("button").addEventListener("click", () => offer.click());
}

function endsInQuestion(text) {
  const lines = text.trimEnd().split("\n");
  return /[?？؟]["'”’»)\]*_]*$/u.test(lines.at(-1).trim());
}
