// The frame on somebody else's page: shakes hands with the loader, gets a session, loads the panel.
// The session lives in this page's memory only. Every failure shows words, never a blank box.
(() => {
  "use strict";
  const body = document.body;
  const origins = JSON.parse(body.dataset.origins);
  const site = body.dataset.site;
  const nonce = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
  // The site's colour is chosen to be read on light paper; dark pages keep the usual one.
  if (body.dataset.accent && !matchMedia("(prefers-color-scheme: dark)").matches) {
    document.documentElement.style.setProperty("--accent", body.dataset.accent);
    document.documentElement.style.setProperty("--on-accent", "#ffffff");
  }
  let port = null;
  let bearer = "";
  let waiting = null;
  let renewing = null;

  const states = () => document.querySelectorAll("[data-state]");
  const show = (name) => {
    for (const state of states()) state.hidden = state.dataset.state !== name;
    // The panel holds this link itself.
    const human = document.getElementById("frame-human");
    if (human) human.hidden = name === "panel";
  };

  // 1. Ready goes to each allowed origin by name; the browser drops it for every other page.
  const announce = () => { for (const origin of origins) window.parent.postMessage({ type: "boussole:ready", nonce }, origin); };

  window.addEventListener("message", (event) => {
    const data = event.data || {};
    if (data.type === "boussole:port") {
      const ours = event.source === window.parent && origins.includes(event.origin) && data.nonce === nonce;
      if (!ours || port || !event.ports[0]) return;
      port = event.ports[0];
      port.onmessage = (message) => { if (waiting && message.data && message.data.type === "token") waiting(message.data); };
      begin();
    } else if (data.type === "boussole:code" && event.origin === location.origin && data.nonce === nonce) {
      exchange("code", String(data.code)).then(load, () => show("signin"));
    }
  });

  const askToken = () => new Promise((resolve) => {
    const late = setTimeout(() => { waiting = null; resolve({ failed: "late" }); }, 12000);
    waiting = (data) => { clearTimeout(late); waiting = null; resolve(data); };
    port.postMessage({ type: "token" });
  });

  const exchange = async (kind, value) => {
    const answer = await fetch(body.dataset.session, { method: "POST", body: new URLSearchParams({ site, kind, value }), headers: { Accept: "application/json" }, cache: "no-store" });
    if (answer.status === 202) return false;
    if (!answer.ok) throw new Error(String(answer.status));
    bearer = (await answer.json()).bearer;
    return true;
  };

  const identify = async () => {
    if (body.dataset.named) {
      const told = await askToken();
      if (told.token) return exchange("jwt", told.token);
      if (!body.dataset.anonymous) throw new Error("token");
    }
    if (body.dataset.anonymous) return exchange("anonymous", "");
    throw new Error("signin");
  };

  const load = () => {
    show("panel");
    htmx.ajax("GET", body.dataset.panel, { target: "#frame-panel", swap: "innerHTML" });
  };

  const begin = () => identify().then(load, (error) => show(navigator.onLine === false ? "offline" : error.message === "signin" ? "signin" : ["429", "503"].includes(error.message) ? "busy" : "unknown"));

  document.addEventListener("htmx:config:request", (event) => {
    const request = event.detail.ctx.request;
    if (bearer && new URL(request.action, location.href).origin === location.origin) request.headers.Authorization = `Bearer ${bearer}`;
  });

  // 3. A session that ended is renewed once; after that the person signs in again.
  document.addEventListener("htmx:before:response", (event) => {
    const { response, target } = event.detail.ctx;
    const status = response.status;
    // An error page of the tool, or of a proxy before it, is no panel.
    if (status >= 400 && status !== 401 && status !== 419 && target && target.id === "frame-panel") {
      event.preventDefault();
      show(status === 429 || status === 503 ? "busy" : "offline");
      return;
    }
    if (status !== 401 && status !== 419) return;
    event.preventDefault();
    if (renewing) { show("signin"); return; }
    renewing = identify().then(() => { show("again"); setTimeout(() => { renewing = null; }, 60000); }, () => show("signin"));
  });
  document.addEventListener("htmx:error", (event) => { if (event.target.id === "frame-panel" || event.target === body) show("offline"); });

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-do]");
    if (!button) return;
    if (button.dataset.do === "again") { show("loading"); if (port) begin(); else announce(); }
    if (button.dataset.do === "back") show("panel");
    if (button.dataset.do === "signin") signIn();
  });

  // A file that only this session may read: fetched with the bearer, then saved; a session that ended is renewed once.
  const save = async (link, renews) => {
    const answer = await fetch(link.href, { headers: { Authorization: `Bearer ${bearer}` }, cache: "no-store" });
    if (answer.status === 401 && renews) { await identify(); await save(link, false); return; }
    if (!answer.ok) throw new Error(String(answer.status));
    const saved = document.createElement("a");
    saved.href = URL.createObjectURL(await answer.blob());
    saved.download = link.dataset.download;
    saved.click();
    URL.revokeObjectURL(saved.href);
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-download]");
    if (!link) return;
    event.preventDefault();
    save(link, true).catch(() => show("offline"));
  });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape" && port) port.postMessage({ type: "close" }); });

  // Sign-in in a window of its own. It tells us a code; where the provider's pages cut it off from us, it
  // shows a number instead, which the person types here.
  const signIn = () => {
    const opened = window.open(`${body.dataset.signin}?${new URLSearchParams({ site, nonce })}`, "_blank", "popup,width=480,height=640");
    show(opened ? "window" : "popup");
  };
  document.addEventListener("submit", (event) => {
    if (event.target.id !== "frame-number") return;
    event.preventDefault();
    const field = event.target.elements.number;
    const said = document.getElementById("frame-number-said");
    const wrong = () => { said.hidden = false; field.setAttribute("aria-invalid", "true"); field.focus(); };
    exchange("number", `${nonce} ${field.value}`).then((isIn) => (isIn ? load() : wrong()), wrong);
  });

  if (window.parent === window) { show("alone"); return; }
  announce();
  setTimeout(() => { if (!port) show("stranger"); }, 8000);
})();
