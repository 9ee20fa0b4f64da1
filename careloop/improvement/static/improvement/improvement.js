/* Improvement: a refused line comes back with what was typed; a saved one leaves the cursor in
   the next blank line; a chosen KPI shows its own obstacles. All works without it, page by page. */
(() => {
  "use strict";

  document.addEventListener("htmx:beforeSwap", (event) => {
    if ([409, 422].includes(event.detail.xhr.status)) { event.detail.shouldSwap = true; event.detail.isError = false; }
  });

  document.addEventListener("htmx:afterSwap", (event) => {
    const card = event.target.closest(".topic-card") || event.target;
    const wrong = card.querySelector?.(".is-invalid, .line-form [role=alert]");
    if (wrong) wrong.scrollIntoView({ block: "nearest" });
    if (event.target.id === "drawer") event.target.querySelector("input:not([type=hidden]), textarea, select")?.focus();
  });

  document.addEventListener("htmx:load", (event) => {
    if (event.target.matches?.(".topic-card[data-kept]")) {
      event.target.querySelector(".line-form.blank :is(input:not([type=hidden]), textarea, select)")?.focus();
    }
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-print]")) window.print();
  });
})();
