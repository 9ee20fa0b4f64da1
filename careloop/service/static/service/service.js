/* The day board from the keyboard: [ and ] change the day, t is today, n books; arrows walk the
   free slots and appointments of the board. Everything works without it, with Tab and Enter. */
(() => {
  "use strict";

  const typing = (element) => element.closest("input, textarea, select, [contenteditable]");

  function press(key) {
    const link = document.querySelector(`[data-key="${key}"]`);
    if (link) link.click();
    return Boolean(link);
  }

  const lanes = () => Array.from(document.querySelectorAll("[data-board] .lane"), (lane) =>
    Array.from(lane.querySelectorAll("a")).sort((a, b) => a.offsetLeft - b.offsetLeft)).filter((lane) => lane.length);

  const nearest = (lane, left) => lane.reduce((best, stop) =>
    Math.abs(stop.offsetLeft - left) < Math.abs(best.offsetLeft - left) ? stop : best);

  function walk(from, key) {
    const all = lanes();
    const row = all.findIndex((lane) => lane.includes(from));
    if (row < 0) return null;
    const place = all[row].indexOf(from);
    if (key === "ArrowLeft") return all[row][place - 1];
    if (key === "ArrowRight") return all[row][place + 1];
    const lane = all[row + (key === "ArrowDown" ? 1 : -1)];
    return lane && nearest(lane, from.offsetLeft);
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (document.querySelector("dialog[open]")) return;
    if (event.key.startsWith("Arrow")) {
      const stop = walk(document.activeElement, event.key);
      if (stop) { stop.focus(); event.preventDefault(); }
    } else if (["[", "]", "t", "n"].includes(event.key) && press(event.key)) {
      event.preventDefault();
    }
  });
})();
