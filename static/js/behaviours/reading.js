/* What was on screen for a moment is read: gathered, and told in one small call. */

const MOMENT = 1000;
const GATHERED = 3000;

export function start() {
  const stream = document.querySelector("[data-read]");
  const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value;
  if (!token) return;
  const waiting = new Map();
  let read = new Set();
  let timer = 0;
  const tell = () => {
    clearTimeout(timer);
    timer = 0;
    if (!read.size) return;
    const data = new FormData();
    data.set("posts", [...read].join(","));
    data.set("csrfmiddlewaretoken", token);
    read = new Set();
    navigator.sendBeacon(stream.dataset.read, data);
  };
  const seen = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      clearTimeout(waiting.get(target));
      if (!isIntersecting) continue;
      waiting.set(target, setTimeout(() => {
        seen.unobserve(target);
        read.add(target.id.slice(5));
        timer ||= setTimeout(tell, GATHERED);
      }, MOMENT));
    }
  });
  /* The end of a post has to be seen, however long it is; also of one that comes later. */
  const watch = (posts) => {
    for (const post of posts) {
      const foot = post.querySelector(".post-foot") ?? post;
      if (!foot.id) seen.observe(Object.assign(foot, { id: `foot-${post.id.slice(5)}` }));
    }
  };
  watch(stream.querySelectorAll("article[data-post-id]"));
  new MutationObserver((changes) => {
    for (const { addedNodes } of changes) watch([...addedNodes].filter((one) => one.dataset?.postId));
  }).observe(stream, { childList: true });
  document.addEventListener("visibilitychange", () => document.hidden && tell());
}
