/* Pasting: an address over a selection makes a link, cells of a table make a table. */

import { insert, selected } from "./field.js";

const LARGEST = 200; /* rows or columns; more than that is data, not a table in a text */

export function start(form) {
  const text = form.elements.body;
  let plain = false;
  text.addEventListener("keydown", (event) => (plain = event.shiftKey && (event.ctrlKey || event.metaKey)));
  text.addEventListener("paste", (event) => {
    if (plain) return;
    const words = link(text, event.clipboardData) ?? table(event.clipboardData);
    if (words === null) return;
    event.preventDefault();
    insert(text, words);
  });
}

function link(text, clipboard) {
  const address = clipboard.getData("text/plain").trim();
  const words = selected(text);
  if (!words || words.includes("\n") || !/^https?:\/\/\S+$/.test(address) || /^https?:\/\//.test(words)) return null;
  const safe = address.replaceAll("(", "%28").replaceAll(")", "%29");
  return `[${words.replaceAll("[", "\\[").replaceAll("]", "\\]")}](${safe})`;
}

/* Spreadsheets say HTML with a table; plain text of theirs has tabs in every line. */
function table(clipboard) {
  const html = clipboard.getData("text/html");
  const found = html && new DOMParser().parseFromString(html, "text/html").querySelector("table");
  const rows = found
    ? [...found.rows].map((row) => [...row.cells].map((cell) => cell.textContent))
    : byTabs(clipboard.getData("text/plain"));
  const width = Math.max(0, ...rows.map((row) => row.length));
  if (rows.length < 2 || width < 2 || rows.length > LARGEST || width > LARGEST) return null;
  const cell = (words = "") => words.trim().replace(/\s+/g, " ").replaceAll("|", "\\|");
  const line = (row) => `| ${Array.from({ length: width }, (_, n) => cell(row[n])).join(" | ")} |`;
  const [head, ...rest] = rows.map(line);
  return `\n${[head, `|${" --- |".repeat(width)}`, ...rest].join("\n")}\n`;
}

function byTabs(words) {
  const lines = words.replace(/\r\n?/g, "\n").replace(/\n+$/, "").split("\n");
  return lines.every((line) => line.includes("\t")) ? lines.map((line) => line.split("\t")) : [];
}
