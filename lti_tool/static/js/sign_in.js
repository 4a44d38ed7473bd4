// The window in which people of a site sign in: what came back goes on as a form of ours, and at the end the
// frame that opened this window is told a code, by our own origin's name, so that no other page hears it.
(() => {
  "use strict";
  const form = document.querySelector("form[data-at-once]");
  if (form) {
    history.replaceState(null, "", location.pathname);
    form.requestSubmit();
  }
  const done = document.querySelector("[data-code]");
  if (done && window.opener) {
    const { code, nonce } = done.dataset;
    window.opener.postMessage({ type: "boussole:code", code, nonce }, location.origin);
    setTimeout(() => window.close(), 400);
  }
})();
