/* Changing a text field so that undo (Ctrl+Z) still works afterwards. */

/* Put words in the place of what is selected; `from` and `to` select something else before. */
export function insert(text, words, from = text.selectionStart, to = text.selectionEnd) {
  text.focus();
  text.setSelectionRange(from, to);
  if (!document.execCommand("insertText", false, words) && words) {
    text.setRangeText(words, from, to, "end");
    text.dispatchEvent(new Event("input", { bubbles: true }));
  }
  if (!words && from !== to) document.execCommand("delete");
}

export const selected = (text) => text.value.slice(text.selectionStart, text.selectionEnd);
