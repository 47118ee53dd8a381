/* "12 of 48" while one reads: the post at the upper third of the window. */

export function start() {
  const places = [...document.querySelectorAll(".position b")];
  const posts = [...document.querySelectorAll("article[data-post-id]")];
  const seen = new IntersectionObserver(
    (entries) => {
      const now = entries.find((entry) => entry.isIntersecting);
      if (now) for (const place of places) place.textContent = now.target.id.slice(5);
    },
    { rootMargin: "-30% 0px -69% 0px" },
  );
  for (const post of posts) seen.observe(post);
}
