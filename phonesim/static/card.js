// One phone: its thread, its call, its keypad. Texts are strangers' words: only ever written as text.

import { clockTime, make, post, show, write } from "/static/api.js";

const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#"];
const WORDS = { "in-progress": "Connected", "no-answer": "No answer", completed: "Ended", queued: "Queued", initiated: "Dialling" };
const SHOWN_AFTER_END = 60_000;

export class Card {
  constructor(number, refresh) {
    this.path = `phones/${encodeURIComponent(number)}/`;
    this.refresh = refresh;
    this.node = document.getElementById("phone").content.firstElementChild.cloneNode(true);
    this.parts = Object.fromEntries([...this.node.querySelectorAll("[data-part]")].map((one) => [one.dataset.part, one]));
    this.form = this.node.querySelector("form");
    this.texts = new Map();
    this.sid = "";
    this.makeKeypad();
    this.listen();
  }

  makeKeypad() {
    for (const key of KEYS) {
      const button = make("button", "", key);
      button.type = "button";
      button.addEventListener("click", () => this.act(() => post(`calls/${this.sid}/keys`, { digits: key })));
      this.parts.keypad.append(button);
    }
  }

  listen() {
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.send(this.form.elements.body.value);
    });
    this.form.elements.body.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        this.form.requestSubmit();
      }
    });
    for (const button of this.node.querySelectorAll("[data-quick]")) {
      button.addEventListener("click", () => this.send(button.dataset.quick));
    }
    for (const button of this.node.querySelectorAll("[data-act]")) {
      button.addEventListener("click", () => this.act(() => this.call(button.dataset.act)));
    }
    for (const name of ["on_call", "on_text"]) {
      const choice = this.node.querySelector(`[name=${name}]`);
      choice.addEventListener("change", () => this.act(() => post(`${this.path}behaviour`, { [name.slice(3)]: choice.value })));
    }
  }

  send(body) {
    return this.act(async () => {
      await post(`${this.path}sms`, { to: this.form.elements.to.value, body });
      this.form.elements.body.value = "";
    });
  }

  call(what) {
    if (what === "call") return post(`${this.path}call`, { to: this.form.elements.to.value });
    return post(`calls/${this.sid}/${what}`);
  }

  async act(deed) {
    try {
      await deed();
      write(this.parts.failed, "");
    } catch (error) {
      write(this.parts.failed, error.message);
    }
    await this.refresh();
  }

  forget() {
    this.texts.clear();
    this.parts.thread.replaceChildren();
  }

  update(phone, numbers) {
    const isNamed = phone.name !== phone.number;
    write(this.parts.name, phone.name);
    write(this.parts.number, isNamed ? phone.number : "");
    this.node.setAttribute("aria-label", phone.name);
    this.parts.log.setAttribute("aria-label", `Texts of ${phone.name}`);
    this.parts.call.setAttribute("aria-label", `Call of ${phone.name}`);
    write(this.parts.badge, phone.opted_out.length ? "said STOP" : "");
    show(this.parts.badge, phone.opted_out.length > 0);
    this.updateNumbers(phone, numbers);
    this.updateBehaviour(phone.behaviour);
    this.updateCall(phone.call);
    this.updateThread(phone);
  }

  updateNumbers(phone, numbers) {
    const choice = this.form.elements.to;
    if (choice.dataset.known === numbers.join()) return;
    const chosen = choice.value || this.lastSender(phone);
    choice.dataset.known = numbers.join();
    choice.replaceChildren(...numbers.map((number) => new Option(number, number)));
    if (numbers.includes(chosen)) choice.value = chosen;
  }

  lastSender(phone) {
    const received = phone.texts.filter((text) => !text.mine);
    return received.length ? received[received.length - 1].from : "";
  }

  updateBehaviour(behaviour) {
    for (const name of ["call", "text"]) {
      const choice = this.node.querySelector(`[name=on_${name}]`);
      if (document.activeElement !== choice && choice.value !== behaviour[name]) choice.value = behaviour[name];
    }
  }

  updateCall(call) {
    const isShown = Boolean(call) && (call.alive || Date.now() - Date.parse(call.at) < SHOWN_AFTER_END || call.captions.length > 0);
    show(this.parts.call, isShown);
    this.node.classList.toggle("rings", Boolean(call) && call.state === "ringing");
    this.node.classList.toggle("talks", Boolean(call) && call.state === "in-progress");
    if (!isShown) return;
    this.sid = call.sid;
    write(this.parts.state, this.stateWords(call));
    write(this.parts.other, call.mine ? `to ${call.to}` : `from ${call.from}`);
    write(this.parts.timer, this.timerWords(call));
    write(this.parts.said, this.hint(call));
    show(this.parts.ringing, call.state === "ringing" && !call.mine);
    show(this.parts.talking, call.state === "in-progress");
    show(this.parts.keypad, !call.voicemail);
    this.updateCaptions(call);
  }

  stateWords(call) {
    if (call.state === "in-progress" && call.voicemail) return "Voicemail answered";
    return WORDS[call.state] || call.state[0].toUpperCase() + call.state.slice(1);
  }

  timerWords(call) {
    if (call.state === "ringing" && !call.mine) return `${call.seconds} of ${call.ring_seconds} s`;
    if (call.state !== "in-progress" && !call.seconds) return "";
    return `${Math.floor(call.seconds / 60)}:${String(call.seconds % 60).padStart(2, "0")}`;
  }

  hint(call) {
    if (call.gathering) return call.keys ? `It listens. Pressed: ${call.keys}` : "It listens: press a key.";
    if (call.voicemail && call.recorded.length) return `The mailbox has: ${call.recorded.join(" ")}`;
    return call.keys ? `Pressed: ${call.keys}` : "";
  }

  updateCaptions(call) {
    const captions = this.parts.captions;
    if (captions.dataset.sid !== call.sid) {
      captions.dataset.sid = call.sid;
      captions.replaceChildren();
    }
    for (const words of call.captions.slice(captions.children.length)) captions.append(make("p", "", words));
    if (captions.children.length !== Number(captions.dataset.shown)) {
      captions.dataset.shown = captions.children.length;
      captions.scrollTop = captions.scrollHeight;
    }
    show(captions, call.captions.length > 0);
  }

  updateThread(phone) {
    const thread = this.parts.log;
    const isAtEnd = thread.scrollHeight - thread.scrollTop - thread.clientHeight < 40;
    const known = new Set(phone.texts.map((text) => text.sid));
    for (const [sid, bubble] of this.texts) {
      if (known.has(sid)) continue;
      bubble.node.remove();
      this.texts.delete(sid);
    }
    for (const text of phone.texts) this.updateText(text);
    write(this.parts.before, `${phone.texts_before} earlier texts are in the API.`);
    show(this.parts.before, phone.texts_before > 0);
    if (isAtEnd) thread.scrollTop = thread.scrollHeight;
  }

  updateText(text) {
    if (!this.texts.has(text.sid)) {
      const node = make("li", text.mine ? "bubble mine" : "bubble");
      const body = make("p", "body");
      const facts = make("p", "facts");
      node.append(body, facts);
      this.parts.thread.append(node);
      this.texts.set(text.sid, { node, body, facts });
    }
    const bubble = this.texts.get(text.sid);
    const pieces = text.segments === 1 ? "1 segment" : `${text.segments} segments`;
    const error = text.error_code ? ` ${text.error_code}` : "";
    write(bubble.body, text.body || "(no words)");
    write(bubble.facts, `${clockTime(text.at)} · ${text.mine ? "sent" : text.status}${error} · ${pieces}`);
    bubble.node.classList.toggle("failed", Boolean(text.error_code));
  }
}
