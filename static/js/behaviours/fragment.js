/* Pages as fragments: ask the server for the page it would show anyway, and take a part of it. */

/* One wish at a time for each form: a second press while the first is under way does nothing. */
const underWay = new WeakSet();

/* Answer of the server, as a document. A page that refuses is an error that carries its words. */
export async function ask(url, options = {}) {
  const answer = await fetch(url, { headers: { "HX-Request": "true" }, ...options });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (!answer.ok) throw Object.assign(new Error(words(page)), { status: answer.status, page });
  return { page, url: answer.url };
}

function words(page) {
  return page.querySelector(".error-page p, .errorlist")?.textContent.trim() ?? "";
}

/* A form with `data-fragment`: the part of that selector around it takes the answer's place. */
export async function send(form, button) {
  if (underWay.has(form)) return;
  underWay.add(form);
  const selector = form.dataset.fragment;
  const old = form.closest(selector);
  try {
    const { page } = await ask(form.action, { method: "POST", body: new FormData(form, button) });
    const fresh = page.querySelector(selector);
    if (!fresh) throw new Error();
    const hadFocus = old.contains(document.activeElement);
    old.replaceWith(fresh);
    if (hadFocus) fresh.querySelector("button, a")?.focus();
  } catch (error) {
    fail(old, error, () => form.requestSubmit(button));
  } finally {
    underWay.delete(form);
  }
}

/* Say what went wrong where the act was; what stood there stands. */
export function fail(place, error, again) {
  const status = document.getElementById("status");
  place.querySelector(".failure:not([data-failure])")?.remove();
  const note = document.createElement("div");
  note.className = "failure";
  note.setAttribute("role", "alert");
  note.textContent = `${(error.status && error.message) || status.dataset.failed} `;
  if (again && !error.status) {
    const retry = Object.assign(document.createElement("button"), { type: "button", className: "plain", textContent: status.dataset.again });
    retry.addEventListener("click", () => {
      note.remove();
      again();
    });
    note.append(retry);
  }
  place.append(note);
}

/* A word in the status line of the page. */
export function say(text) {
  const line = Object.assign(document.createElement("p"), { className: "message", textContent: text });
  document.getElementById("status").replaceChildren(line);
}

/* Bring something into view below the bar, and put the focus there. */
export function show(thing) {
  thing.tabIndex = -1;
  thing.scrollIntoView({ block: "nearest" });
  thing.focus({ preventScroll: true });
}
