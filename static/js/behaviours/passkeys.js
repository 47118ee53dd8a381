/* Passkeys are allauth's; here it is said in words when nothing came of one. */

const failed = document.getElementById("passkey-failed");

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  failed.hidden = false;
  failed.scrollIntoView({ block: "nearest" });
});
