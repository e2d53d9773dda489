// What is asked: choosing a collection, and a visitor's own documents: sending files one by one, and their expiry.
// As in page.js, words come from the server; what is copied here from one place to another is copied as text.
Object.assign(window.sanad, (() => {
  const { announce, call, leaveAsking, tell } = window.sanad;
  const chooser = () => document.getElementById("chooser");
  const own = () => document.getElementById("own");
  const asksOwn = () => chooser()?.querySelector('[data-own][aria-pressed="true"]') !== null && chooser() !== null;

  // ---- Sending. One file after the other: each is sent, read and encoded before the next one leaves.
  const waiting = [];
  let sending = null, isFirst = true, isTimeTold = false;
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
    request.open("POST", "upload");
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

  const next = async () => {
    if (sending || !waiting.length) return;
    sending = waiting.shift();
    showSending(0);
    const sent = await send(sending, showSending);
    showSending(100);
    const said = { name: sending.name, place: "", ...sent, first: isFirst };
    isFirst = isTimeTold = false;
    try {
      await call("add_file", said);
      await call("show", { shown: window.sanad.shown() });
    } catch (error) {
      tell(error.message);
    }
    sending = null;
    showSending(null);
    next();
  };

  const take = (files) => {
    if (!sending) isFirst = true;
    waiting.push(...files);
    next();
  };

  // ---- Expiry. The documents are kept from the last use on; the page says until when, and looks when it is over.
  let expiry = 0;
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

    chooser(element, _, watch) {
      element.addEventListener("click", (click) => {
        const button = click.target.closest("[data-room]");
        if (!button || button.getAttribute("aria-pressed") === "true") return;
        window.sanad.expectOther();
        leaveAsking("choose", { room: button.dataset.room });
      });
      // The buttons are new: the focus stays on the one that was pressed.
      watch(() => {
        const pressed = element.querySelector('[aria-pressed="true"]');
        if (document.activeElement === document.body) pressed?.focus({ preventScroll: true });
        if (pressed) announce(pressed.innerText);
      });
    },

    own(element, trigger, watch) {
      let isOpen = null; // as the visitor left it; null before they did
      let hadFocus = false; // what had it is new after each change
      element.addEventListener("change", (change) => {
        if (change.target.type !== "file") return;
        take(change.target.files);
        change.target.value = "";
      });
      element.addEventListener("click", (click) => {
        const outer = element.querySelector("details"); // a document's own details stand inside of it
        if (click.target.closest("summary")?.parentElement === outer && outer) isOpen = !outer.open;
        const button = click.target.closest("[data-remove]");
        if (button) trigger("remove", { document: button.dataset.remove });
      });
      // A reload of this tab finds the documents again: their token is in its storage while no page is open.
      const TOKEN = "sanad-own";
      const found = { token: "", asks: false };
      try {
        Object.assign(found, JSON.parse(sessionStorage.getItem(TOKEN)));
        sessionStorage.removeItem(TOKEN);
      } catch { /* none, or no storage */ }
      if (found.token) {
        if (found.asks) window.sanad.expectOther();
        trigger("find_again", found);
      }
      addEventListener("pagehide", () => {
        const token = element.querySelector(".held")?.dataset.token;
        try { if (token) sessionStorage.setItem(TOKEN, JSON.stringify({ token, asks: asksOwn() })); } catch { /* not kept */ }
      });
      addEventListener("beforeunload", (leave) => { if (element.querySelector(".held")) leave.preventDefault(); });
      // How long a file still takes is seen at each step, and told once.
      window.sanad.watch("progress", () => {
        const left = document.querySelector("#progress .left");
        if (left && !isTimeTold) announce(left.innerText);
        isTimeTold ||= left !== null;
      });
      document.addEventListener("focusin", (focus) => { hadFocus = element.contains(focus.target); });
      // Files may be dropped anywhere; from then on the visitor's own documents are asked.
      const root = document.documentElement, hasFiles = (drag) => [...drag.dataTransfer.types].includes("Files");
      document.addEventListener("dragover", (drag) => {
        if (!element.firstElementChild || !hasFiles(drag)) return;
        drag.preventDefault();
        root.dataset.dropping = "";
      });
      document.addEventListener("dragleave", (drag) => { if (!drag.relatedTarget) delete root.dataset.dropping; });
      document.addEventListener("drop", async (drop) => {
        if (!element.firstElementChild || !hasFiles(drop)) return;
        drop.preventDefault();
        delete root.dataset.dropping;
        const files = [...drop.dataTransfer.files], button = chooser().querySelector("[data-own]");
        if (!asksOwn()) {
          window.sanad.expectOther();
          await leaveAsking("choose", { room: button.dataset.room });
        }
        take(files);
      });
      watch(() => {
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
