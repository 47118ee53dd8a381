/* Words on a page back into Markdown: what a quote needs, so that lists, code and links survive. */

const escape = (words) => words.replace(/([\\`*_[\]<>~|#])/g, "\\$1");

/* The Markdown of a piece of a page (a fragment of a selection). */
export function markdown(root) {
  return blocks(root).join("\n\n").replace(/[ \t]+$/gm, "").trim();
}

const BLOCKS = /^(P|DIV|UL|OL|LI|PRE|BLOCKQUOTE|H[1-6]|TABLE|HR|DETAILS|SUMMARY|SECTION|DL|DT|DD)$/;
const isBlock = (node) => node.nodeType === Node.ELEMENT_NODE && BLOCKS.test(node.tagName);

function blocks(root) {
  const found = [];
  let line = "";
  const end = () => {
    if (line.trim()) found.push(line.trim());
    line = "";
  };
  for (const node of root.childNodes) {
    if (isBlock(node)) {
      end();
      found.push(...block(node));
    } else line += inline(node);
  }
  end();
  return found;
}

function block(node) {
  const tag = node.tagName;
  if (tag === "PRE") return [fence(node.textContent.replace(/\n$/, ""))];
  if (tag === "UL" || tag === "OL") return [list(node)];
  if (tag === "BLOCKQUOTE") return [before(blocks(node).join("\n\n"), "> ")];
  if (/^H[1-6]$/.test(tag)) return [`${"#".repeat(Math.max(Number(tag[1]) - 2, 1))} ${line(node)}`];
  if (tag === "HR") return ["---"];
  if (tag === "TABLE") return [table(node)];
  if (tag === "LI") return [`- ${item(node, "  ")}`];
  return blocks(node);
}

const line = (node) => [...node.childNodes].map(inline).join("").trim();

function list(node) {
  let number = Number(node.getAttribute("start") ?? 1);
  const marks = [...node.children].map(() => (node.tagName === "OL" ? `${number++}. ` : "- "));
  return [...node.children].map((one, n) => marks[n] + item(one, " ".repeat(marks[n].length))).join("\n");
}

function item(node, indent) {
  const [first = "", ...rest] = blocks(node);
  const below = rest.map((text) => before(text, indent));
  const isTight = rest.every((text) => /^(- |\d+\. )/.test(text));
  return [first, ...below].join(isTight ? "\n" : "\n\n");
}

const before = (text, mark) => text.split("\n").map((one) => (mark + one).trimEnd()).join("\n");

function fence(words) {
  const mark = "`".repeat(Math.max(3, ...[...words.matchAll(/`+/g)].map((run) => run[0].length + 1)));
  return `${mark}\n${words}\n${mark}`;
}

function table(node) {
  const rows = [...node.rows].map((row) => `| ${[...row.cells].map((cell) => line(cell) || " ").join(" | ")} |`);
  const width = node.rows[0]?.cells.length ?? 0;
  return [rows[0], `|${" --- |".repeat(width)}`, ...rows.slice(1)].join("\n");
}

const AROUND = { STRONG: "**", B: "**", EM: "_", I: "_", DEL: "~~", S: "~~" };

function inline(node) {
  if (node.nodeType === Node.TEXT_NODE) return escape(node.textContent.replace(/\s+/g, " "));
  if (node.nodeType !== Node.ELEMENT_NODE) return "";
  const tag = node.tagName;
  if (tag === "BR") return "  \n";
  if (tag === "CODE") return code(node.textContent);
  if (tag === "A") return anchor(node);
  if (tag === "IMG") return escape(node.alt);
  const words = line(node);
  const mark = AROUND[tag];
  if (!mark || !words) return [...node.childNodes].map(inline).join("");
  const [, lead, tail] = node.textContent.match(/^(\s*)[\s\S]*?(\s*)$/);
  return `${lead && " "}${mark}${words}${mark}${tail && " "}`;
}

function code(words) {
  const mark = "`".repeat(Math.max(1, ...[...words.matchAll(/`+/g)].map((run) => run[0].length + 1)));
  return mark.length > 1 || /^ | $/.test(words) ? `${mark} ${words} ${mark}` : `\`${words}\``;
}

/* A mention stays a name: the quoted person would be called again, so the @ is kept from working. */
function anchor(node) {
  if (node.classList.contains("anchor") || node.classList.contains("footnote-back")) return "";
  const words = [...node.childNodes].map(inline).join("");
  if (node.classList.contains("mention")) return `[${words}](${node.getAttribute("href")})`;
  return words.trim() ? `[${words}](${node.href})` : "";
}
