// The end of a sign-in in a window of its own: the frame that opened it is told a code, by our own origin's
// name, so that no other page hears it.
(() => {
  "use strict";
  const done = document.querySelector("[data-code]");
  if (done && window.opener) {
    const { code, nonce } = done.dataset;
    window.opener.postMessage({ type: "boussole:code", code, nonce }, location.origin);
    setTimeout(() => window.close(), 400);
  }
})();
