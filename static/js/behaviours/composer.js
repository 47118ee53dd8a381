/* Writing: a preview in place, and Ctrl+Enter (on a Mac: Command+Enter) to post. */

export function start(form) {
  const text = form.querySelector("textarea[name=body]");
  const place = form.querySelector("[data-preview]");

  form.addEventListener("submit", (event) => {
    if (event.submitter?.name !== "preview") return;
    event.preventDefault();
    preview(form, text, place);
  });

  text.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
}

async function preview(form, text, place) {
  const data = new FormData();
  data.set("body", text.value);
  data.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  let answer;
  try {
    answer = await fetch("/preview/", { method: "POST", body: data });
    if (!answer.ok && ![422, 429].includes(answer.status)) throw new Error(answer.status);
  } catch {
    sendPlainly(form);
    return;
  }
  const content = document.createElement("div");
  if (answer.ok) {
    /* The same HTML that the server would store, cleaned there. */
    content.className = "post-body";
    content.innerHTML = await answer.text();
  } else {
    content.className = "errorlist";
    content.textContent = await answer.text();
  }
  place.replaceChildren(content);
  place.hidden = false;
}

function sendPlainly(form) {
  const wish = document.createElement("input");
  wish.type = "hidden";
  wish.name = "preview";
  wish.value = "1";
  form.append(wish);
  form.submit();
}
