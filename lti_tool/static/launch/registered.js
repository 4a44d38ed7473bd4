// Tells the platform that registration is over (LTI Dynamic Registration 1.0): at once, on the button,
// or after a while where the page has something to read first. The message holds no secret.
(() => {
  "use strict";
  const page = document.getElementById("registered");
  const close = () => (window.opener || window.parent).postMessage({ subject: "org.imsglobal.lti.close" }, "*");
  page.querySelector("[data-close]").addEventListener("click", close);
  window.setTimeout(close, Number(page.dataset.wait) * 1000);
})();
