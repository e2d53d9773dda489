// What is asked: choosing a collection, and a visitor's own documents: sending files one by one, and their expiry.
// As in page.js, words come from the server; what is copied here from one place to another is copied as text.
Object.assign(window.sanad, (() => {
  const { announce } = window.sanad;
  const chooser = () => document.getElementById("chooser");
  const own = () => document.getElementById("own");
  const asksOwn = () => chooser()?.querySelector('[data-own][aria-pressed="true"]') !== null && chooser() !== null;

  // ---- Sending. One file after the other: each is sent, read and encoded before the next one leaves.
  const waiting = [];
  let sending = null, isFirst = true;
  const address = () => `${window.gradio_config?.root ?? ""}/upload`;
  const PROBLEMS = { 413: "too_large", 429: "busy", 503: "busy", 507: "no_room" };

  // The bytes alone; the server learns the file's name from the event.
  const send = (file, said) => new Promise((resolve) => {
    const most = Number(own().querySelector("input").dataset.most);
    if (file.size > most) return resolve({ problem: "too_large" }); // the server would say so, too, but after all of it
    const request = new XMLHttpRequest();
    request.upload.onprogress = (at) => said(at.lengthComputable ? (100 * at.loaded) / at.total : 0);
    request.onload = () => {
      if (request.status !== 200) return resolve({ problem: PROBLEMS[request.status] ?? "not_sent" });
      try { resolve({ place: JSON.parse(request.responseText).place, problem: "" }); }
      catch { resolve({ problem: "not_sent" }); }
    };
    request.onerror = request.onabort = () => resolve({ problem: "not_sent" });
    request.open("POST", address());
    request.send(file);
  });

  const showSending = (percent) => {
    const box = own()?.querySelector(".sending");
    if (!box) return;
    box.classList.toggle("is-on", sending !== null && percent !== null);
    if (!sending || percent === null) return;
    box.querySelector("bdi").textContent = sending.name;
    box.querySelector("progress").value = percent;
    box.classList.toggle("has-arrived", percent >= 100);
  };

  const next = async (trigger) => {
    if (sending || !waiting.length) return;
    sending = waiting.shift();
    showSending(0);
    const sent = await send(sending, showSending);
    showSending(100);
    trigger("add_file", { name: sending.name, place: "", ...sent, first: isFirst });
    isFirst = false;
  };

  const take = (files, trigger) => {
    if (!sending) isFirst = true;
    waiting.push(...files);
    next(trigger);
  };

  // ---- Expiry. The documents are kept from the last use on; the page says until when, and looks when it is over.
  let expiry = 0, nextFile = () => {};
  const used = (trigger) => {
    const time = own()?.querySelector("time");
    clearTimeout(expiry);
    if (!time) return;
    const idle = 1000 * Number(time.dataset.idle), until = new Date(Date.now() + idle);
    time.dateTime = until.toISOString();
    time.textContent = until.toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
    expiry = setTimeout(() => trigger("expire", {}), idle + 1000);
  };

  return {
    asksOwn,

    // A file was kept or refused, and the list says so.
    added() {
      sending = null;
      showSending(null);
      nextFile();
    },

    chooser(element, trigger, watch) {
      element.addEventListener("click", (click) => {
        const button = click.target.closest("[data-room]");
        if (!button || button.getAttribute("aria-pressed") === "true") return;
        window.sanad.expectOther();
        trigger("choose", { room: button.dataset.room });
      });
      // The buttons are new: the focus stays on the one that was pressed.
      watch("value", () => {
        const pressed = element.querySelector('[aria-pressed="true"]');
        if (document.activeElement === document.body) pressed?.focus({ preventScroll: true });
        if (pressed) announce(pressed.innerText);
      });
    },

    own(element, trigger, watch) {
      let isOpen = null; // as the visitor left it; null before they did
      let hadFocus = false; // what had it is new after each change
      nextFile = () => next(trigger);
      element.addEventListener("change", (change) => {
        if (change.target.type !== "file") return;
        take(change.target.files, trigger);
        change.target.value = "";
      });
      element.addEventListener("click", (click) => {
        const outer = element.querySelector("details"); // a document's own details stand inside of it
        if (click.target.closest("summary")?.parentElement === outer && outer) isOpen = !outer.open;
        const button = click.target.closest("[data-remove]");
        if (button) trigger("remove", { document: button.dataset.remove });
      });
      document.addEventListener("focusin", (focus) => { hadFocus = element.contains(focus.target); });
      for (const over of ["dragenter", "dragover"]) {
        element.addEventListener(over, (drag) => { drag.preventDefault(); element.classList.add("is-over"); });
      }
      for (const end of ["dragleave", "drop"]) {
        element.addEventListener(end, (drag) => { drag.preventDefault(); element.classList.remove("is-over"); });
      }
      element.addEventListener("drop", (drop) => take(drop.dataTransfer.files, trigger));
      watch("value", () => {
        const details = element.querySelector("details");
        if (!details) return;
        if (isOpen !== null || sending) details.open = isOpen ?? true;
        if (hadFocus) element.querySelector("input")?.focus({ preventScroll: true });
        const said = element.querySelector(".expired, .notes li:last-child, .held li:last-child strong");
        if (said) announce(said.innerText);
        used(trigger);
      });
      // Asking is use, too, and needs the room that the list takes.
      const conversation = document.getElementById("conversation"), details = () => element.querySelector("details");
      new MutationObserver(() => {
        if (!asksOwn()) return;
        used(trigger);
        if (conversation.querySelector(".searching") && element.querySelector(".held") && !sending) {
          details().open = isOpen = false;
        }
      }).observe(conversation, { childList: true, subtree: true });
    },
  };
})());
