/* The palette: Ctrl/⌘-K (or /) anywhere opens it, arrows choose, Enter goes, Escape closes. */
(() => {
  "use strict";
  const palette = document.getElementById("palette");
  if (!palette) return;
  const ask = palette.querySelector("input");
  const commands = [...palette.querySelectorAll("[data-command]")];

  const items = () => [...palette.querySelectorAll(".palette-item")].filter((item) => !item.hidden);
  const chosen = () => palette.querySelector('[aria-selected="true"]');

  function choose(item) {
    chosen()?.setAttribute("aria-selected", "false");
    if (!item) { ask.removeAttribute("aria-activedescendant"); return; }
    if (!item.id) item.id = `palette-${Math.random().toString(36).slice(2)}`;
    item.setAttribute("aria-selected", "true");
    item.scrollIntoView({ block: "nearest" });
    ask.setAttribute("aria-activedescendant", item.id);
  }

  function move(step) {
    const all = items();
    choose(all[(all.indexOf(chosen()) + step + all.length) % all.length]);
  }

  function sift() {
    const text = ask.value.trim().toLowerCase();
    commands.forEach((item) => { item.hidden = !item.dataset.command.toLowerCase().includes(text); });
    palette.querySelectorAll("[data-commands]").forEach((group) => {
      group.hidden = !group.querySelector(".palette-item:not([hidden])");
    });
    choose(items()[0]);
  }

  function open(text = "") {
    if (palette.open) return;
    ask.value = text;
    palette.showModal();
    sift();
    if (text) ask.dispatchEvent(new Event("input", { bubbles: true }));
    ask.focus();
  }

  const typing = (target) => target.closest("input, textarea, select, [contenteditable]");

  document.addEventListener("keydown", (event) => {
    const called = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k";
    const slash = event.key === "/" && !typing(event.target) && !event.ctrlKey && !event.altKey;
    if (!called && !slash) return;
    event.preventDefault();
    open();
  });

  ask.addEventListener("input", sift);
  ask.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown") { event.preventDefault(); move(1); }
    else if (event.key === "ArrowUp") { event.preventDefault(); move(-1); }
    else if (event.key === "Enter" && chosen()) { event.preventDefault(); chosen().click(); }
  });
  palette.addEventListener("htmx:afterSwap", () => choose(items()[0]));
  palette.addEventListener("click", (event) => { if (event.target === palette) palette.close(); });
  document.addEventListener("click", (event) => { if (event.target.closest("[data-palette]")) open(); });
})();
