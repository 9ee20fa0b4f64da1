/* The desk by keyboard: rows, the call, its outcome; the panel beside the queue. */
(() => {
  "use strict";
  const WIDE = matchMedia("(min-width: 1200px)");
  const one = (selector) => document.querySelector(selector);
  const rows = () => [...document.querySelectorAll(".queue-row")];
  const current = () => one('.queue-row[aria-selected="true"]');

  /* The queue */

  function select(row) {
    if (!row) return;
    current()?.removeAttribute("aria-selected");
    row.setAttribute("aria-selected", "true");
    row.scrollIntoView({ block: "nearest" });
  }

  function step(by) {
    const all = rows();
    if (!all.length) return;
    const at = all.indexOf(current());
    select(all[Math.min(Math.max(at + by, 0), all.length - 1)]);
  }

  function open(row) {
    if (!row) return;
    select(row);
    const panel = one("#panel");
    if (panel && WIDE.matches && window.htmx) htmx.ajax("GET", row.dataset.address, { target: "#panel" });
    else location.assign(row.dataset.address);
  }

  document.addEventListener("click", (event) => {
    const row = event.target.closest(".queue-row");
    if (!row || event.target.closest("input, .pick-cell") || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    open(row);
  });

  /* Choosing rows to give out */

  function chosen() {
    const bar = one("[data-assign]");
    if (!bar) return;
    const count = document.querySelectorAll("[data-pick]:checked").length;
    bar.hidden = count === 0;
    bar.querySelector("[data-chosen]").textContent = String(count);
    if (count) document.body.dispatchEvent(new Event("pick"));
  }

  /* The call: length, outcome, what it leads to */

  let begun = 0;
  const two = (number) => String(number).padStart(2, "0");
  const stamp = (moment) => `${two(moment.getMonth() + 1)}-${two(moment.getDate())} ${two(moment.getHours())}:${two(moment.getMinutes())}`;

  function tick() {
    const form = one("form[data-call]");
    const shown = one("[data-timer]");
    if (!form || !shown || !begun) return;
    const seconds = Math.floor((Date.now() - begun) / 1000);
    shown.textContent = `${two(Math.floor(seconds / 60))}:${two(seconds % 60)}`;
    form.elements.seconds.value = String(seconds);
  }

  function recall() {
    const chooser = one("[data-outcome]");
    const told = one("[data-recall]");
    if (!chooser || !told) return;
    const option = chooser.selectedOptions[0];
    const minutes = option?.dataset.minutes;
    const interview = one("[data-interview]");
    if (interview) interview.classList.toggle("aside", Boolean(option?.value) && option.dataset.group !== "connected");
    if (!option?.value) told.textContent = "";
    else if (!minutes) told.textContent = told.dataset.ends;
    else told.textContent = told.dataset.again.replace("{time}", stamp(new Date(Date.now() + Number(minutes) * 60000)));
  }

  function dialled(root) {
    const number = root.querySelector("[data-dialled]");
    const form = one("form[data-call]");
    if (!number || !form) return;
    begun = Date.now();
    form.elements.started_at.value = number.dataset.started;
    number.focus();
  }

  /* Answering presumes that somebody answered; a time chosen, that it was booked. */
  function presume(code) {
    const chooser = one("[data-outcome]");
    if (!chooser || chooser.value) return;
    chooser.value = code;
    recall();
  }

  /* Folds */

  function unfold(id, selector) {
    const fold = document.getElementById(id);
    if (!fold) return;
    fold.open = true;
    fold.scrollIntoView({ block: "nearest" });
    fold.querySelector(selector)?.focus();
  }

  const keys = {
    j: () => step(1), ArrowDown: () => step(1),
    k: () => step(-1), ArrowUp: () => step(-1),
    Enter: () => open(current()),
    x: () => { const box = current()?.querySelector("[data-pick]"); if (box) { box.checked = !box.checked; chosen(); } },
    c: () => (one("[data-dialled]") || one("[data-dial]:not(:disabled)"))?.click(),
    h: () => (one("[data-open-history]:not(:disabled)") || one("[data-history] summary"))?.click(),
    o: () => one("[data-outcome]")?.focus(),
    q: () => one("[data-question]:not([hidden]) input, [data-question]:not([hidden]) textarea")?.focus(),
    r: () => one("form[data-call] [name=remark]")?.focus(),
    a: () => unfold("appointment-fold", "input[type=date]"),
    p: () => unfold("complaint-fold", "select"),
    s: () => one("[data-save]")?.click(),
    n: () => one("[data-next]")?.click(),
    "?": () => one("#keys")?.showModal(),
  };

  const typing = (target) => target.closest("input:not([type=radio]):not([type=checkbox]), textarea, select, dialog");

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape" && typing(event.target) && !event.target.closest("dialog")) { event.target.blur(); return; }
    if (typing(event.target)) return;
    const radio = event.target.closest("input[type=radio]");
    if (radio && event.key.startsWith("Arrow")) return;
    if (radio && event.key === "Enter" && radio.name === "appointed_at") {
      event.preventDefault();
      radio.checked = true;
      radio.dispatchEvent(new Event("change", { bubbles: true }));
      one("[data-save]")?.focus();
      return;
    }
    if (event.key === "Enter" && event.target.closest("a, button, summary")) return;
    if (["y", "n"].includes(event.key) && event.target.closest("[data-question]")) return;
    const act = keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-keys]")) one("#keys")?.showModal();
    const unfolds = event.target.closest("[data-unfold]");
    if (unfolds) unfold(unfolds.dataset.unfold, "select");
  });

  document.addEventListener("change", (event) => {
    const target = event.target;
    if (target.matches("[data-pick-all]")) {
      document.querySelectorAll("[data-pick]").forEach((box) => { box.checked = target.checked; });
    }
    if (target.matches("[data-pick], [data-pick-all]")) chosen();
    if (target.matches("[data-outcome]")) recall();
    if (target.closest("[data-question]")) presume("answered");
    if (target.name === "appointed_at" && target.checked) presume("booked");
    if (["minutes", "job_type"].includes(target.name)) document.body.dispatchEvent(new Event("slots"));
  });

  document.addEventListener("toggle", (event) => {
    if (event.target.id === "appointment-fold" && event.target.open && !one("#slots .slot")) document.body.dispatchEvent(new Event("slots"));
  }, true);

  /* A refusal comes with the form as it was typed: show it like any answer. */
  document.addEventListener("htmx:beforeSwap", (event) => {
    if ([409, 422].includes(event.detail.xhr.status)) { event.detail.shouldSwap = true; event.detail.isError = false; }
  });

  document.addEventListener("htmx:afterSwap", (event) => {
    const target = event.detail.target;
    if (target.id === "panel") {
      begun = 0;
      if (one("[data-timer]")) recall();
      target.scrollTop = 0;
      target.querySelector(".is-invalid, [role=alert]")?.scrollIntoView({ block: "nearest" });
    }
    if (target.id === "slots") target.querySelector("input")?.focus();
    if (target.id === "opened") document.querySelectorAll("[data-dial]").forEach((button) => { button.disabled = false; });
    if (target.id === "opened") one("[data-open-history]")?.remove();
    dialled(target);
  });

  setInterval(tick, 500);
  document.addEventListener("DOMContentLoaded", () => {
    recall();
    if (!current()) select(rows()[0]);
  });
})();
