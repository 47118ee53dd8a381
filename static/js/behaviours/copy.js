/* Copying the address of a post; says so in words. */

import { say } from "./fragment.js";

export async function run(link) {
  await navigator.clipboard.writeText(link.href);
  history.replaceState(null, "", link.href);
  say(link.dataset.said);
}
