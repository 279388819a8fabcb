// "All on this page" ticks and unticks the others; how many are ticked is said beside it.
(() => {
  "use strict";
  const all = document.getElementById("tick-all");
  const ticks = [...document.querySelectorAll("input[name=pick]")];
  const said = document.getElementById("ticked");
  if (!all || !said) return;
  const count = () => {
    const on = ticks.filter((tick) => tick.checked).length;
    said.textContent = on ? `${on} / ${ticks.length}` : "";
    all.checked = on > 0 && on === ticks.length;
    all.indeterminate = on > 0 && on < ticks.length;
  };
  all.addEventListener("change", () => {
    for (const tick of ticks) tick.checked = all.checked;
    count();
  });
  for (const tick of ticks) tick.addEventListener("change", count);
  count();
})();
