/* Editing where the post stands, with the form of the edit page; cancelling a change asks first. */

import { start } from "./composer.js";
import { ask, fail } from "./fragment.js";
import { leave } from "./leave.js";

export async function run(link) {
  const form = link.closest("form[data-composer]");
  if (form) return leave(form, link.href);
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
  body.hidden = true;
  body.after(form);
  await start(form);
  text.focus();
}
