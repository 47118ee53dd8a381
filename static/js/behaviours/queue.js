/* The queue by keyboard. The current case is the one that holds the focus; a key presses what the
   page offers anyway (`data-key`), so that without scripts nothing is missing. */

const TYPING = "input:not([type=hidden]), textarea, select, [contenteditable]";

export function start(list) {
  const cases = [...list.querySelectorAll("article.case")];
  /* One act at a time: the page of the next one is on its way. */
  let isSent = false;

  const current = () => document.activeElement.closest("article.case");
  const go = (one) => {
    one.focus({ preventScroll: true });
    one.scrollIntoView({ block: "start" });
  };
  const step = (by) => {
    const at = cases.indexOf(current());
    const next = at < 0 ? cases[0] : cases[at + by];
    if (next) go(next);
  };
  const press = (place, key) => {
    const one = place?.querySelector(`[data-key="${key}"]`);
    if (!one) return;
    if (one.matches("summary, details")) unfold(one.closest("details"));
    else one.form.requestSubmit(one);
  };
  const keys = {
    j: () => step(1),
    k: () => step(-1),
    a: () => press(chosen(), "a"),
    h: () => press(chosen(), "h"),
    n: () => press(chosen(), "n"),
    u: () => press(document, "u"),
    "?": () => press(list, "?"),
  };
  const chosen = () => current() ?? (cases.length === 1 ? cases[0] : null);

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || event.altKey) return;
    if (event.target.matches(TYPING)) {
      typing(event);
      return;
    }
    if (event.ctrlKey || event.metaKey || event.repeat || isSent || !keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  });

  document.addEventListener("submit", (event) => {
    if (event.target.method !== "post") return;
    if (isSent) event.preventDefault();
    isSent = true;
  });
  /* Back in history the page is as it was left. */
  addEventListener("pageshow", () => {
    isSent = false;
  });

  const aim = document.getElementById(location.hash.slice(1));
  if (cases.includes(aim)) go(aim);
}

function typing(event) {
  const field = event.target;
  if (event.key === "Escape") field.closest("article.case")?.focus();
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && field.matches("textarea")) {
    event.preventDefault();
    field.form?.requestSubmit();
  }
}

function unfold(fold) {
  fold.open = true;
  (fold.querySelector("textarea") ?? fold.querySelector("summary")).focus();
}
