// The launched page: keeps the session in memory, sends it with every request, looks after
// focus, messages and the frame's height. The token never reaches a URL, a cookie or storage.
(() => {
  "use strict";
  const holder = document.querySelector("[data-session]");
  let token = holder ? holder.dataset.session : "";
  if (holder) holder.removeAttribute("data-session");

  const sameOrigin = (address) => new URL(address, document.baseURI).origin === location.origin;

  document.addEventListener("htmx:config:request", (event) => {
    const request = event.detail.ctx.request;
    if (token && sameOrigin(request.action)) request.headers.Authorization = `Bearer ${token}`;
  });

  // The first page came as the answer to a posted launch: going back to it must not post again.
  const home = document.body.dataset.home;
  if (home) history.replaceState({ htmx: true }, "", home);

  const main = () => document.getElementById("main");
  const status = () => document.getElementById("status");
  const say = (text) => { const place = status(); if (place) place.textContent = text; };

  document.addEventListener("htmx:after:swap", (event) => {
    const target = event.detail.ctx ? event.detail.ctx.target : null;
    if (target && target === main()) {
      const heading = main().querySelector("h1");
      if (heading) { heading.tabIndex = -1; heading.focus({ preventScroll: true }); document.title = `${heading.textContent.trim()} – Boussole`; }
      window.scrollTo(0, 0);
      markCurrent();
    }
    const invalid = document.querySelector("[aria-invalid='true']");
    if (invalid && target && target.contains(invalid)) invalid.focus();
    tellHeight();
  });

  const markCurrent = () => {
    for (const link of document.querySelectorAll("nav [data-nav]")) {
      if (location.pathname === new URL(link.href).pathname) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
  };

  document.addEventListener("htmx:error", () => say(document.body.dataset.offline || ""));
  document.addEventListener("htmx:before:request", () => say(""));

  // "Open in a new tab": a ticket that works once and for a minute, posted, never in an address.
  document.addEventListener("boussole:ticket", (event) => {
    const form = document.getElementById("new-tab");
    if (!form) return;
    form.elements.ticket.value = event.detail.value;
    form.submit();
    form.elements.ticket.value = "";
  });

  // Canvas sizes its frame on request; small changes are not worth a jump.
  const platform = document.body.dataset.platform;
  let told = 0;
  const tellHeight = () => {
    if (!platform || window.parent === window) return;
    const height = Math.min(Math.max(document.documentElement.scrollHeight, 400), 5000);
    if (Math.abs(height - told) <= 8) return;
    told = height;
    window.parent.postMessage({ subject: "lti.frameResize", height }, platform);
  };
  if ("ResizeObserver" in window) new ResizeObserver(tellHeight).observe(document.documentElement);
  markCurrent();
})();
