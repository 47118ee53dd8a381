/* The entry. Brings in each behaviour of this page once, and closes menus; all of it is optional. */

const addresses = document.getElementById("entry")?.dataset ?? {};

for (const place of document.querySelectorAll("[data-behaviour]")) {
  for (const name of place.dataset.behaviour.split(" ")) {
    if (addresses[name]) {
      import(addresses[name]).then((behaviour) => behaviour.start(place));
    }
  }
}

/* The post that the address points at begins at the top, however long it is. */
document.querySelector(".is-target")?.scrollIntoView();

/* A refused form: the first field that is wrong. */
document.querySelector("[aria-invalid=true]")?.focus();

/* A menu closes when one goes elsewhere, or by Escape, which gives the focus back. */
const closeMenus = (except) => {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    if (menu !== except) menu.open = false;
  }
};

document.addEventListener("click", (event) => closeMenus(event.target.closest("details[data-menu]")));

document.addEventListener("keydown", (event) => {
  const menu = event.target.closest?.("details[data-menu][open]");
  if (event.key === "Escape" && menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
