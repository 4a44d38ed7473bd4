// The launched page: keeps the session in memory, sends it with every request, looks after
// focus, messages and the frame's height. The token never reaches a URL, a cookie or storage.
(() => {
  "use strict";
  const holder = document.querySelector("[data-session]");
  let token = holder ? holder.dataset.session : "";
  if (holder) holder.removeAttribute("data-session");

  const byId = (id) => document.getElementById(id);
  const main = () => byId("main");
  const say = (text) => { const place = byId("status"); if (place) place.textContent = text; };
  const sameOrigin = (address) => new URL(address, document.baseURI).origin === location.origin;
  const authorise = (headers) => { if (token) headers.Authorization = `Bearer ${token}`; return headers; };

  document.addEventListener("htmx:config:request", (event) => {
    const request = event.detail.ctx.request;
    if (!sameOrigin(request.action)) return;
    authorise(request.headers);
    // A session that has ended no longer says in which language: the page does.
    request.headers["Accept-Language"] = document.documentElement.lang;
  });

  // The first page came as the answer to a posted launch: going back to it must not post again.
  const home = document.body.dataset.home;
  if (home && token) history.replaceState({ htmx: true }, "", home);

  // A refusal of something that was sent must not take the form, and what is typed in it, away:
  // it is said in the status line. A corrected form (422) and a page that was asked for are shown.
  const sentenceIn = (html) => {
    const failure = new DOMParser().parseFromString(html, "text/html").querySelector("[data-sentence]");
    return failure ? failure.dataset.sentence : document.body.dataset.offline;
  };
  document.addEventListener("htmx:before:swap", (event) => {
    const ctx = event.detail.ctx;
    const status = ctx && ctx.response ? ctx.response.status : 0;
    if (status < 400 || status === 422 || ctx.sourceElement.closest(".assistant-form, .assistant-verdict")) return;
    if (ctx.request.method === "GET" && ctx.target === main()) return;
    event.preventDefault();
    say(sentenceIn(ctx.text));
  });

  // The page's own requests (opening, showing) are nobody's business when they fail.
  const isQuiet = (element) => Boolean(element) && element.hidden;
  document.addEventListener("htmx:error", (event) => {
    if (!isQuiet(event.target) && !event.target.closest(".assistant")) say(document.body.dataset.offline || "");
  });
  document.addEventListener("htmx:before:request", (event) => { if (!isQuiet(event.target)) say(""); });

  document.addEventListener("htmx:after:swap", (event) => {
    const ctx = event.detail.ctx;
    const target = ctx ? ctx.target : null;
    if (target && target === main()) arrive(ctx);
    else if (target) stay(target);
    tellHeight();
  });

  // A new page: its heading is read out, it begins at the top, or at the passage that was cited.
  const arrive = (ctx) => {
    const heading = main().querySelector("h1");
    const cited = ctx.request && ctx.request.anchor ? byId(ctx.request.anchor) : null;
    const wrong = main().querySelector("[aria-invalid='true']");
    if (heading) document.title = `${heading.textContent.trim()} – Boussole`;
    if (cited) cited.classList.add("passage--cited");
    const place = wrong || cited || heading;
    if (place && place === heading) heading.tabIndex = -1;
    if (place) place.focus({ preventScroll: true });
    if (!cited) window.scrollTo(0, 0);
    markCurrent();
    hideFramedOnly();
  };

  // A part of a page changed: a saved answer marks its field right or wrong; focus is not lost
  // when the button that had it is gone.
  const stay = (target) => {
    const form = target.closest(".asking");
    if (form) {
      const wrong = target.querySelector("[data-wrong]");
      for (const field of form.querySelectorAll("input:not([type=hidden]), textarea")) {
        if (wrong) field.setAttribute("aria-invalid", "true"); else field.removeAttribute("aria-invalid");
      }
    }
    if (pressed && !pressed.button.isConnected) {
      const place = byId(pressed.around) || main();
      const next = place.querySelector(".marks a, .marks button, .line__acts button");
      if (next && document.activeElement === document.body) next.focus({ preventScroll: true });
      pressed = null;
    }
  };

  // The button that was pressed last, and the list entry it stood in: focus stays there when the
  // button goes away. Requests that pages make by themselves leave this alone.
  let pressed = null;
  document.addEventListener("htmx:before:request", (event) => {
    if (event.target !== document.activeElement) return;
    const entry = event.target.closest("[data-entry]");
    pressed = { button: event.target, around: entry ? entry.id : "" };
  });

  // A page under the tabs of a part marks that part: people keep seeing where they are.
  const markCurrent = () => {
    const tabs = document.querySelector("#main [data-part]");
    const part = tabs ? tabs.dataset.part : "";
    for (const link of document.querySelectorAll("nav [data-nav]")) {
      const { pathname } = new URL(link.href);
      if (location.pathname === pathname) link.setAttribute("aria-current", "page");
      else if (part === pathname) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  };

  // "Open in a new tab": a ticket that works once and for a minute, posted, never in an address.
  document.addEventListener("boussole:ticket", (event) => {
    const form = byId("new-tab");
    if (!form) return;
    form.elements.ticket.value = event.detail.value;
    form.submit();
    form.elements.ticket.value = "";
  });
  const hideFramedOnly = () => {
    if (window.parent !== window) return;
    for (const element of document.querySelectorAll("[data-framed]")) element.hidden = true;
  };

  // A file that only this session may read: fetched with the token, then saved.
  document.addEventListener("click", async (event) => {
    const link = event.target.closest("a[data-download]");
    if (!link) return;
    event.preventDefault();
    try {
      const answer = await fetch(link.href, { headers: authorise({}) });
      if (!answer.ok) { say(sentenceIn(await answer.text())); return; }
      const saved = document.createElement("a");
      saved.href = URL.createObjectURL(await answer.blob());
      saved.download = link.dataset.download;
      saved.click();
      URL.revokeObjectURL(saved.href);
    } catch { say(document.body.dataset.offline || ""); }
  });

  // A script of ours that sends a file by itself, to show how far it is, gets a signed request, never the token.
  document.addEventListener("boussole:sending", (event) => {
    const { request, action } = event.detail;
    if (!sameOrigin(action)) return;
    request.open("POST", action);
    const headers = authorise({ "HX-Request": "true", "Accept-Language": document.documentElement.lang });
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
  });

  window.addEventListener("offline", () => say(document.body.dataset.offline || ""));
  window.addEventListener("online", () => say(""));

  // Canvas sizes its frame on request; small changes are not worth a jump.
  const platform = document.body.dataset.platform;
  let told = 0;
  const tellHeight = () => {
    if (!platform || window.parent === window) return;
    const height = Math.min(Math.max(document.documentElement.scrollHeight, 400), 5000);
    if (Math.abs(height - told) <= 8) return;
    told = height;
    window.parent.postMessage(JSON.stringify({ subject: "lti.frameResize", height }), platform);
  };
  if ("ResizeObserver" in window) new ResizeObserver(tellHeight).observe(document.body);
  markCurrent();
  hideFramedOnly();

  // Until htmx has taken the links over (it does so in a timer that it set before this one), a press
  // would follow them without the session: what it would do waits, and nothing typed is lost.
  setTimeout(() => {
    for (const part of document.querySelectorAll("[data-starting]")) part.inert = false;
    byId("starting")?.remove();
  });
})();
