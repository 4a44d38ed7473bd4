// A draft is kept on this device while the server does not have it: offline, or after the session ended.
// Each copy goes as soon as it is saved, at the latest a week later; it is offered, never put in by itself.
(() => {
  "use strict";
  const PREFIX = "boussole:draft:";
  const LONGEST_MS = 7 * 24 * 3600 * 1000;
  const shelf = (() => { try { return window.localStorage; } catch { return null; } })();

  const formOf = (element) => {
    const form = element && (element.form || (element.closest && element.closest("form")));
    return form && form.dataset.draft ? form : null;
  };
  const box = (form) => form.elements.text;
  const read = (key) => { try { return JSON.parse(shelf.getItem(key)); } catch { return null; } };
  const drop = (key) => { try { shelf.removeItem(key); } catch { /* a blocked storage holds nothing */ } };
  const keep = (key, text) => {
    try { shelf.setItem(key, JSON.stringify({ text, at: Date.now() })); } catch { /* full or blocked: the form still has it */ }
  };
  const keyOf = (form) => PREFIX + form.dataset.draft;
  const isOld = (copy) => !copy || typeof copy.text !== "string" || !(Date.now() - copy.at < LONGEST_MS);

  document.addEventListener("input", (event) => {
    const form = formOf(event.target);
    if (form && event.target === box(form)) keep(keyOf(form), box(form).value);
  });

  // What was sent is known to be kept once the answer to it came.
  document.addEventListener("htmx:config:request", (event) => {
    const form = formOf(event.detail.ctx.sourceElement);
    if (form) event.detail.ctx.draft = { key: keyOf(form), text: box(form).value };
  });
  document.addEventListener("htmx:after:swap", (event) => {
    const ctx = event.detail.ctx;
    const sent = ctx && ctx.draft;
    if (sent && ctx.response && ctx.response.status < 400) {
      const copy = read(sent.key);
      if (copy && copy.text === sent.text) drop(sent.key);
    }
    if (ctx && ctx.target && ctx.target.id === "main") offer();
  });

  const offer = () => {
    for (const form of document.querySelectorAll("form[data-draft]")) {
      const copy = read(keyOf(form));
      if (!copy) continue;
      if (isOld(copy) || (copy.text === box(form).value && !("unsure" in form.dataset))) { drop(keyOf(form)); continue; }
      if (copy.text === box(form).value) continue;
      form.querySelector("[data-unsaved-words]").textContent = copy.text.slice(0, 300);
      form.querySelector("[data-unsaved]").hidden = false;
    }
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-bring-back], [data-let-go]");
    const form = button && formOf(button);
    if (!form) return;
    const copy = read(keyOf(form));
    if ("bringBack" in button.dataset && copy) {
      box(form).value = copy.text;
      box(form).dispatchEvent(new Event("input", { bubbles: true }));
    } else drop(keyOf(form));
    form.querySelector("[data-unsaved]").hidden = true;
    box(form).focus();
  });
  window.addEventListener("online", () => {
    for (const form of document.querySelectorAll("form[data-draft]")) {
      if (read(keyOf(form))) box(form).dispatchEvent(new Event("change", { bubbles: true }));
    }
  });

  try {
    for (const key of Object.keys(shelf)) if (key.startsWith(PREFIX) && isOld(read(key))) drop(key);
  } catch { /* blocked */ }
  offer();
})();
