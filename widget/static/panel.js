// The assistant's panel: keys, Stop, states of the form. Everything else is htmx and HTML.
// Listeners sit on the document, since the panel comes and goes with the page's main part.
(() => {
  "use strict";
  const byId = (id) => document.getElementById(id);
  const isForm = (element) => Boolean(element) && element.id === "assistant-form";
  const reduced = matchMedia("(prefers-reduced-motion: reduce)");
  let asked = "";
  let ended = true;
  let giveUp = 0;

  const say = (text) => { const place = byId("assistant-status"); if (place) place.textContent = text; };
  const words = (name) => { const panel = byId("assistant"); return (panel && panel.dataset[name]) || ""; };

  const busy = (running) => {
    const send = byId("assistant-send");
    const stop = byId("assistant-stop");
    if (!send || !stop) return;
    const hadFocus = document.activeElement === (running ? send : stop);
    send.disabled = running;
    stop.hidden = !running;
    if (hadFocus) (running ? stop : byId("assistant-box")).focus();
    clearTimeout(giveUp);
  };

  document.addEventListener("keydown", (event) => {
    if (event.target.id !== "assistant-box" || event.key !== "Enter") return;
    if (event.shiftKey || event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    if (!byId("assistant-send").disabled) byId("assistant-form").requestSubmit();
  });

  document.addEventListener("htmx:before:request", (event) => {
    if (!isForm(event.target)) return;
    asked = byId("assistant-box").value;
    ended = false;
    const refused = byId("assistant-refused");
    if (refused) refused.textContent = "";
    busy(true);
  });

  // The stream is open: the question stands in the thread, so the box is free again.
  document.addEventListener("htmx:sse:after:connection", (event) => {
    if (!isForm(event.target)) return;
    byId("assistant-box").value = "";
    const empty = document.querySelector(".assistant-empty");
    if (empty) empty.remove();
  });

  document.addEventListener("htmx:sse:after:message", (event) => {
    if (!isForm(event.target)) return;
    const turn = document.querySelector("#assistant-thread > article:last-of-type");
    if (turn && !turn.dataset.seen) {
      turn.dataset.seen = "yes";
      turn.scrollIntoView({ block: "nearest", behavior: reduced.matches ? "auto" : "smooth" });
    }
  });

  // What was asked for beside the conversation gets the focus: on what needs an answer or a correction, else on its
  // heading. A frame is low: there it also begins at the top, and so does a conversation chosen from the list.
  document.addEventListener("htmx:after:swap", (event) => {
    const target = event.detail.ctx ? event.detail.ctx.target : null;
    if (!(target instanceof Element)) return;
    const framed = target.closest(".assistant--frame");
    const isChosen = event.target instanceof Element && event.target.closest(".assistant-threads");
    if (framed && target.id === "assistant-thread" && isChosen) target.scrollIntoView({ block: "start", behavior: "auto" });
    if (target.id !== "assistant-side") return;
    const here = target.querySelector("[aria-invalid='true'], [data-here]");
    const place = here || target.querySelector("h3");
    if (place) place.focus();
    if (place && framed) (here || target).scrollIntoView({ block: here ? "center" : "start", behavior: "auto" });
  });

  const finish = () => {
    if (ended) return;
    ended = true;
    busy(false);
    const card = document.querySelector("#assistant-thread > article:last-of-type .assistant-crisis");
    if (card) card.scrollIntoView({ block: "start", behavior: "auto" });
    const open = document.querySelector(".assistant-answer[aria-busy='true']");
    if (open) {
      open.removeAttribute("aria-busy");
      say(words("broken"));
      const box = byId("assistant-box");
      if (box && !box.value) box.value = asked;
    }
  };
  document.addEventListener("htmx:sse:close", (event) => { if (isForm(event.target)) finish(); });
  document.addEventListener("htmx:finally:request", (event) => { if (isForm(event.target)) finish(); });
  document.addEventListener("htmx:error", (event) => {
    if (!isForm(event.target)) return;
    say(words("offline"));
    finish();
  });

  // Stop asks the server, which keeps what was shown; a server that does not answer is hung up on.
  document.addEventListener("click", (event) => {
    const button = event.target.closest("#assistant-stop, [data-copy]");
    if (!button) return;
    if (button.id === "assistant-stop") {
      giveUp = setTimeout(() => htmx.trigger(byId("assistant-form"), "htmx:abort"), 3000);
      return;
    }
    const field = byId(button.dataset.copy);
    field.select();
    if (navigator.clipboard) navigator.clipboard.writeText(field.value).then(() => say(words("copied")), () => {});
  });
})();
