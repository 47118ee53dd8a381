/* The toolbar above a text: one tab stop, arrows inside, the shortcuts people know. */

import { insert, selected } from "./field.js";

const KEYS = { b: "bold", i: "italic", k: "link", e: "code" };
const SHIFTED = { Period: "quote", Digit8: "list", Digit7: "numbers" };

export function start(form) {
  const text = form.elements.body;
  const template = form.querySelector("template[data-toolbar]");
  if (!template) return;
  const bar = template.content.cloneNode(true).firstElementChild;
  text.before(bar);
  const tools = [...bar.querySelectorAll("button")];
  tools.forEach((tool, n) => (tool.tabIndex = n ? -1 : 0));
  /* A press must not take the focus out of the field: the one-line composer would fold. */
  bar.addEventListener("pointerdown", (event) => event.preventDefault());
  bar.addEventListener("click", (event) => {
    const tool = event.target.closest("[data-tool]");
    if (tool) apply(text, tool.dataset.tool);
  });
  bar.addEventListener("keydown", (event) => rove(event, tools));
  text.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
    const tool = event.shiftKey ? SHIFTED[event.code] : KEYS[event.key.toLowerCase()];
    if (!tool) return;
    event.preventDefault();
    apply(text, tool);
  });
}

function rove(event, tools) {
  const forward = getComputedStyle(tools[0]).direction === "rtl" ? -1 : 1;
  const at = tools.indexOf(document.activeElement);
  const steps = { ArrowRight: at + forward, ArrowLeft: at - forward, Home: 0, End: tools.length - 1 };
  if (!(event.key in steps)) return;
  event.preventDefault();
  const next = (steps[event.key] + tools.length) % tools.length;
  tools.forEach((tool, n) => (tool.tabIndex = n === next ? 0 : -1));
  tools[next].focus();
}

function apply(text, tool) {
  const words = selected(text);
  if (tool === "bold") wrap(text, "**");
  else if (tool === "italic") wrap(text, "_");
  else if (tool === "code") words.includes("\n") ? fence(text) : wrap(text, "`");
  else if (tool === "link") link(text);
  else if (tool === "quote") lines(text, () => "> ");
  else if (tool === "list") lines(text, () => "- ");
  else if (tool === "numbers") lines(text, (n) => `${n + 1}. `);
  else if (tool === "mention") insert(text, /(^|\s)$/.test(text.value.slice(0, text.selectionStart)) ? "@" : " @");
}

/* Around what is selected; around it already, off again. */
function wrap(text, mark) {
  const { selectionStart: from, selectionEnd: to, value } = text;
  const size = mark.length;
  if (value.slice(from - size, from) === mark && value.slice(to, to + size) === mark) {
    insert(text, value.slice(from, to), from - size, to + size);
    text.setSelectionRange(from - size, to - size);
    return;
  }
  insert(text, mark + value.slice(from, to) + mark);
  text.setSelectionRange(from + size, to + size);
}

function fence(text) {
  const words = selected(text);
  const mark = "`".repeat(Math.max(3, ...[...words.matchAll(/`+/g)].map((run) => run[0].length + 1)));
  insert(text, `${mark}\n${words}\n${mark}`);
}

function link(text) {
  const from = text.selectionStart;
  const words = selected(text);
  const isAddress = /^https?:\/\/\S+$/.test(words);
  insert(text, isAddress ? `[](${words})` : `[${words}](https://)`);
  const at = isAddress ? from + 1 : from + words.length + 3;
  text.setSelectionRange(at, isAddress ? at : at + 8);
}

/* A mark before each line that is touched; all of them marked already, off again. */
function lines(text, mark) {
  const { selectionStart, selectionEnd, value } = text;
  const from = value.lastIndexOf("\n", selectionStart - 1) + 1;
  const end = value.indexOf("\n", Math.max(selectionEnd - 1, from));
  const to = end < 0 ? value.length : end;
  const old = value.slice(from, to).split("\n");
  const isOn = old.every((line, n) => line.startsWith(mark(n)));
  const fresh = old.map((line, n) => (isOn ? line.slice(mark(n).length) : mark(n) + line)).join("\n");
  insert(text, fresh, from, to);
  if (old.length > 1) text.setSelectionRange(from, from + fresh.length);
}
