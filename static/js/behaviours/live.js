/* A page that stays open: it asks for a version, which costs next to nothing, and when that is
   another, what is new to its reader. It says so in a bar and moves nothing. */

const VISIBLE = 1500;
const GUEST = 1e4;
const IDLE = 6e5; /* so long without a key or a movement; then it asks seldom */
const HIDDEN = 3e4;
const LONGEST = 3e5;
const { dataset } = document.documentElement;
const title = document.title;

let place;
let news = {}; /* what was answered last */
let said = ""; /* what the bar says */
let seats;
let until = 0; /* when the token is too old */
let due = true; /* something may be new */
let over = false; /* nothing is there for us any more */
let events = null;
let timer = 0;
let failures = 0;
let empty = 0; /* answers in a row that said nothing new */
let quiet = 0; /* no question before this moment */
let rounds = 0; /* questions while hidden */
let moved = Date.now(); /* the last sign of a reader */
let busy = false;
let bar;

export function start() {
  place = document.querySelector("[data-live]");
  bar = Object.assign(document.createElement("p"), { className: "news" });
  bar.setAttribute("role", "status");
  document.getElementById("main").prepend(bar);
  bar.addEventListener("click", press);
  for (const name of ["pointermove", "keydown", "scroll"]) addEventListener(name, sign, { passive: true });
  document.addEventListener("visibilitychange", turn);
  addEventListener("online", wake);
  addEventListener("pageshow", (event) => event.persisted && wake());
  if (dataset.member == null) wake();
  else plan();
}

function sign() {
  const wasIdle = Date.now() - moved > IDLE;
  moved = Date.now();
  if (wasIdle) wake();
}

function turn() {
  rounds = 0;
  if (document.hidden) close();
  else moved = Date.now();
  if (document.hidden) plan();
  else wake();
}

/* Ask now. */
function wake() {
  failures = 0;
  plan(0);
}

function plan(wait = pause()) {
  clearTimeout(timer);
  if (!over) timer = setTimeout(round, wait);
}

/* How long until the next question; after a loss longer each time, and not all at once. */
function pause() {
  if (failures) return Math.min(6e4, VISIBLE * 2 ** failures) * (0.5 + Math.random());
  if (document.hidden) return Math.min(LONGEST, HIDDEN * 2 ** Math.min(rounds++, 4));
  if (Date.now() - moved > IDLE) return HIDDEN;
  return dataset.member == null ? GUEST : VISIBLE;
}

async function round() {
  if (!navigator.onLine || busy) return plan();
  busy = true;
  try {
    if (due || Date.now() > until) await look();
    else if (!events) await poll();
    failures = 0;
  } catch (error) {
    over = error.status < 500;
    failures += 1;
    due = true;
    close();
  } finally {
    busy = false;
  }
  return plan();
}

async function poll() {
  const answer = await fetch(`/live/${news.token}/`, { credentials: "omit", cache: "no-store" });
  if (!answer.ok && answer.status !== 404) throw new Error();
  if (!answer.ok || ((await answer.text()).trim() !== news.version && Date.now() > quiet)) await look();
}

/* What is new to this reader. Where it is nothing again and again, it asks less often. */
async function look() {
  due = false;
  const url = new URL(place.dataset.live, location);
  if (posts().length) {
    url.searchParams.set("after", Math.max(document.querySelector("[data-position]")?.dataset.position ?? 0, last()));
    url.searchParams.set("from", number(posts()[0]));
    url.searchParams.set("to", last());
  }
  const answer = await fetch(url, { cache: "no-store", headers: { "HX-Request": "true" } });
  if (!answer.ok) throw Object.assign(new Error(), { status: answer.status });
  const before = news;
  news = await answer.json();
  until = Date.now() + news.seconds * 1e3;
  const isNew = tell() | like() | ring();
  empty = isNew || !before.token ? 0 : Math.min(empty + 1, 4);
  quiet = empty ? Date.now() + 1e3 * 2 ** empty : 0;
  if (news.events && !document.hidden) listen();
}

