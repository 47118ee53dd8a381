/* Writing. The form is a plain one; here it gets its tools, previews in place and posts in place. */

import { ask, show } from "./fragment.js";

const started = new WeakMap();
const underWay = new WeakSet();
const PAUSE = 400; /* milliseconds of quiet before an open preview follows */

/* Give a form its tools; a second call does nothing. Resolves when they are there. */
export function start(form) {
  if (!started.has(form)) started.set(form, begin(form));
  return started.get(form);
}

async function begin(form) {
  const text = form.elements.body;
  const unfold = () => form.classList.remove("is-draft");
  form.addEventListener("focusin", unfold);
  if (form.contains(document.activeElement)) unfold();
  text.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.isComposing) {
      event.preventDefault();
      form.requestSubmit(form.querySelector("button[type=submit]:not([name]):not([hidden])"));
    }
    if (event.key.toLowerCase() === "p" && event.ctrlKey && event.shiftKey) {
      event.preventDefault();
      togglePreview(form);
    }
  });
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.isComposing || event.defaultPrevented || event.target.closest("dialog")) return;
    const away = form.dataset.stream || form.closest("article");
    if (away) import("./leave.js").then((module) => module.leave(form)).catch(() => {});
  });
  let timer;
  text.addEventListener("input", () => {
    grow(text);
    if (form.querySelector("[data-preview]").hidden) return;
    clearTimeout(timer);
    timer = setTimeout(() => form.querySelector("[data-preview]").hidden || preview(form), PAUSE);
  });
  grow(text);
  const tools = [
    import("./toolbar.js").then((module) => module.start(form)),
    import("./mention.js").then((module) => module.start(form)),
    import("./paste.js").then((module) => module.start(form)),
  ];
  if (form.elements.place) tools.push(import("./drafts.js").then((module) => module.start(form)));
  if (form.elements.version) tools.push(import("./leave.js").then((module) => module.watch(form)));
  await Promise.allSettled(tools);
}

/* Browsers without `field-sizing` get the height by hand, up to 45 % of the window. */
function grow(text) {
  if (CSS.supports("field-sizing", "content")) return;
  text.style.height = "auto";
  text.style.height = `${Math.min(text.scrollHeight + 2, innerHeight * 0.45)}px`;
}

/* What a press of one of the form's buttons does. */
export async function send(form, button) {
  await start(form);
  if (button?.name === "preview") return togglePreview(form);
  if (button?.name === "keep") return (await import("./drafts.js")).keepNow(form);
  if (underWay.has(form)) return null;
  underWay.add(form);
  const drafts = form.elements.place && (await import("./drafts.js"));
  drafts?.hold(form);
  const isPage = !form.dataset.stream && !form.closest("article");
  form.setAttribute("aria-busy", "true");
  try {
    await post(form, button, drafts);
  } catch (error) {
    drafts?.goOn(form);
    /* What is not shown in place, like a session that ended, is a page: the entry sends it plainly,
       which is safe, because nothing was done. */
    if (error.status && (isPage || ![409, 422, 429].includes(error.status))) throw error;
    if (error.status) refused(form, error);
    else problem(form, document.getElementById("status").dataset.failed);
  } finally {
    underWay.delete(form);
    form.removeAttribute("aria-busy");
  }
  return null;
}

async function post(form, button, drafts) {
  const answer = await ask(form.action, { method: "POST", body: new FormData(form, button) });
  drafts?.forget(form);
  const number = new URL(answer.url).pathname.match(/\/(\d+)\/$/)?.[1];
  const post = answer.page.getElementById(`post-${number}`);
  const stream = document.querySelector(form.dataset.stream || "none");
  const here = document.getElementById(`post-${number}`);
  if (!post || !(here || (stream && isNext(stream, number)))) return location.assign(answer.url);
  if (here) here.replaceWith(post);
  else stream.append(post);
  for (const selector of ["#prompts", "#asks", ".bowl-figure", ".position"]) {
    const fresh = answer.page.querySelector(selector);
    if (fresh) document.querySelector(selector)?.replaceWith(fresh);
  }
  if (form.closest(".post")) return show(post.querySelector(".post-head"));
  clear(form, answer.page);
  history.replaceState(null, "", answer.url);
  show(post.querySelector(".post-head"));
}

/* Whether a post of that number stands right after the last one that is shown. */
function isNext(stream, number) {
  const posts = stream.querySelectorAll("article[data-post-id]");
  return Number(posts[posts.length - 1]?.id.slice(5)) + 1 === Number(number);
}

/* An empty form again, with the fresh guard of the page that came back. */
function clear(form, page) {
  const fresh = page.querySelector("form[data-stream]");
  form.elements.body.value = "";
  form.elements.reply_to.value = "";
  form.elements.token.value = fresh?.elements.token.value ?? "";
  for (const box of form.querySelectorAll("[name=prompts]")) box.checked = false;
  if (form.elements.as_host) form.elements.as_host.checked = false;
  form.querySelector("[data-asked]")?.remove();
  form.querySelector("[data-answering]").hidden = true;
  form.querySelector("[data-preview]").hidden = true;
  problem(form, "");
  const place = form.closest(".reply-place");
  if (place?.home) {
    place.home.replaceWith(place);
    place.home = null;
    place.classList.replace("is-inline", "is-sticky");
  }
}

/* A refused text: the words of the refusal beside the field. A lost race shows its whole page. */
function refused(form, error) {
  const theirs = error.page.querySelector(".theirs");
  if (theirs) {
    const fresh = error.page.querySelector("form[data-composer]");
    form.querySelector(".theirs")?.remove();
    form.prepend(theirs);
    if (fresh?.elements.version) form.elements.version.value = fresh.elements.version.value;
  }
  const said = theirs ? error.page.querySelector("[role=alert]")?.textContent.trim() : error.message;
  problem(form, said || document.getElementById("status").dataset.failed);
  form.elements.body.setAttribute("aria-invalid", "true");
  form.elements.body.focus();
}

function problem(form, words) {
  const place = form.querySelector("[data-failure]");
  if (place) {
    place.textContent = words;
    place.hidden = !words;
  }
  if (!words) form.elements.body.removeAttribute("aria-invalid");
}

function togglePreview(form) {
  const place = form.querySelector("[data-preview]");
  if (place.hidden) return preview(form);
  place.hidden = true;
  return null;
}

/* The same HTML that the server would store, cleaned there. */
async function preview(form) {
  const place = form.querySelector("[data-preview]");
  const text = form.elements.body.value;
  const data = new FormData();
  data.set("body", text);
  data.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  const content = document.createElement("div");
  try {
    const answer = await fetch("/preview/", { method: "POST", body: data });
    if (!answer.ok && ![422, 429].includes(answer.status)) throw new Error();
    if (form.elements.body.value !== text) return;
    content.className = answer.ok ? "post-body" : "errorlist";
    if (answer.ok) content.innerHTML = await answer.text();
    else content.textContent = await answer.text();
  } catch {
    content.className = "errorlist";
    content.textContent = document.getElementById("status").dataset.failed;
  }
  place.replaceChildren(content);
  place.shown = text;
  place.hidden = false;
}
