/* Skip logic of a questionnaire, and digits and y/n as keys within a question.
   Without it every question is shown; the server leaves out what is skipped. */
(() => {
  "use strict";
  const PATIENCE = 700; // ms between the two digits of a ten

  const chosen = (question) =>
    [...question.querySelectorAll("input:checked")].map((input) => input.value);

  function skip(sheet) {
    const asked = new Map();
    for (const question of sheet.querySelectorAll("[data-question]")) {
      const values = (question.dataset.values || "").split(",");
      const earlier = question.dataset.if ? asked.get(question.dataset.if) || [] : null;
      const shown = earlier === null || earlier.some((value) => values.includes(value));
      question.hidden = question.disabled = !shown;
      asked.set(question.dataset.question, shown ? chosen(question) : []);
    }
  }

  function choose(question, value) {
    const input = [...question.querySelectorAll("input")].find((one) => one.value === value);
    if (!input) return false;
    input.checked = true;
    input.focus();
    input.dispatchEvent(new Event("change", { bubbles: true }));
    return true;
  }

  let typed = "", last = 0;
  function key(event) {
    const question = event.target.closest("[data-question]");
    if (!question || event.ctrlKey || event.metaKey || event.altKey || event.target.type !== "radio") return;
    const letter = { y: "yes", n: "no" }[event.key.toLowerCase()];
    if (letter && choose(question, letter)) return event.preventDefault();
    if (!/^\d$/.test(event.key) || !question.querySelector("[data-scale]")) return;
    typed = event.timeStamp - last < PATIENCE ? typed + event.key : event.key;
    last = event.timeStamp;
    if (choose(question, typed) || choose(question, event.key)) event.preventDefault();
  }

  const start = (root) => root.querySelectorAll("[data-sheet]").forEach(skip);
  document.addEventListener("change", (event) => {
    const sheet = event.target.closest("[data-sheet]");
    if (sheet) skip(sheet);
  });
  document.addEventListener("keydown", key);
  document.addEventListener("DOMContentLoaded", () => start(document));
  document.addEventListener("htmx:afterSwap", (event) => start(event.target));
})();
