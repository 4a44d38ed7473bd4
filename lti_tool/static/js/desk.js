// Copy buttons of the administrator's desk: shown where the browser can copy, silent elsewhere.
"use strict";
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
