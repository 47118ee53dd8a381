/* Drafts: kept on the server 2 s after the last key and at least every 15 s, and on this device
   until the server has them. Nothing typed is lost with a tab, a session or a network. */

import * as device from "./device.js";
import { all, facts, inWords, names, ticked, told, untouched } from "./said.js";

const QUIET = 2000;
const LONGEST = 15000;
const PATIENCE = 8000;
const states = new WeakMap();

export function start(form) {
  const state = {
    form,
    place: form.elements.place.value,
    /* What was sent and came back is nowhere but here. */
    said: cameBack(form) ? "" : untouched(form),
    first: untouched(form),
    timer: 0,
    since: 0,
    isSent: false,
    under: null,
    isHere: true,
  };
  states.set(form, state);
  restore(state);
  const typed = () => change(state);
  form.addEventListener("change", typed);
  for (const name of names(form)) form.elements[name]?.addEventListener("input", typed);
  typed();
  for (const button of form.querySelectorAll("[data-take]")) {
    button.addEventListener("click", () => settle(state, button.dataset.take));
  }
  addEventListener("online", () => isNew(state) && save(state));
  document.addEventListener("visibilitychange", () => document.hidden && isNew(state) && save(state));
  /* Only where nothing could keep the text does the browser ask. */
  addEventListener("beforeunload", (event) => !state.isHere && isNew(state) && event.preventDefault());
}

const cameBack = (form) => form.elements.place.dataset.typed != null;
const isNew = (state) => !state.isSent && facts(state.form) !== state.said;

function change(state) {
  if (state.isSent || !isNew(state)) return;
  keepHere(state);
  const now = Date.now();
  state.since ||= now;
  clearTimeout(state.timer);
  state.timer = setTimeout(() => save(state), Math.min(QUIET, Math.max(0, state.since + LONGEST - now)));
}

/* On this device at once, for whoever writes here; what is on its way says so. */
function keepHere(state) {
  const { form, place, isSent } = state;
  state.isHere = device.keep(place, { ...all(form), seq: form.elements.seq.value, by: form.elements.place.dataset.by, isSent });
}

/* What this device kept and the server has not: it goes on here. */
function restore(state) {
  const { form, place } = state;
  const { body, seq } = form.elements;
  const kept = device.kept(place);
  if (!kept || (kept.by && kept.by !== form.elements.place.dataset.by)) return;
  const others = names(form).filter((name) => name in kept && form.elements[name]?.value !== kept[name]);
  const isEmpty = !names(form).some((name) => kept[name]);
  if (isEmpty || !others.length || (kept.isSent && cameBack(form))) return device.drop(place);
  /* Whoever types already is not interrupted: the kept text stands beside. */
  if (isNew(state)) return conflict(state, kept, seq.value);
  const page = all(form);
  for (const name of others) form.elements[name].value = kept[name];
  /* Begun from another text than the page's: that one was saved by somebody else since. */
  if (kept.base !== page.base) conflict(state, page, seq.value);
  /* With its own number: where the server has another text by now, it says so. */
  seq.value = Math.min(seq.value, kept.seq);
  body.dispatchEvent(new Event("input", { bubbles: true }));
  note(state, "found");
  return save(state);
}

const post = (body, options) => fetch("/drafts/", { method: "POST", body, headers: { Accept: "application/json" }, ...options });

async function save(state) {
  const { form } = state;
  clearTimeout(state.timer);
  if (state.isSent || state.under) return;
  const data = told(form, form.elements.body.value, [...names(form).slice(1), "reply_to", "ask"]);
  for (const box of ticked(form)) data.append(box.name, box.value);
  const said = facts(form);
  state.since = 0;
  const under = (state.under = new AbortController());
  under.done = new Promise((done) => (under.end = done));
  try {
    const answer = await post(data, {
      redirect: "error",
      keepalive: data.get("body").length < 20000,
      /* A request that hangs must not keep the next one waiting. */
      signal: AbortSignal.any([state.under.signal, AbortSignal.timeout(PATIENCE)]),
    });
    if (answer.status === 409) {
      const { seq, theirs, facts: more } = await answer.json();
      conflict(state, { ...more, body: theirs }, seq + 1);
    } else if (!answer.ok) {
      /* A refusal has a sentence; without one, 403 is the end of a session. */
      const { error } = await answer.json().catch(() => ({}));
      if (!error && answer.status !== 403) throw new Error();
      note(state, error ? "refused" : "signedOut", error);
    } else {
      form.elements.seq.value = (await answer.json()).seq + 1;
      state.said = said;
      note(state, "kept");
      if (!isNew(state)) device.drop(state.place);
    }
  } catch {
    if (!state.isSent) {
      note(state, "here");
      state.timer = setTimeout(() => save(state), LONGEST);
    }
  } finally {
    state.under = null;
    under.end();
    if (!state.isSent && facts(form) !== said) change(state);
  }
}

function note(state, what, words = "") {
  const place = state.form.querySelector("[data-draft-note]");
  if (!place) return;
  const at = new Intl.DateTimeFormat(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
  place.textContent = what === "kept" ? `${place.dataset.kept} ${at.format(new Date())}` : `${words} ${place.dataset[what]}`.trim();
}

/* Both texts changed: show the other one with what else it says, and let the writer choose. */
function conflict(state, theirs, seq) {
  const box = state.form.querySelector("[data-draft-conflict]");
  box.querySelector("[data-theirs]").textContent = inWords(state.form, theirs);
  Object.assign(box, { theirs, seq, hidden: false });
}

function settle(state, whose) {
  const { form } = state;
  const box = form.querySelector("[data-draft-conflict]");
  for (const name of whose === "theirs" ? names(form) : []) if (form.elements[name]) form.elements[name].value = box.theirs[name] ?? "";
  form.elements.seq.value = Math.max(form.elements.seq.value, box.seq);
  box.hidden = true;
  form.elements.body.focus();
  state.said = "";
  save(state);
}

/* Whether the text is another one than when the page came. */
export const isChanged = (form) => states.has(form) && facts(form) !== states.get(form).first;

/* The writer's own wish. */
export async function keepNow(form) {
  const state = states.get(form);
  keepHere(state);
  await save(state);
}

/* The writer wants none of it: what the page brought stands again, and no draft is left. */
export async function discard(form) {
  const state = states.get(form);
  clearTimeout(state.timer);
  await state.under?.done;
  state.isSent = true;
  device.drop(state.place);
  await post(told(form, ""), { keepalive: true }).catch(() => {});
  for (const name of ["body", "title", "reply_to"]) if (form.elements[name]) form.elements[name].value = "";
  for (const box of form.querySelectorAll("[name=prompts]")) box.checked = false;
  forget(form);
}

/* While a text is on its way as a post, no draft of it is kept; */
export function hold(form) {
  const state = states.get(form);
  if (!state) return;
  state.isSent = true;
  clearTimeout(state.timer);
  state.under?.abort();
  keepHere(state);
}

/* what was refused goes on as a draft, */
export function goOn(form) {
  const state = states.get(form);
  if (!state) return;
  state.isSent = false;
  change(state);
}

/* and what was posted is none any more. */
export function forget(form) {
  const state = states.get(form);
  if (!state) return;
  device.drop(state.place);
  state.isSent = false;
  form.elements.seq.value = 1;
  form.querySelector("[data-draft-note]").textContent = "";
  queueMicrotask(() => (state.said = state.first = facts(form)));
}
