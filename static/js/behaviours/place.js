/* Where the composer stands, and what it says it answers. Imports nothing: a circle of imports could
   not be served under names that carry their content. */

/* Under a post, or back at the end of the page. */
export function place(form, post) {
  const here = form.closest(".reply-place");
  const home = (here.home ??= document.createComment(""));
  if (!home.isConnected) here.before(home);
  if (post) post.after(here);
  else home.after(here);
  here.classList.toggle("is-inline", Boolean(post));
  here.classList.toggle("is-sticky", !post);
}

/* Say which post is answered, and send it along. */
export function name(form, number) {
  const line = form.querySelector("[data-answering]");
  const link = line.querySelector("[data-answered]");
  form.elements.reply_to.value = number ?? "";
  line.hidden = !number;
  if (!number) return;
  link.textContent = `#${number}`;
  link.href = `#post-${number}`;
}
