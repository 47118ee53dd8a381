/* What the form of a draft says: its text, and the fields beside it that the form names. */

/* The fields that are kept, the text first. */
export const names = (form) => ["body", ...form.elements.place.dataset.keeps.split(" ")];
export const all = (form) => Object.fromEntries(names(form).map((name) => [name, form.elements[name]?.value]));
export const ticked = (form, how = ":checked") => [...form.querySelectorAll(`:is([name=prompts], [name=as_host])${how}`)];
export const facts = (form, how = "value", ticks = ":checked") =>
  JSON.stringify([
    ...names(form).map((name) => form.elements[name]?.[how] ?? form.elements[name]?.querySelector("[selected]")?.value ?? ""),
    ...ticked(form, ticks).map((box) => box.value),
  ]);
/* What the server sent; whatever differs was typed before we came. */
export const untouched = (form) => facts(form, "defaultValue", "[checked]");

/* What the server is told of a text: where it belongs, itself, and what else stands in the form. */
export function told(form, text, more = []) {
  const data = new FormData();
  for (const name of ["place", "seq", "csrfmiddlewaretoken", ...more]) {
    if (form.elements[name]?.value) data.set(name, form.elements[name].value);
  }
  data.set("body", text);
  return data;
}

/* What another text says, as words: the fields beside it where they differ, and the text. */
export function inWords(form, other) {
  const lines = [];
  for (const name of names(form).slice(1)) {
    const field = form.elements[name];
    const value = other[name] ?? "";
    if (!field?.labels?.length || field.value === value) continue;
    const chosen = [...(field.options ?? [])].find((one) => one.value === value);
    lines.push(`${field.labels[0].firstChild.textContent.trim()}: ${chosen?.text ?? value}`);
  }
  return [...lines, other.body].join("\n");
}
