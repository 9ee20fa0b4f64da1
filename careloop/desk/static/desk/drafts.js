/* What is typed in a call is kept every three seconds: on the server, and where that cannot be
   reached in this browser, until it is saved or somebody signs out. */
(() => {
  "use strict";
  const EVERY = 3000;
  const PREFIX = "careloop-call-";
  let timer = 0;

  const keyOf = (form) => `${PREFIX}${form.dataset.person}-${form.dataset.call}`;
  const typed = (form) => new URLSearchParams(new FormData(form)).toString();

  function tell(form, text) {
    const state = form.querySelector("[data-draft-state]");
    if (state) state.textContent = text;
  }

  function keepHere(form) {
    localStorage.setItem(keyOf(form), typed(form));
    tell(form, form.querySelector("[data-draft-state]").dataset.here);
  }

  async function keep(form) {
    if (!form.isConnected) return;
    const state = form.querySelector("[data-draft-state]");
    if (!state) return;
    try {
      const answer = await fetch(form.dataset.draft, {
        method: "POST", redirect: "error", credentials: "same-origin",
        headers: { "Content-Type": "application/x-www-form-urlencoded", "X-CSRFToken": form.elements.csrfmiddlewaretoken.value },
        body: typed(form),
      });
      if (!answer.ok) throw new Error(String(answer.status));
      const kept = await answer.json();
      localStorage.removeItem(keyOf(form));
      tell(form, state.dataset.kept.replace("{time}", kept.kept_at));
    } catch {
      keepHere(form);
    }
  }

  /* Fill a form from what was kept here; what the server kept is in the page already. */
  function restore(form) {
    const kept = localStorage.getItem(keyOf(form));
    if (!kept) return;
    const values = new URLSearchParams(kept);
    for (const field of form.elements) {
      if (!field.name || ["csrfmiddlewaretoken", "revision", "view", "place"].includes(field.name)) continue;
      if (field.type === "radio" || field.type === "checkbox") field.checked = values.getAll(field.name).includes(field.value);
      else if (values.has(field.name)) field.value = values.get(field.name);
      const fold = field.closest("details");
      if (fold && field.value && field.type !== "radio" && fold.id) fold.open = true;
    }
    form.dispatchEvent(new Event("change", { bubbles: true }));
    keep(form);
  }

  /* Nothing of another person's stays in this browser. */
  function sweep(person) {
    for (const key of Object.keys(localStorage)) {
      if (key.startsWith(PREFIX) && !key.startsWith(`${PREFIX}${person}-`)) localStorage.removeItem(key);
    }
  }

  function start(root) {
    const form = root.querySelector("form[data-call]");
    if (!form || form.dataset.watched) return;
    form.dataset.watched = "1";
    sweep(form.dataset.person);
    restore(form);
  }

  function later(event) {
    const form = event.target.closest("form[data-call]");
    if (!form || !form.querySelector("[data-draft-state]") || !event.isTrusted) return;
    clearTimeout(timer);
    timer = setTimeout(() => keep(form), EVERY);
  }

  document.addEventListener("input", later);
  document.addEventListener("change", later);
  addEventListener("pagehide", () => {
    const form = document.querySelector("form[data-call]");
    if (form && timer && form.dataset.saved !== "1" && form.dataset.touched) localStorage.setItem(keyOf(form), typed(form));
  });
  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-call]");
    if (form) form.dataset.touched = "1";
  });
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (event.target.matches("form[data-call]")) clearTimeout(timer);
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.target;
    if (!form.matches("form[data-call]")) return;
    if (event.detail.xhr.getResponseHeader("HX-Redirect")) {
      form.dataset.saved = "1";
      localStorage.removeItem(keyOf(form));
    } else if (!event.detail.xhr.status) keepHere(form);
  });
  document.addEventListener("submit", (event) => {
    if (event.target.action.endsWith("/accounts/logout/")) sweep("");
  });
  document.addEventListener("DOMContentLoaded", () => start(document));
  document.addEventListener("htmx:afterSwap", (event) => start(event.target));
})();
