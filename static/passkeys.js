/* Shows what only a browser with passkeys can do, and says in words when a key was not read. */
"use strict";

if (window.PublicKeyCredential) {
  for (const button of document.querySelectorAll("[data-passkey]")) {
    button.hidden = false;
  }
}

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const words = document.querySelector("[data-passkey-trouble]");
  if (words) {
    words.hidden = false;
    words.focus();
  }
});
