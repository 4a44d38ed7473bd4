// Tells the picker's form on which clock its due dates are typed.
(() => {
  "use strict";
  const tell = () => {
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
    for (const field of document.querySelectorAll("[data-zone]")) field.value = zone;
  };
  tell();
  document.addEventListener("htmx:after:swap", tell);
})();
