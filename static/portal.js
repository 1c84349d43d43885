/* Small comforts. Every page works without this file. */
"use strict";

document.documentElement.classList.add("has-script");

document.addEventListener("DOMContentLoaded", () => {
  const errors = document.querySelector("[data-errors]");
  if (errors) {
    errors.focus();
  }
});

document.addEventListener("click", async (event) => {
  const printer = event.target.closest("[data-print]");
  if (printer) {
    window.print();
  }
  const copier = event.target.closest("[data-copy]");
  if (copier) {
    const source = document.getElementById(copier.dataset.copy);
    await navigator.clipboard.writeText(source.value ?? source.textContent.trim());
    copier.textContent = copier.dataset.copied || "Copied";
  }
  for (const menu of document.querySelectorAll("details.masthead-menu[open]")) {
    if (!menu.contains(event.target)) {
      menu.open = false;
    }
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    for (const menu of document.querySelectorAll("details.masthead-menu[open]")) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  }
});
