// What the page around a tool's frame does for the tool: capabilities, the frame's height, the end of a registration.
// Only messages from the tool's own origin count.
(() => {
  "use strict";
  const script = document.currentScript;
  const toolOrigin = script.dataset.toolOrigin;
  const frame = document.getElementById("tool");
  const dialog = document.getElementById("chooser");
  if (dialog) dialog.showModal();
  const answers = {
    "lti.frameResize": (asked) => {
      const height = Number(asked.height);
      if (Number.isFinite(height)) frame.style.height = `${Math.min(Math.max(height, 150), 5000)}px`;
    },
    "org.imsglobal.lti.close": () => {
      if (script.dataset.close) window.location.assign(script.dataset.close);
    },
  };
  window.addEventListener("message", (event) => {
    const asked = event.data;
    if (event.origin !== toolOrigin || !asked || typeof asked !== "object") return;
    // Moodle hears one message only: that a registration is done.
    if ("deaf" in script.dataset && asked.subject !== "org.imsglobal.lti.close") return;
    if (asked.subject === "lti.capabilities") {
      const supported = [{ subject: "lti.capabilities" }, { subject: "lti.frameResize" }];
      if ("storage" in script.dataset) {
        for (const subject of ["lti.put_data", "lti.get_data"]) supported.push({ subject, frame: "post_message_forwarding" });
      }
      event.source.postMessage(
        { subject: "lti.capabilities.response", message_id: asked.message_id, supported_messages: supported }, event.origin);
    } else if (Object.hasOwn(answers, asked.subject)) answers[asked.subject](asked);
  });
})();
