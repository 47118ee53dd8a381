/* Topics like the one whose title is being written. The line that says how many there are stands
   there from the beginning, so that nothing moves while one writes. */

import { ask } from "./fragment.js";

const PAUSE = 500;

export function start(place) {
  const { title } = place.closest("form").elements;
  const list = place.querySelector("[data-list]");
  const label = place.querySelector("[role=status]");
  const { label: said } = place.dataset;
  let timer;

  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(look, PAUSE);
  };
  title.addEventListener("input", soon);
  if (title.value) soon();

  async function look() {
    const typed = title.value;
    const { page } = await ask(`/search/similar/?title=${encodeURIComponent(typed)}`).catch(() => ({}));
    /* What was typed meanwhile is asked for next. */
    if (!page || typed !== title.value) return;
    list.replaceChildren(...page.body.childNodes);
    const count = list.querySelectorAll("li").length;
    label.textContent = count ? `${said}: ${count}` : said;
  }
}
