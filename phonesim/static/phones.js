"use strict";
/* The page of phones: asks once a second, changes only what changed, so that focus and half-typed texts stay. */
const api = "/_sim/api/";
const quick = [["1", "1 take it"], ["2", "2 pass on"], ["3", "3 details"], ["4", "4 help"], ["5", "5 done"]];
const ways = ["ring", "answer", "voicemail", "busy", "reject", "off"];
const shown = new Map();
let lastEntry = 0;
let numbers = [];

async function ask(path, body) {
  const options = body === undefined ? {} : { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
  const answer = await fetch(api + path, options);
  const said = await answer.json();
  if (!answer.ok) throw new Error(said.error || answer.statusText);
  return said;
}

function say(text) { document.getElementById("state").textContent = text; }

function act(path, body) { ask(path, body || {}).then(refresh).catch((error) => say(error.message)); }

function make(tag, text, className) {
  const element = document.createElement(tag);
  if (text) element.textContent = text;
  if (className) element.className = className;
  return element;
}

function button(text, run, className) {
  const element = make("button", text, className);
  element.type = "button";
  element.addEventListener("click", run);
  return element;
}

function time(at) { return new Date(at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", second: "2-digit" }); }

function card(phone) {
  const node = document.getElementById("phone").content.firstElementChild.cloneNode(true);
  const name = phone.name || phone.number;
  const where = encodeURIComponent(phone.number);
  node.setAttribute("aria-label", `Phone of ${name}`);
  node.querySelector("h2").textContent = name;
  node.querySelector(".number").textContent = phone.number;
  node.querySelector(".thread").setAttribute("aria-label", `Texts of ${name}`);
  const form = node.querySelector("form");
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    act(`phones/${where}/sms`, { to: form.elements.to.value, body: form.elements.body.value });
    form.elements.body.value = "";
  });
  const row = node.querySelector(".quick");
  row.setAttribute("aria-label", `Quick replies of ${name}`);
  for (const [body, label] of quick) {
    row.append(button(label, () => act(`phones/${where}/sms`, { to: form.elements.to.value, body })));
  }
  const way = node.querySelector(".behaviour select");
  for (const choice of ways) way.append(new Option(choice, choice));
  way.addEventListener("change", () => act(`phones/${where}/behaviour`, { call: way.value }));
  document.getElementById("phones").append(node);
  return node;
}

function drawNumbers(select) {
  const known = numbers.map((row) => row.number).join();
  if (select.dataset.known === known) return;
  select.replaceChildren(...numbers.map((row) => new Option(row.number, row.number)));
  select.dataset.known = known;
}

function drawTexts(list, phone) {
  const drawn = JSON.stringify(phone.messages);
  if (list.dataset.drawn === drawn) return;
  list.dataset.drawn = drawn;
  list.replaceChildren(...phone.messages.slice(-40).map((message) => {
    const mine = message.from === phone.number;
    const item = make("li", message.body || "(empty)", mine ? "mine" : "");
    const failed = message.error_code ? `, error ${message.error_code}` : "";
    const parts = message.segments > 1 ? `, ${message.segments} segments` : "";
    item.append(make("small", `${mine ? "to " + message.to : "from " + message.from}, ${time(message.at)}, ${message.status}${failed}${parts}`));
    return item;
  }));
  list.scrollTop = list.scrollHeight;
}

function drawCalls(box, phone) {
  const open = phone.calls.filter((call) => !["completed", "busy", "no-answer", "failed", "canceled"].includes(call.state));
  const last = phone.calls.slice(-1);
  const chosen = open.length ? open : last;
  const drawn = JSON.stringify(chosen);
  if (box.dataset.drawn === drawn) return;
  const before = document.activeElement && box.contains(document.activeElement) ? document.activeElement.textContent : "";
  box.dataset.drawn = drawn;
  box.replaceChildren(...chosen.map((call) => drawCall(call, phone)));
  if (before) [...box.querySelectorAll("button")].find((one) => one.textContent === before)?.focus();
}

function drawCall(call, phone) {
  const node = make("div", "", call.state === "ringing" ? "call ringing" : "call");
  const words = { ringing: "is ringing", "in-progress": "is on the line", completed: "ended", "no-answer": "was not answered" };
  node.append(make("p", `Call from ${call.from === phone.number ? "here to " + call.to : call.from} ${words[call.state] || call.state}`));
  if (call.captions.length) node.append(make("p", call.captions.slice(-4).join(" "), "captions"));
  const row = make("div", "", "row");
  if (["queued", "initiated", "ringing"].includes(call.state) && call.direction !== "inbound") {
    row.append(button("Answer", () => act(`calls/${call.sid}/answer`), "answer"));
    row.append(button("Decline", () => act(`calls/${call.sid}/reject`)));
    row.append(button("Voicemail", () => act(`calls/${call.sid}/voicemail`)));
  }
  if (call.state === "in-progress") {
    const pad = make("div", "", "keypad");
    for (const key of "123456789*0#") pad.append(button(key, () => act(`calls/${call.sid}/keys`, { digits: key })));
    node.append(pad);
    row.append(button("Hang up", () => act(`calls/${call.sid}/hangup`)));
  }
  if (row.children.length) node.append(row);
  return node;
}

async function drawJournal() {
  const rows = await ask(`journal/?since=${lastEntry}`);
  const list = document.getElementById("entries");
  for (const row of rows) {
    lastEntry = Math.max(lastEntry, row.id);
    const what = row.kind === "webhook" ? `webhook ${row.url} ${row.params.MessageStatus || row.params.CallStatus || ""}` : `${row.kind} ${row.url || row.text || ""}`;
    const item = make("li", `${time(row.at)} ${what} ${row.status === undefined ? "" : row.status}`);
    if (row.status >= 400 || row.status === 0 || row.kind === "error") item.className = "bad";
    list.prepend(item);
  }
  while (list.children.length > 200) list.lastElementChild.remove();
}

async function refresh() {
  numbers = await ask("numbers/");
  const phones = await ask("phones/");
  for (const phone of phones) {
    const full = await ask(`phones/${encodeURIComponent(phone.number)}/`);
    if (!shown.has(phone.number)) shown.set(phone.number, card(full));
    const node = shown.get(phone.number);
    node.querySelector("h2").textContent = full.name || full.number;
    drawNumbers(node.querySelector("form select"));
    drawTexts(node.querySelector(".thread"), full);
    drawCalls(node.querySelector(".calls"), full);
    const way = node.querySelector(".behaviour select");
    if (document.activeElement !== way) way.value = full.call;
  }
  await drawJournal();
  say(`${phones.length} phones, as of ${new Date().toLocaleTimeString()}.`);
}

async function loop() {
  try { await refresh(); } catch (error) { say(`The simulator does not answer: ${error.message}`); }
  setTimeout(loop, 1000);
}

document.getElementById("reset").addEventListener("click", () => {
  act("reset");
  document.getElementById("entries").replaceChildren();
  lastEntry = 0;
});
loop();
