/* Drafts: kept on the server 2 s after the last key and at least every 15 s, and on this device
   until the server has them. Nothing typed is lost with a tab, a session or a network. */

const QUIET = 2000;
const LONGEST = 15000;
const PATIENCE = 8000;
const states = new WeakMap();

export function start(form) {
  const text = form.elements.body;
  const state = {
    form,
    place: form.elements.place.value,
    said: untouched(form),
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
  text.addEventListener("input", typed);
  form.addEventListener("change", typed);
  for (const name of ["title", "speaking_from"]) form.elements[name]?.addEventListener("input", typed);
  typed();
  for (const button of form.querySelectorAll("[data-take]")) {
    button.addEventListener("click", () => settle(state, button.dataset.take));
  }
  addEventListener("online", () => isNew(state) && save(state));
  document.addEventListener("visibilitychange", () => document.hidden && isNew(state) && save(state));
  /* Only where nothing could keep the text does the browser ask. */
  addEventListener("beforeunload", (event) => !state.isHere && isNew(state) && event.preventDefault());
}

const key = (state) => `draft ${state.place}`;
const ticked = (form, how = ":checked") => [...form.querySelectorAll(`:is([name=prompts], [name=as_host])${how}`)];
const facts = (form, how = "value", ticks = ":checked") =>
  JSON.stringify([
    ...["body", "title", "speaking_from"].map((name) => form.elements[name]?.[how] ?? ""),
    ...ticked(form, ticks).map((box) => box.value),
  ]);
/* What the server sent; whatever differs was typed before we came. */
const untouched = (form) => facts(form, "defaultValue", "[checked]");
const isNew = (state) => !state.isSent && facts(state.form) !== state.said;

function change(state) {
  if (state.isSent || !isNew(state)) return;
  keepHere(state);
  const now = Date.now();
  state.since ||= now;
  clearTimeout(state.timer);
  state.timer = setTimeout(() => save(state), Math.min(QUIET, Math.max(0, state.since + LONGEST - now)));
}

/* On this device at once: it costs nothing, and outlives the tab. */
function keepHere(state) {
  const { form } = state;
  try {
    localStorage.setItem(key(state), JSON.stringify({ body: form.elements.body.value, seq: form.elements.seq.value }));
    state.isHere = true;
  } catch {
    state.isHere = false;
    /* Private windows have no room: the server keeps it. */
  }
}

function dropHere(state) {
  try {
    localStorage.removeItem(key(state));
  } catch {
    /* As above. */
  }
}

/* What this device kept and the server has not: it goes on here. */
function restore(state) {
  const { form } = state;
  let kept;
  try {
    kept = JSON.parse(localStorage.getItem(key(state)));
  } catch {
    return;
  }
  const text = form.elements.body;
  if (!kept?.body || kept.body === text.value) return dropHere(state);
  /* Whoever types already is not interrupted: the kept text stands beside. */
  if (text.value !== text.defaultValue) return conflict(state, kept.body, Number(form.elements.seq.value));
  if (text.value.trim() && Number(kept.seq) < Number(form.elements.seq.value)) {
    conflict(state, text.value, Number(form.elements.seq.value));
  }
  text.value = kept.body;
  text.dispatchEvent(new Event("input", { bubbles: true }));
  note(state, "found");
  return save(state);
}

const post = (body, options) => fetch("/drafts/", { method: "POST", body, headers: { Accept: "application/json" }, ...options });

/* What the server is told of a text: where it belongs, itself, and what else stands in the form. */
function told(form, text, more = []) {
  const data = new FormData();
  for (const name of ["place", "seq", "csrfmiddlewaretoken", ...more]) {
    if (form.elements[name]?.value) data.set(name, form.elements[name].value);
  }
  data.set("body", text);
  return data;
}

async function save(state) {
  const { form } = state;
  clearTimeout(state.timer);
  if (state.isSent || state.under) return;
  const data = told(form, form.elements.body.value, ["title", "reply_to", "speaking_from", "ask"]);
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
      const { seq, theirs } = await answer.json();
      conflict(state, theirs, seq + 1);
    } else if (answer.status === 403) {
      note(state, "signedOut");
    } else if (!answer.ok) {
      throw new Error();
    } else {
      form.elements.seq.value = (await answer.json()).seq + 1;
      state.said = said;
      note(state, "kept");
      if (!isNew(state)) dropHere(state);
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

function note(state, what) {
  const place = state.form.querySelector("[data-draft-note]");
  if (!place) return;
  const at = new Intl.DateTimeFormat(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
  place.textContent = what === "kept" ? `${place.dataset.kept} ${at.format(new Date())}` : place.dataset[what];
}

/* Both texts changed: show the other one, and let the writer choose. */
function conflict(state, theirs, seq) {
  const box = state.form.querySelector("[data-draft-conflict]");
  box.querySelector("[data-theirs]").textContent = theirs;
  box.hidden = false;
  box.seq = seq;
}

function settle(state, whose) {
  const box = state.form.querySelector("[data-draft-conflict]");
  const text = state.form.elements.body;
  if (whose === "theirs") text.value = box.querySelector("[data-theirs]").textContent;
  state.form.elements.seq.value = box.seq;
  box.hidden = true;
  text.focus();
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
  dropHere(state);
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
  dropHere(state);
  state.isSent = false;
  form.elements.seq.value = 1;
  form.querySelector("[data-draft-note]").textContent = "";
  queueMicrotask(() => (state.said = state.first = facts(form)));
}
