// Stores the login's secret with the platform (LTI platform storage, "lti.put_data"), then goes to its login.
// Without an answer within two seconds the login goes on all the same: the cookie may do.
(() => {
  "use strict";
  const page = document.getElementById("go-on");
  const { next, target, origin, key, value } = page.dataset;
  let gone = false;
  const goOn = () => {
    if (!gone) {
      gone = true;
      window.location.replace(next);
    }
  };
  const platform = window.parent !== window ? window.parent : window.opener;
  if (!target || !origin || !platform) {
    goOn();
    return;
  }
  let frame = platform;
  if (target !== "_parent") {
    try {
      frame = platform.frames[target] || platform;
    } catch {
      frame = platform;
    }
  }
  const messageId = crypto.randomUUID();
  window.addEventListener("message", (event) => {
    const said = event.data;
    if (event.origin !== origin || event.source !== frame || !said || typeof said !== "object") return;
    if (said.subject === "lti.put_data.response" && said.message_id === messageId) goOn();
  });
  frame.postMessage({ subject: "lti.put_data", message_id: messageId, key, value }, origin);
  window.setTimeout(goOn, 2000);
})();
