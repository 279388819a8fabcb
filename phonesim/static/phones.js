// The page of phones: asks once a second what happened and brings the page up to date.

import { get, post, show, write } from "/static/api.js";
import { Card } from "/static/card.js";
import { Journal, startFaults, showFaults } from "/static/side.js";

const POLL_MILLISECONDS = 1000;
const grid = document.getElementById("grid");
const trouble = document.getElementById("trouble");
const journal = new Journal(document.getElementById("journal"));
const cards = new Map();
let timer;

function complain(words) {
  write(trouble, words);
  show(trouble, Boolean(words));
}

function showPhones(board) {
  const numbers = board.numbers.map((one) => one.number);
  for (const phone of board.phones) {
    if (!cards.has(phone.number)) {
      const card = new Card(phone.number, refresh);
      cards.set(phone.number, card);
      grid.append(card.node);
    }
    cards.get(phone.number).update(phone, numbers);
  }
  show(document.getElementById("empty"), board.phones.length === 0);
}

function showPulse(board) {
  const speed = board.clock.speed === 1 ? "" : `, ${board.clock.speed} times as fast`;
  const ringing = board.phones.filter((one) => one.call && one.call.state === "ringing");
  const rings = ringing.length ? `${ringing.map((one) => one.name).join(", ")} ringing` : "All quiet";
  write(document.getElementById("pulse"), rings + speed);
  document.title = ringing.length ? `(${ringing.length}) Phones` : "Phones";
}

async function refresh() {
  clearTimeout(timer);
  try {
    const board = await get("board/");
    showPhones(board);
    showPulse(board);
    showFaults(board, refresh);
    await journal.update();
    complain("");
  } catch (error) {
    complain(`The simulator does not answer: ${error.message}`);
  }
  timer = setTimeout(refresh, POLL_MILLISECONDS);
}

document.getElementById("add").addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = event.target;
  try {
    await post("phones/", { number: form.elements.number.value.trim(), name: form.elements.name.value.trim() });
    form.reset();
    await refresh();
  } catch (error) {
    complain(error.message);
  }
});

document.getElementById("reset").addEventListener("click", async () => {
  if (!confirm("Forget all texts, calls, faults and the journal? Phones stay.")) return;
  await post("reset");
  journal.forget();
  cards.forEach((card) => card.forget());
  await refresh();
});

startFaults(refresh, complain);
refresh();
