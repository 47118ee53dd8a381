/* The post that is answered, shown above the answer; a second press or Escape puts it away. The link
   keeps the focus, and stays the plain way to that post. */

import { ask } from "./fragment.js";

export async function run(link) {
  const post = link.closest("article[data-post-id]");
  if (link.getAttribute("aria-expanded") === "true") return close(link);
  const id = `post-${link.dataset.number}`;
  const there = document.getElementById(id) ?? (await ask(link.href)).page.getElementById(id);
  const words = there.querySelector(".tombstone, .post-body");
  const shown = document.createElement("blockquote");
  shown.className = "parent card";
  shown.id = `${post.id}-parent`;
  const who = there.querySelector(".post-who h2").cloneNode(true);
  const line = Object.assign(document.createElement("p"), { className: "meta" });
  line.append(...who.childNodes, " ", Object.assign(document.createElement("a"), { href: link.href, textContent: `#${link.dataset.number}` }));
  const copy = words.cloneNode(true);
  for (const one of [copy, ...copy.querySelectorAll("[id]")]) one.removeAttribute("id");
  shown.append(line, copy);
  if (link.getAttribute("aria-expanded") === "true") return null;
  post.querySelector(".post-head").after(shown);
  link.setAttribute("aria-expanded", "true");
  link.setAttribute("aria-controls", shown.id);
  shown.onkeydown = link.onkeydown = (event) => {
    if (event.key === "Escape") close(link);
  };
  return null;
}

function close(link) {
  const shown = document.getElementById(link.getAttribute("aria-controls"));
  if (!shown) return;
  if (shown.contains(document.activeElement)) link.focus();
  shown.remove();
  link.setAttribute("aria-expanded", "false");
  link.removeAttribute("aria-controls");
}
