/* Editing where the post stands, with the form of the edit page; cancelling a change asks first. */

import { start } from "./composer.js";
import { ask, fail } from "./fragment.js";

export async function run(link) {
  const form = link.closest("form[data-composer]");
  if (form) return cancel(form, link);
  const post = link.closest("article[data-post-id]");
  if (post.querySelector(".post-edit")) return post.querySelector(".post-edit textarea").focus();
  try {
    const { page } = await ask(link.href);
    await open(post, page.querySelector("form[data-composer]"));
  } catch (error) {
    if (!error.status) throw error;
    fail(post, error);
  }
  return null;
}

async function open(post, form) {
  const body = post.querySelector(".post-body");
  form.className = "post-edit";
  const text = form.elements.body;
  text.id = `edit-${post.dataset.postId}`;
  form.querySelector("label[for=id_body]").htmlFor = text.id;
  /* Its post knows where its quotes lead; a draft that stands already counts as a change. */
  form.original = text.defaultValue;
  body.hidden = true;
  body.after(form);
  await start(form);
  text.focus();
}

function cancel(form, link) {
  const post = form.closest("article[data-post-id]");
  if (!post) return location.assign(link.href);
  const isChanged = form.elements.body.value !== form.original;
  if (isChanged && !form.dataset.asked) {
    form.dataset.asked = "yes";
    const place = form.querySelector("[data-failure]");
    place.textContent = link.dataset.ask;
    place.hidden = false;
    return null;
  }
  form.remove();
  post.querySelector(".post-body").hidden = false;
  post.querySelector("[data-do=edit]").focus();
  return null;
}
