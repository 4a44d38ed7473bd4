// The assistant on your page: one button, and a frame that is made on the first click.
// <script src="https://tool/widget/embed.js" async data-site="..." data-token-url="/mentor-token" data-lang="fr"></script>
// How it looks: data-accent="#0b5d5b" data-label="Ask us" data-side="start".
(() => {
  "use strict";
  const NAME = "boussole-assistant";
  const script = document.currentScript;
  const WORDS = {
    en: ["Ask the assistant", "Close the assistant", "Assistant", "The assistant cannot be reached from this page right now. Close it and try again later.", "I need a human now"],
    fr: ["Poser une question", "Fermer l’assistant", "Assistant", "L’assistant n’est pas joignable depuis cette page en ce moment. Fermez-le et réessayez plus tard.", "J’ai besoin d’un humain maintenant"],
  };
  const STYLE = `:host{all:initial;position:fixed;--c:#0b5d5b;inset-block-end:16px;inset-inline-end:16px;z-index:2147483000;font:16px/1.5 system-ui,sans-serif}
button{font:inherit;font-weight:600;min-block-size:44px;padding:8px 16px;border:1px solid #fff;border-radius:22px;background:var(--c);color:#fff;cursor:pointer}
button:focus-visible{outline:3px solid var(--c);outline-offset:3px}
div{position:absolute;inset-block-end:56px;inset-inline-end:0;inline-size:min(400px,calc(100vw - 32px));block-size:min(640px,calc(100vh - 104px));background:#faf6ee;color:#1d2624;border:1px solid #8b8574;border-radius:8px;overflow:hidden}
:host([data-side=start]){inset-inline:16px auto}:host([data-side=start]) div{inset-inline:0 auto}div[hidden]{display:none}iframe{border:0;inline-size:100%;block-size:100%;display:block}p,a{display:block;margin:0;padding:16px}a{color:var(--c);font-weight:600}`;

  class Assistant extends HTMLElement {
    connectedCallback() {
      if (this.root) return;
      const data = this.dataset;
      this.words = [...(WORDS[(data.lang || document.documentElement.lang || "en").slice(0, 2)] || WORDS.en)];
      if (data.label) this.words[0] = data.label;
      this.root = this.shadowRoot || this.attachShadow({ mode: "open" });
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(/^#[0-9a-f]{6}$/i.test(data.accent || "") ? STYLE.replace("#0b5d5b", data.accent) : STYLE);
      this.root.adoptedStyleSheets = [sheet];
      this.button = document.createElement("button");
      this.button.type = "button";
      this.box = document.createElement("div");
      this.box.hidden = true;
      this.root.replaceChildren(this.box, this.button);
      this.button.addEventListener("click", () => this.toggle(this.box.hidden));
      this.box.addEventListener("keydown", (event) => { if (event.key === "Escape") this.toggle(false); });
      this.heard = (event) => this.hear(event);
      window.addEventListener("message", this.heard);
      this.label();
    }

    disconnectedCallback() {
      // Moving an element disconnects and connects it again: look after the move.
      queueMicrotask(() => {
        if (this.isConnected || !this.root) return;
        window.removeEventListener("message", this.heard);
        this.drop();
        this.root.replaceChildren();
        this.root = null;
      });
    }

    label() {
      this.button.textContent = this.words[this.box.hidden ? 0 : 1];
      this.button.setAttribute("aria-expanded", String(!this.box.hidden));
    }

    toggle(open) {
      this.box.hidden = !open;
      this.label();
      if (open && !this.frame) this.load();
      if (open && this.frame) this.frame.focus();
      else if (!open) this.button.focus();
      if (!open && !this.port) this.drop();
    }

    load() {
      const data = this.dataset;
      const frame = document.createElement("iframe");
      const query = new URLSearchParams({ site: data.site || "", lang: data.lang || "", named: data.tokenUrl ? "1" : "" });
      frame.title = this.words[2];
      frame.setAttribute("sandbox", "allow-scripts allow-same-origin allow-forms allow-popups allow-popups-to-escape-sandbox allow-downloads");
      frame.referrerPolicy = "strict-origin";
      frame.src = `${data.tool}/widget/frame?${query}`;
      this.frame = frame;
      this.box.replaceChildren(frame);
      this.late = setTimeout(() => this.fail(), 10000);
    }

    fail() {
      this.drop();
      const words = document.createElement("p");
      words.setAttribute("role", "alert");
      words.textContent = this.words[3];
      // The tool may be down: the directory of help lines is not ours.
      const human = document.createElement("a");
      human.href = "https://findahelpline.com";
      human.target = "_blank";
      human.rel = "noopener noreferrer";
      human.textContent = this.words[4];
      this.box.replaceChildren(words, human);
    }

    drop() {
      clearTimeout(this.late);
      if (this.port) this.port.close();
      if (this.frame) this.frame.remove();
      this.port = this.frame = null;
    }

    // Only our frame, only from its own origin; it gets a port once per load.
    hear(event) {
      const frame = this.frame;
      const ready = event.data && event.data.type === "boussole:ready";
      if (!frame || !ready || event.source !== frame.contentWindow || event.origin !== this.dataset.tool) return;
      clearTimeout(this.late);
      if (this.port) this.port.close();
      const channel = new MessageChannel();
      this.port = channel.port1;
      this.port.onmessage = (message) => this.serve(message.data || {});
      frame.contentWindow.postMessage({ type: "boussole:port", nonce: event.data.nonce }, this.dataset.tool, [channel.port2]);
    }

    async serve(message) {
      const port = this.port;
      if (message.type === "close") this.toggle(false);
      if (message.type !== "token") return;
      try {
        port.postMessage({ type: "token", token: await this.token() });
      } catch (error) {
        port.postMessage({ type: "token", failed: String(error.message || error).slice(0, 40) });
      }
    }

    // The host page's own endpoint answers {"token": "..."} or the bare token.
    async token() {
      if (!this.dataset.tokenUrl) throw new Error("none");
      const answer = await fetch(this.dataset.tokenUrl, { method: "POST", credentials: "same-origin", signal: AbortSignal.timeout(10000), headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(String(answer.status));
      const text = (await answer.text()).trim();
      const token = text.startsWith("{") ? JSON.parse(text).token : text;
      if (!/^[\w-]+\.[\w-]+\.[\w-]+$/.test(token || "") || token.length > 8192) throw new Error("not a token");
      return token;
    }
  }

  if (!customElements.get(NAME)) customElements.define(NAME, Assistant);
  if (!script || !script.dataset.site) return;
  const start = () => {
    const tool = new URL(script.src).origin;
    if (document.querySelector(`${NAME}[data-site="${CSS.escape(script.dataset.site)}"]`)) return;
    const element = document.createElement(NAME);
    Object.assign(element.dataset, script.dataset, { tool });
    document.body.append(element);
  };
  if (document.body) start(); else document.addEventListener("DOMContentLoaded", start);
})();
