// The rows of an editor: add, take out, move by button, arrow key or dragging, without asking the server.
(() => {
  "use strict";
  document.documentElement.classList.add("scripted");

  const rowsOf = (list) => [...list.querySelectorAll(":scope > [data-row]")];

  const nameOf = (row) => {
    const choice = row.querySelector("select");
    return choice && choice.value ? choice.selectedOptions[0].textContent : "…";
  };

  const say = (list, sentence, row) => {
    const rows = rowsOf(list);
    document.getElementById("moved").textContent = (sentence || "")
      .replace("%name%", nameOf(row))
      .replace("%place%", rows.indexOf(row) + 1)
      .replace("%all%", rows.length);
  };

  const changed = (list) => {
    rowsOf(list).forEach((row, place) => {
      row.querySelectorAll("[data-place]").forEach((spot) => (spot.textContent = place + 1));
    });
    list.dispatchEvent(new Event("input", { bubbles: true }));
  };

  const move = (row, steps) => {
    const list = row.parentElement;
    const other = steps < 0 ? row.previousElementSibling : row.nextElementSibling;
    if (!other) return;
    if (steps < 0) other.before(row);
    else other.after(row);
    say(list, list.dataset.moved, row);
    changed(list);
  };

  const add = (button) => {
    const field = button.closest("fieldset");
    const list = field.querySelector("[data-rows]");
    const keys = rowsOf(list).map((row) => Number(row.querySelector("input[type=hidden]").value));
    const html = field.querySelector("template").innerHTML.replaceAll("__key__", Math.max(-1, ...keys) + 1);
    list.insertAdjacentHTML("beforeend", html);
    changed(list);
    list.lastElementChild.querySelector("select, input:not([type=hidden])").focus();
  };

  const remove = (row) => {
    const list = row.parentElement;
    const next = row.nextElementSibling || row.previousElementSibling;
    say(list, list.dataset.gone, row);
    row.remove();
    changed(list);
    const target = next ? next.querySelector("[data-remove]") : list.closest("fieldset").querySelector("[data-add]");
    target.focus();
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-add], [data-up], [data-down], [data-remove]");
    if (!button) return;
    event.preventDefault();
    if ("add" in button.dataset) return add(button);
    const row = button.closest("[data-row]");
    if ("remove" in button.dataset) return remove(row);
    move(row, "up" in button.dataset ? -1 : 1);
    button.focus();
  });

  // Choosing somebody in the last select of a step makes room for one more.
  document.addEventListener("change", (event) => {
    const many = event.target.closest("[data-many]");
    if (!many || event.target !== many.lastElementChild || !event.target.value) return;
    const room = event.target.cloneNode(true);
    room.value = "";
    many.append(room);
  });

  document.addEventListener("keydown", (event) => {
    const handle = event.target.closest("[data-handle]");
    if (!handle || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
    event.preventDefault();
    move(handle.closest("[data-row]"), event.key === "ArrowUp" ? -1 : 1);
    handle.focus();
  });

  document.addEventListener("pointerdown", (event) => {
    const handle = event.target.closest("[data-handle]");
    if (!handle) return;
    const row = handle.closest("[data-row]");
    const list = row.parentElement;
    const before = rowsOf(list).indexOf(row);
    row.classList.add("dragged");

    const follow = (moved) => {
      const box = (each) => each.getBoundingClientRect();
      const above = row.previousElementSibling;
      const below = row.nextElementSibling;
      if (above && moved.clientY < box(above).top + box(above).height / 2) above.before(row);
      else if (below && moved.clientY > box(below).top + box(below).height / 2) below.after(row);
    };
    const drop = () => {
      document.removeEventListener("pointermove", follow);
      document.removeEventListener("pointerup", drop);
      document.removeEventListener("pointercancel", drop);
      row.classList.remove("dragged");
      if (rowsOf(list).indexOf(row) === before) return;
      say(list, list.dataset.moved, row);
      changed(list);
    };
    document.addEventListener("pointermove", follow);
    document.addEventListener("pointerup", drop);
    document.addEventListener("pointercancel", drop);
  });
})();
