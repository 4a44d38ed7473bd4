// The administrator's desk. Copy buttons: shown where the browser can copy, silent elsewhere. A form that sends
// itself leaves no address behind to which "back" would lead.
"use strict";
const atOnce = document.querySelector("form[data-at-once]");
if (atOnce) {
  history.replaceState(null, "", atOnce.dataset.atOnce);
  atOnce.requestSubmit();
}
if (navigator.clipboard) {
  const said = document.getElementById("copied");
  for (const button of document.querySelectorAll("[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      const field = document.getElementById(button.dataset.copy);
      try {
        await navigator.clipboard.writeText(field.value);
        said.textContent = said.dataset.words;
        button.firstChild.textContent = said.dataset.words;
      } catch {
        field.focus();
        field.select();
      }
    });
  }
}
