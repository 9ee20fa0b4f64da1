/* The board and a complaint by keyboard; what a deed asks for follows what was chosen. */
(() => {
  "use strict";
  const one = (selector) => document.querySelector(selector);
  const rows = () => [...document.querySelectorAll(".board-row")];
  const current = () => one('.board-row[aria-selected="true"]');
  const go = (selector) => one(selector)?.click();

  function select(row) {
    if (!row) return;
    current()?.removeAttribute("aria-selected");
    row.setAttribute("aria-selected", "true");
    row.scrollIntoView({ block: "nearest" });
  }

  function step(by) {
    const all = rows();
    if (all.length) select(all[Math.min(Math.max(all.indexOf(current()) + by, 0), all.length - 1)]);
  }

  function open(row) {
    if (row) location.assign(row.dataset.address);
  }

  function next() {
    const deed = one(".deed.is-next") || one(".deed");
    if (!deed) return;
    deed.open = true;
    deed.scrollIntoView({ block: "nearest" });
    deed.querySelector("textarea, select, input:not([type=hidden]), button")?.focus();
  }

  const keys = {
    j: () => step(1), ArrowDown: () => step(1),
    k: () => step(-1), ArrowUp: () => step(-1),
    Enter: () => open(current()),
    f: () => one("[data-find]")?.focus(),
    c: () => go("[data-open]"),
    n: next,
    p: () => go("[data-print]"),
    b: () => go("[data-back]"),
    "?": () => one("#keys")?.showModal(),
  };

  const typing = (target) => target.closest("input:not([type=radio]):not([type=checkbox]), textarea, select, dialog");

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape" && typing(event.target) && !event.target.closest("dialog")) { event.target.blur(); return; }
    if (typing(event.target) || event.target.closest("input[type=radio]")) return;
    if (event.key === "Enter" && event.target.closest("a, button, summary")) return;
    if (event.key.startsWith("Arrow") && !rows().length) return;
    const act = keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-keys]")) one("#keys")?.showModal();
    const row = event.target.closest(".board-row");
    if (row && !event.target.closest("a, .clock") && !event.ctrlKey && !event.metaKey) open(row);
  });

  /* A field that only matters after a certain answer is shown with it. */
  function follow(form) {
    form.querySelectorAll("[data-after]").forEach((part) => {
      const [name, value] = part.dataset.after.split("=");
      const given = form.elements[name];
      part.hidden = !given || given.value !== value;
    });
  }

  document.addEventListener("change", (event) => {
    if (event.target.form) follow(event.target.form);
  });

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("form").forEach(follow);
    if (rows().length) select(rows()[0]);
    one(".stale, .deed.is-next [role=alert]")?.scrollIntoView({ block: "center" });
  });
})();
