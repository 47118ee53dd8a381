/* All that a guest loads. The rest comes on first use; `data-…` says what can be done in place. */

const load = {
  answer: () => import("./behaviours/answer.js"),
  composer: () => import("./behaviours/composer.js"),
  copy: () => import("./behaviours/copy.js"),
  edit: () => import("./behaviours/edit.js"),
  filter: () => import("./behaviours/filter.js"),
  fragment: () => import("./behaviours/fragment.js"),
  harvest: () => import("./behaviours/harvest.js"),
  keys: () => import("./behaviours/keys.js"),
  live: () => import("./behaviours/live.js"),
  parent: () => import("./behaviours/parent.js"),
  position: () => import("./behaviours/position.js"),
  questions: () => import("./behaviours/questions.js"),
  queue: () => import("./behaviours/queue.js"),
  quote: () => import("./behaviours/quote.js"),
  reading: () => import("./behaviours/reading.js"),
};
const { keys, member } = document.documentElement.dataset;
const all = (selector) => document.querySelectorAll(selector);
/* The page works without what does not come. */
const start = (name, place) => load[name]().then((it) => it.start(place)).catch(() => {});

for (const place of all("[data-behaviour]")) start(place.dataset.behaviour, place);

/* A form answers in place or is sent plainly. */
addEventListener("submit", (event) => {
  const { target: form, submitter: button } = event;
  const name = form.matches("[data-composer]") ? "composer" : form.matches("[data-fragment]") && "fragment";
  if (event.defaultPrevented || !name || button?.name === "offer") return;
  event.preventDefault();
  load[name]().then((it) => it.send(form, button)).catch(() => {
    if (button?.name) form.append(Object.assign(document.createElement("input"), { type: "hidden", name: button.name, value: button.value }));
    if (button?.hasAttribute("formaction")) form.action = button.formAction;
    form.submit();
  });
});

/* A link whose act is done in place. */
addEventListener("click", (event) => {
  closeMenus(event.target.closest("details[data-menu]"));
  const link = event.target.closest("a[data-do]");
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  load[link.dataset.do]().then((it) => it.run(link)).catch(() => location.assign(link.href));
});

/* Writing begins with the focus, or with what was kept here. */
addEventListener("focusin", ({ target }) => target.form?.matches("[data-composer]") && start("composer", target.form));
for (const form of all("form[data-composer]")) {
  const { place, reply_to: answered, body } = form.elements;
  try {
    if (answered?.value || body === document.activeElement || localStorage[`draft ${place?.value}`]) start("composer", form);
  } catch {
    /* Nothing is kept. */
  }
}

if (all("[data-read]")[0]) start("reading");
if (all("[data-live]")[0]) setTimeout(start, member ?? 9e3, "live");
if (all("[data-position]")[0]) {
  addEventListener("scroll", () => start("position"), { once: true });
}
if (member != null && all(".post-body")[0]) {
  document.addEventListener("selectionchange", () => getSelection().isCollapsed || start("quote"));
}
if (keys != null && !all("[data-behaviour=queue]")[0]) {
  addEventListener("keydown", (event) => {
    if (event.key.length > 1 || event.ctrlKey || event.metaKey || event.altKey) return;
    if (!event.target.matches("input, textarea, select")) load.keys().then((it) => it.press(event), () => {});
  });
}

/* The post of the address; the first wrong field. */
all(".is-target")[0]?.scrollIntoView();
all("[aria-invalid=true]")[0]?.focus();

/* A menu closes when one goes elsewhere, or by Escape. */
function closeMenus(except) {
  for (const menu of all("details[data-menu][open]")) if (menu !== except) menu.open = false;
}
addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && event.target.closest?.("details[data-menu][open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});
