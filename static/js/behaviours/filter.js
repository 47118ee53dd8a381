/* Narrowing a list in place: the list of the page behind the link takes the place of this one. */

import { ask, fail } from "./fragment.js";

let isListening = false;

export async function run(link) {
  const list = document.getElementById("list");
  list.classList.add("is-waiting-for");
  try {
    const { page, url } = await ask(link.href);
    const words = link.firstChild.textContent.trim();
    list.replaceChildren(...page.getElementById("list").childNodes);
    document.title = page.title;
    history.pushState({ isFiltered: true }, "", url);
    const same = [...list.querySelectorAll("[data-do=filter]")].find((one) => one.firstChild.textContent.trim() === words);
    same?.focus();
  } catch (error) {
    fail(list, error, () => run(link));
  } finally {
    list.classList.remove("is-waiting-for");
  }
  if (isListening) return;
  isListening = true;
  addEventListener("popstate", () => location.reload());
}
