/* An inspection on a phone in the workshop. What is tapped, typed and photographed is kept on the
   server at once; while the network is gone it waits in this browser and is tried again. */
(() => {
  "use strict";
  const PAUSE = 700;
  const AGAIN = 5000;
  const PREFIX = "careloop-check-";
  const LONGEST = 1600;
  const NOT_KEPT = ["csrfmiddlewaretoken", "revision", "device"];

  class Check {
    constructor(form) {
      this.form = form;
      this.state = form.querySelector("[data-state]");
      this.key = `${PREFIX}${form.dataset.person}-${form.dataset.inspection}`;
      this.photos = [];
      this.pending = null; // a body that was sent and not answered: it goes again as it was
      this.dirty = false;
      this.timer = 0;
      this.running = null;
    }

    get token() { return this.form.elements.csrfmiddlewaretoken.value; }
    get items() { return Array.from(this.form.querySelectorAll("[data-item]")); }

    body() {
      const values = new URLSearchParams();
      for (const [name, value] of new FormData(this.form)) {
        if (typeof value === "string" && name !== "csrfmiddlewaretoken") values.append(name, value);
      }
      return values.toString();
    }

    tell(text, waits) {
      this.state.textContent = text;
      this.state.classList.toggle("waits", Boolean(waits));
    }

    /* What the page looks like: answered, failed, how far. */

    draw() {
      let answered = 0;
      for (const item of this.items) {
        const chosen = item.querySelector("input[type=radio]:checked");
        const applies = Boolean(chosen && chosen.value !== "");
        answered += chosen ? 1 : 0;
        item.classList.toggle("is-answered", Boolean(chosen));
        item.classList.toggle("is-fault", Boolean(chosen && "fault" in chosen.dataset));
        if (chosen) item.classList.remove("is-missing");
        const button = item.querySelector("[data-photo-button]");
        const wanted = "photo" in item.dataset && applies && !item.querySelector("[data-photos] li");
        button?.classList.toggle("is-wanted", wanted);
      }
      this.form.querySelector("[data-answered]").textContent = String(answered);
      const bar = this.form.querySelector("[data-bar]");
      bar.style.width = `${(100 * answered) / Math.max(1, this.items.length)}%`;
      bar.parentElement.setAttribute("aria-valuenow", String(answered));
    }

    /* Keeping. One thing is under way at a time, in the order it was done. */

    later() {
      this.dirty = true;
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.work(), PAUSE);
    }

    work() {
      clearTimeout(this.timer);
      this.running ??= this.send().finally(() => { this.running = null; });
      return this.running;
    }

    async send() {
      while (this.pending || this.dirty || this.photos.length) {
        try {
          if (this.pending || this.dirty) await this.keep();
          else await this.upload(this.photos[0]);
        } catch (fault) {
          if (fault.stops) return;
          this.keepHere();
          this.timer = setTimeout(() => this.work(), AGAIN);
          return;
        }
      }
    }

    async keep() {
      if (!this.pending) {
        this.pending = this.body();
        this.dirty = false;
      }
      const headers = { "Content-Type": "application/x-www-form-urlencoded" };
      const kept = await this.post(this.form.dataset.draft, this.pending, headers);
      this.pending = null;
      this.accept(kept);
    }

    accept(kept) {
      if (kept.revision !== undefined) this.form.elements.revision.value = kept.revision;
      if (!this.dirty && !this.pending) localStorage.removeItem(this.key);
      this.tell(this.state.dataset.kept.replace("{time}", kept.kept_at));
    }

    async post(address, body, headers = {}) {
      const answer = await fetch(address, {
        method: "POST", redirect: "error", credentials: "same-origin",
        headers: { ...headers, "X-CSRFToken": this.token, Accept: "application/json" }, body,
      });
      const said = answer.headers.get("Content-Type")?.startsWith("application/json") ? await answer.json() : {};
      if (answer.ok) return said;
      const fault = new Error(said.sentence || String(answer.status));
      if (answer.status === 409 || answer.status === 422) {
        fault.stops = true;
        this.refused(said.sentence, answer.status === 409);
      }
      throw fault;
    }

    refused(sentence, collided) {
      this.tell(this.state.dataset.refused, true);
      const box = this.form.querySelector("[data-refusal]");
      box.hidden = false;
      box.querySelector("[data-sentence]").textContent = sentence || "";
      box.querySelector("[data-reload]").hidden = !collided;
      this.keepText();
    }

    keepText() {
      localStorage.setItem(this.key, this.pending && !this.dirty ? this.pending : this.body());
    }

    keepHere() {
      this.keepText();
      this.tell(this.state.dataset.here, true);
    }

    /* Photos: made smaller here, for the network of a workshop; the server makes them anew. */

    async take(input) {
      const item = input.closest("[data-item]");
      const list = item.querySelector("[data-photos]");
      const files = Array.from(input.files);
      input.value = "";
      for (const file of files) {
        const place = document.createElement("li");
        place.innerHTML = '<span class="photo-waits"></span>';
        place.firstChild.textContent = this.state.dataset.photo;
        list.append(place);
        this.photos.push({ item: item.dataset.item, file: await smaller(file), name: file.name, place });
      }
      this.draw();
      await this.work();
    }

    async upload(photo) {
      const body = new FormData();
      body.append("item", photo.item);
      body.append("photo", photo.file, photo.name);
      try {
        const kept = await this.post(this.form.dataset.photos, body);
        photo.place.replaceWith(this.shown(kept));
        this.photos.shift();
        this.accept(kept);
      } catch (fault) {
        if (fault.stops) {
          this.photos.shift();
          photo.place.remove();
        }
        throw fault;
      } finally {
        this.draw();
      }
    }

    shown(kept) {
      const place = document.importNode(document.getElementById("photo-shown").content, true).firstElementChild;
      place.querySelector("a").href = kept.url;
      place.querySelector("img").src = kept.url;
      place.querySelector("button").setAttribute("formaction", kept.remove);
      return place;
    }

    async drop(button) {
      try {
        if (this.running) await this.running;
        const kept = await this.post(button.getAttribute("formaction"), new URLSearchParams());
        button.closest("li").remove();
        this.accept(kept);
      } catch (fault) {
        if (!fault.stops) this.tell(this.state.dataset.here, true);
      }
      this.draw();
    }

    /* What waited in this browser when the page was left. */

    restore() {
      const kept = localStorage.getItem(this.key);
      if (!kept) return;
      const values = new URLSearchParams(kept);
      const isOwn = values.get("device") && values.get("device") === this.form.dataset.keptBy;
      if (isOwn || values.get("revision") === this.form.elements.revision.value) {
        this.fill(values);
        return;
      }
      const box = this.form.querySelector("[data-kept-here]");
      box.hidden = false;
      box.querySelector("[data-restore]").addEventListener("click", () => { box.hidden = true; this.fill(values); });
      box.querySelector("[data-forget]").addEventListener("click", () => { box.hidden = true; localStorage.removeItem(this.key); });
    }

    fill(values) {
      for (const field of this.form.elements) {
        if (!field.name || field.type === "file" || NOT_KEPT.includes(field.name)) continue;
        if (field.type === "radio") field.checked = values.get(field.name) === field.value;
        else if (values.has(field.name)) field.value = values.get(field.name);
        if (field.value && field.tagName === "TEXTAREA") field.closest("details")?.setAttribute("open", "");
      }
      this.draw();
      this.later();
    }

    /* All that waits goes first; then the form, with the revision that stands. */

    async finish() {
      this.dirty = true;
      await this.work();
      if (this.pending || this.dirty || this.photos.length) return;
      this.form.dataset.sent = "1";
      localStorage.removeItem(this.key);
      this.form.submit();
    }
  }

  async function smaller(file) {
    try {
      const image = await createImageBitmap(file);
      const part = Math.min(1, LONGEST / Math.max(image.width, image.height));
      if (part === 1) return file;
      const canvas = document.createElement("canvas");
      canvas.width = Math.round(image.width * part);
      canvas.height = Math.round(image.height * part);
      canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
      return await new Promise((done) => canvas.toBlob((blob) => done(blob || file), "image/jpeg", 0.88));
    } catch {
      return file; // not a picture this browser reads: the server says what is wrong with it
    }
  }

  /* Nothing of another person's stays in this browser. */
  function sweep(person) {
    for (const key of Object.keys(localStorage)) {
      if (key.startsWith(PREFIX) && !key.startsWith(`${PREFIX}${person}-`)) localStorage.removeItem(key);
    }
  }

  function start() {
    const form = document.querySelector("form[data-check]");
    if (!form) return;
    const check = new Check(form);
    sweep(form.dataset.person);
    form.addEventListener("change", (event) => {
      if (event.target.type === "file") check.take(event.target);
      else { check.draw(); check.later(); }
    });
    form.addEventListener("input", (event) => { if (event.target.type !== "file") check.later(); });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const drop = event.submitter?.closest("[data-drop-photo]");
      if (drop) check.drop(drop);
      else check.finish();
    });
    addEventListener("online", () => check.work());
    addEventListener("pagehide", () => { if ((check.dirty || check.pending) && !form.dataset.sent) check.keepText(); });
    addEventListener("beforeunload", (event) => { if (check.photos.length && !form.dataset.sent) event.preventDefault(); });
    check.draw();
    check.restore();
  }

  document.addEventListener("submit", (event) => {
    if (event.target.action.endsWith("/accounts/logout/")) sweep("");
  });
  document.addEventListener("DOMContentLoaded", start);
})();
