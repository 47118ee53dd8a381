/* Likes without leaving the page. The form is a plain one; what fails here is sent that way. */

/* One wish at a time for each post: a second press while the first is on its way does nothing. */
const underWay = new WeakSet();

export function start(stream) {
  stream.addEventListener("submit", (event) => {
    const form = event.target.closest("form[data-like]");
    if (!form) return;
    event.preventDefault();
    if (!underWay.has(form)) send(form);
  });
}

async function send(form) {
  underWay.add(form);
  try {
    const answer = await fetch(form.action, {
      method: "POST",
      body: new FormData(form),
      headers: { "HX-Request": "true" },
      redirect: "manual",
    });
    if (!answer.ok) throw new Error(answer.status);
    swap(form.closest(".likes"), await answer.text());
  } catch {
    form.submit();
  }
}

function swap(likes, html) {
  const fresh = new DOMParser().parseFromString(html, "text/html").querySelector(".likes");
  if (!fresh) throw new Error("no likes in the answer");
  const hadFocus = likes.contains(document.activeElement);
  likes.replaceWith(fresh);
  if (hadFocus) fresh.querySelector("button")?.focus();
}
