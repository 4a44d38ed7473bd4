// Keeps data for tools inside frames whose cookies are blocked (LTI Client Side postMessages and Platform Storage).
// One memory for the page: a tool reads only what a page of its own origin wrote.
(() => {
  "use strict";
  const kept = new Map();
  window.addEventListener("message", (event) => {
    const asked = event.data;
    if (!asked || typeof asked !== "object" || event.origin === "null" || event.source === null) return;
    const name = JSON.stringify([event.origin, String(asked.key)]);
    const answer = { subject: `${asked.subject}.response`, message_id: asked.message_id };
    if (asked.subject === "lti.put_data") {
      if (typeof asked.key !== "string" || !asked.message_id) answer.error = { code: "bad_request", message: "key and message_id are needed" };
      else if (asked.value === null || asked.value === undefined) kept.delete(name);
      else if (kept.size >= 500 || String(asked.value).length > 4096) answer.error = { code: "storage_exhaustion", message: "no room" };
      else kept.set(name, asked.value);
      Object.assign(answer, { key: asked.key, value: asked.value });
    } else if (asked.subject === "lti.get_data") {
      Object.assign(answer, { key: asked.key, value: kept.get(name) ?? null });
    } else return;
    event.source.postMessage(answer, event.origin);
  });
})();
