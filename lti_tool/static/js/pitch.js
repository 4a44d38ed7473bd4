// The spoken pitch: record in a tab of its own, or take a file; send it with its progress. The sound stays in
// this page until it is sent, and the session's token stays with frame.js, which signs the request.
(() => {
  "use strict";
  const LONGEST = 118;
  const LARGEST = 10 * 1024 * 1024;
  const KINDS = ["audio/webm;codecs=opus", "audio/mp4", "audio/ogg;codecs=opus"];
  const place = () => document.getElementById("recorder");
  const find = (name) => place()?.querySelector(name);
  const words = (name) => place()?.dataset[`words${name}`] || "";
  const say = (text) => { const line = find("[data-said]"); if (line) line.textContent = text; };

  let running = null;
  let made = null;
  let shownAddress = "";

  const canRecord = () => Boolean(navigator.mediaDevices?.getUserMedia && window.MediaRecorder);
  const arrange = () => {
    const part = find("[data-recording]");
    if (part) part.hidden = !canRecord();
    if (!place()) end();
    made = null;
  };

  const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;

  const start = async () => {
    let stream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    } catch {
      say(words("Refused"));
      find("[data-file]").open = true;
      return;
    }
    const kind = KINDS.find((one) => MediaRecorder.isTypeSupported(one)) || "";
    const recorder = new MediaRecorder(stream, kind ? { mimeType: kind } : {});
    const parts = [];
    const device = await named(stream.getAudioTracks()[0]?.label || "");
    recorder.addEventListener("dataavailable", (event) => { if (event.data.size) parts.push(event.data); });
    recorder.addEventListener("stop", () => {
      const seconds = (performance.now() - running.since) / 1000;
      const file = new Blob(parts, { type: recorder.mimeType });
      end();
      made = { file, seconds, device };
      hear(file);
    });
    running = { recorder, stream, since: performance.now(), timer: setInterval(tick, 250) };
    recorder.start();
    show(true);
    say(words("Recording"));
    find("[data-record='stop']").focus();
  };

  const tick = () => {
    const seconds = (performance.now() - running.since) / 1000;
    const line = find("[data-time]");
    if (line) line.textContent = `${clock(seconds)} / 2:00`;
    if (seconds >= LONGEST || !line) running.recorder.stop();
  };

  const end = () => {
    if (!running) return;
    clearInterval(running.timer);
    for (const track of running.stream.getTracks()) track.stop();
    running = null;
    show(false);
  };

  const show = (recording) => {
    const [begin, stop] = [find("[data-record='start']"), find("[data-record='stop']")];
    if (!begin) return;
    begin.hidden = recording;
    stop.hidden = !recording;
  };

  const hear = (file) => {
    const sound = find("[data-sound]");
    if (!sound) return;
    if (shownAddress) URL.revokeObjectURL(shownAddress);
    shownAddress = URL.createObjectURL(file);
    sound.src = shownAddress;
    sound.hidden = false;
    say(words("Heard"));
    find("[data-sends-recording] button[type='submit']").focus();
  };

  // A stable word for the microphone that does not say which it is.
  const named = async (label) => {
    if (!label || !crypto.subtle) return "";
    const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(label));
    return [...new Uint8Array(digest)].slice(0, 12).map((byte) => byte.toString(16).padStart(2, "0")).join("");
  };

  const send = (form) => {
    const chosen = form.elements.recording.files[0];
    const file = chosen || made?.file;
    if (file && file.size > LARGEST) { say(words("Large")); return; }
    const body = new FormData(form);
    body.delete("recording");
    if (file) body.append("recording", file, chosen ? chosen.name : "take");
    if (file && !chosen) { body.set("seconds", made.seconds.toFixed(2)); body.set("device", made.device); }
    const request = new XMLHttpRequest();
    const button = form.querySelector("button[type='submit']");
    const bar = form.querySelector("progress");
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) bar.value = event.loaded / event.total;
    });
    request.upload.addEventListener("load", () => { bar.removeAttribute("value"); say(words("Reading")); });
    request.addEventListener("load", () => answered(request));
    request.addEventListener("error", () => { say(document.body.dataset.offline || ""); });
    request.addEventListener("loadend", () => { button.disabled = false; bar.parentElement.hidden = true; });
    document.dispatchEvent(new CustomEvent("boussole:sending", { detail: { request, action: form.action } }));
    if (request.readyState !== XMLHttpRequest.OPENED) return;
    button.disabled = true;
    bar.parentElement.hidden = false;
    bar.value = 0;
    say(words("Sending"));
    request.send(body);
  };

  // A page, or a refused form as a page, takes the place of this one; any other refusal is said, and the take stays.
  const answered = (request) => {
    if (request.status < 400 || request.status === 422) {
      const main = document.getElementById("main");
      main.innerHTML = request.responseText;
      window.htmx.process(main);
      arrange();
      const heading = main.querySelector("[role='alert'] p, [role='status'] p, h1");
      if (heading) { heading.tabIndex = -1; heading.focus({ preventScroll: true }); }
      window.scrollTo(0, 0);
      return;
    }
    const failure = new DOMParser().parseFromString(request.responseText, "text/html").querySelector("[data-sentence]");
    say(failure ? failure.dataset.sentence : document.body.dataset.offline || "");
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-record]");
    if (button?.dataset.record === "start") start();
    else if (button && running) running.recorder.stop();
  });
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-sends-recording]")) return;
    event.preventDefault();
    send(event.target);
  });
  document.addEventListener("boussole:recorder", (event) => {
    const form = document.getElementById("recorder-tab");
    if (!form) return;
    form.elements.ticket.value = event.detail.value;
    form.submit();
    form.elements.ticket.value = "";
  });
  document.addEventListener("htmx:after:swap", arrange);
  arrange();
})();
