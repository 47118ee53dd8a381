/* Before an account is made, the browser works a moment (accounts/work.py): cheap for one person,
   dear for thousands. It begins when the address is typed, so that nobody waits for it. */

import { say } from "./fragment.js";

const { form } = document.querySelector("input[name=puzzle]");
const { puzzle, answer, email } = form.elements;
const bits = Number(puzzle.dataset.bits);
const iterations = Number(puzzle.dataset.rounds);
const AT_ONCE = 16;
const bytes = (text) => new TextEncoder().encode(text);
const address = () => email.value.trim().toLowerCase();
let asked;
let working;
let isDone;
let isWaiting;

async function solve(mail) {
  const key = await crypto.subtle.importKey("raw", bytes(`${puzzle.value}\n${mail}`), "PBKDF2", false, ["deriveBits"]);
  const hash = (n) => crypto.subtle.deriveBits({ name: "PBKDF2", hash: "SHA-256", salt: bytes(`${n}`), iterations }, key, 32);
  for (let first = 0; asked === mail; first += AT_ONCE) {
    const tries = Array.from({ length: AT_ONCE }, (_, n) => hash(first + n));
    const found = (await Promise.all(tries)).findIndex((it) => new DataView(it).getUint32(0) >>> (32 - bits) === 0);
    if (found >= 0) return first + found;
  }
}

/* The answer for what is typed now; of what was typed before, no more is wanted. */
function work() {
  const mail = address();
  if (mail && mail !== asked) {
    asked = mail;
    isDone = false;
    working = solve(mail).then((it) => {
      if (asked !== mail) return;
      answer.value = it;
      isDone = true;
    });
  }
  return working;
}

form.addEventListener("submit", (event) => {
  if (!globalThis.crypto?.subtle || (isDone && asked === address())) return;
  event.preventDefault();
  if (isWaiting) return;
  isWaiting = true;
  say(puzzle.dataset.said);
  /* Whatever goes wrong, the form is sent: without an answer the first post waits. */
  Promise.resolve(work())
    .catch(() => {})
    .finally(() => {
      isWaiting = false;
      form.submit();
    });
});
if (globalThis.crypto?.subtle) {
  email.addEventListener("change", work);
  if (email.value) work();
}
