// The side: switches for faults, and the journal.

import { clockTime, drop, get, make, post, write } from "/static/api.js";

const KEPT = 200;

export class Journal {
  constructor(list) {
    this.list = list;
    this.since = 0;
  }

  async update() {
    const lines = await get(`journal/?since=${this.since}`);
    for (const line of lines) {
      this.since = line.id;
      this.list.prepend(entry(line));
    }
    while (this.list.children.length > KEPT) this.list.lastElementChild.remove();
  }

  forget() {
    this.since = 0;
    this.list.replaceChildren();
  }
}

function entry(line) {
  const item = make("li", line.kind);
  if (line.verdict === "refused" || line.verdict === "failed" || line.error_code) item.classList.add("bad");
  const details = make("details");
  const summary = make("summary");
  summary.append(make("span", "when", clockTime(line.at)), make("span", "kind", line.kind), make("span", "words", words(line)));
  details.append(summary);
  details.addEventListener("toggle", () => fill(details, line), { once: true });
  item.append(details);
  return item;
}

function words(line) {
  const code = line.error_code ? ` (${line.error_code})` : "";
  if (line.kind === "rest") return `${line.method} ${line.url.split("?")[0].split("/").slice(4).map(shortened).join("/")}: ${line.status || "no answer"}`;
  if (line.kind === "webhook") return `${line.text} ${told(line)}: ${line.verdict}${line.status ? ` ${line.status}` : ""}`;
  return shortened(line.text.replace("POST /_sim/api/", "")) + code;
}

function shortened(text) {
  return text.replace(/\b([A-Z]{2}[0-9a-f]{4})[0-9a-f]{28}/g, "$1…");
}

function told(line) {
  return line.params.Digits || line.params.CallStatus || line.params.MessageStatus || line.params.SmsStatus || "";
}

function fill(details, line) {
  const facts = make("dl");
  const pairs = [["Address", line.url], ["Signature", line.signature], ["Faults", line.faults.join(", ")], ...Object.entries(line.params), ["Answer", line.answer]];
  for (const [name, value] of pairs) {
    if (value) facts.append(make("dt", "", name), make("dd", "", String(value)));
  }
  details.append(facts);
}

export function startFaults(refresh, complain) {
  document.getElementById("fault").addEventListener("submit", async (event) => {
    event.preventDefault();
    const given = event.target.elements;
    const [kind, fault] = given.fault.value.split(" ");
    const times = given.times.value ? Number(given.times.value) : null;
    try {
      await post("faults", { kind, fault, number: given.number.value, times, seconds: Number(given.seconds.value) });
      await refresh();
    } catch (error) {
      complain(error.message);
    }
  });
}

export function showFaults(board, refresh) {
  const list = document.getElementById("faults");
  const state = JSON.stringify(board.faults);
  if (list.dataset.state !== state) {
    list.dataset.state = state;
    list.replaceChildren(...board.faults.map((fault) => switchOff(fault, refresh)));
  }
  showNumbers(board);
}

function switchOff(fault, refresh) {
  const item = make("li");
  const often = fault.times === null ? "until reset" : `${fault.times} more`;
  write(item, `${fault.kind}: ${fault.fault}, ${fault.number || "all numbers"}, ${often} `);
  const button = make("button", "quiet", "Off");
  button.type = "button";
  button.setAttribute("aria-label", `Switch off ${fault.kind} ${fault.fault}`);
  button.addEventListener("click", async () => {
    await drop(`faults/${fault.id}/`).catch(() => {});
    await refresh();
  });
  item.append(button);
  return item;
}

function showNumbers(board) {
  const choice = document.getElementById("fault").elements.number;
  const names = board.phones.map((one) => `${one.name}|${one.number}`).join();
  if (choice.dataset.names === names) return;
  const chosen = choice.value;
  choice.dataset.names = names;
  choice.replaceChildren(new Option("All", ""), ...board.phones.map((one) => new Option(one.name, one.number)));
  choice.value = chosen;
}