const posts = () => [...place.querySelectorAll("article[data-post-id]")];
const number = (post) => Number(post.id.slice(5));
const last = () => Math.max(...posts().map(number));

/* The bar, and the count in the title of the tab. */
function tell() {
  seats ??= news.seats;
  if (news.seats !== seats && document.querySelector("#seats")) {
    const now = news.seats;
    import("./bowl.js").then((it) => it.renew(news.seatsWords)).then((done) => done && ((seats = now), tell())).catch(() => {});
  }
  const words = news.count ? news.words : news.seats === seats ? "" : news.seatsWords;
  document.title = news.count && dataset.plainTitle == null ? `(${news.count}) ${title}` : title;
  const href = (news.count && news.url) || location.pathname;
  if (words === said) {
    if (words) bar.firstChild.href = href;
    return 0;
  }
  said = words;
  bar.replaceChildren(...(words ? [Object.assign(document.createElement("a"), { className: "button small", href, textContent: words })] : []));
  return 1;
}

/* Numbers of likes change where they stand; one for which there is no room waits for the next page. */
function like() {
  let changes = 0;
  for (const [id, count, words] of news.likes ?? []) {
    const likes = place.querySelector(`article[data-post-id="${id}"] .likes`);
    const old = likes?.querySelector("[data-likes]");
    if (!likes || count === Number(old?.dataset.likes ?? 0)) continue;
    changes = 1;
    const foot = likes.closest(".post-foot");
    const height = foot.offsetHeight;
    const link = Object.assign(document.createElement("a"), { href: `/p/${id}/likes/`, textContent: words });
    link.dataset.likes = count;
    if (old === document.activeElement && old) continue;
    if (old) old.replaceWith(...(count ? [link] : []));
    else likes.append(link);
    if (foot.offsetHeight === height) continue;
    link.remove();
    if (old) likes.append(old);
  }
  return changes;
}

function ring() {
  if (!news.bell) return 0;
  const fresh = new DOMParser().parseFromString(news.bell, "text/html").querySelector(".bell");
  const bell = document.querySelector('.bell[href="/notifications/"]');
  if (!bell || !fresh || bell.dataset.unread === fresh.dataset.unread) return 0;
  bell.dataset.unread = fresh.dataset.unread;
  bell.replaceChildren(...fresh.childNodes);
  return 1;
}

/* Pressed: what is new comes below what stands here, where that is its place. */
async function press(event) {
  const link = event.target.closest("a");
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  try {
    if (!news.count || !posts().length) throw new Error();
    const { ask, show } = await import("./fragment.js");
    const { page } = await ask(link.href);
    const there = page.getElementById(`post-${last()}`);
    const fresh = [];
    for (let one = there.nextElementSibling; one; one = one.nextElementSibling) fresh.push(one);
    const first = fresh.find((one) => one.matches("article"));
    place.append(...fresh);
    for (const selector of [".position", ".bowl-figure"]) {
      const now = page.querySelectorAll(selector);
      document.querySelectorAll(selector).forEach((old, at) => now[at] && old.replaceWith(now[at]));
    }
    news.count = 0;
    tell();
    show(first.querySelector(".post-head"));
  } catch {
    location.assign(link.href);
  }
}

/* Where the server says when something happens, it need not be asked. */
function listen() {
  if (events) return;
  events = new EventSource(`/live/${news.token}/events/`);
  const mine = events;
  mine.onmessage = ({ data }) => {
    if (data === news.version || mine !== events) return;
    due = true;
    /* Not everybody at the same instant. */
    plan(Math.max(quiet - Date.now(), Math.random() * 500));
  };
  mine.addEventListener("end", () => {
    if (mine !== events) return;
    close();
    due = true;
  });
  mine.onerror = () => {
    if (mine !== events) return;
    close();
    failures += 1;
    plan();
  };
}

function close() {
  events?.close();
  events = null;
}
