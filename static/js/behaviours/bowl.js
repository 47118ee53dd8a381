/* Who sits where changed while the page was open: those parts are made anew, where nobody is at work
   in them; what is read and what is written stay where they are. */

import { ask, say } from "./fragment.js";

export async function renew(words) {
  const { page } = await ask(location.pathname + location.search);
  const parts = [...document.querySelectorAll("[data-renew], .bowl-figure")];
  const fresh = [...page.querySelectorAll("[data-renew], .bowl-figure")];
  if (parts.length !== fresh.length || parts.some((part) => part.contains(document.activeElement))) return false;
  parts.forEach((part, at) => part.replaceWith(fresh[at]));
  say(words);
  return true;
}
