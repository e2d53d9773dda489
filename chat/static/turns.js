// What happens to turns that are answered: judging and correcting them, keeping them over a reload, and waiting for one.
// As in page.js, words come from the server; what is copied here from one place to another is copied as text.
Object.assign(window.sanad, (() => {
  const root = document.documentElement;
  const { announce, call, setView, fragmentHere, nCharacters, shown, tell, trigger } = window.sanad;
  const panelHere = () => document.querySelector("#viewer .document");
  const barHere = () => document.querySelector("#correction .correction");
  const textOf = (element) => (element ? element.innerText : ""); // what is shown: one of the two languages

  // ---- Kept in the browser: by this tab first, so that two tabs keep apart; a new tab goes on with the last one.
  const MEMORY = "sanad-turns", PLACE = "sanad-place";
  const stores = () => {
    try { return [sessionStorage, localStorage]; } catch { return []; }
  };
  const keep = (name, text) => {
    for (const store of stores()) {
      try { if (text) store.setItem(name, text); else store.removeItem(name); } catch { /* full: not kept */ }
    }
  };
  const kept = (name) => {
    for (const store of stores()) {
      try { const text = store.getItem(name); if (text) return text; } catch { /* not to be had */ }
    }
    return "";
  };

  let bringBack = () => {}; // once the page can

  // ---- Judging. `pending` is what the next change of the conversation is about: a judgement, or turns brought back.
  let isOtherExpected = false;
  let pending = null;
  const later = []; // judgements made while another is on its way: each needs the turns that the one before leaves
  let isJudging = false;
  const judge = (data) => {
    if (document.querySelector("#conversation .searching")) return; // one thing at a time
    if (isJudging) { later.push(data); return; }
    isJudging = true;
    pending = { turn: data.turn, scroll: document.getElementById("conversation").scrollTop };
    call("judge", { fragment: "", words: "", ...data }).then(() => trigger("remember", { put: data.turn }))
      .catch((error) => { pending = null; tell(error.message); })
      .finally(() => {
        isJudging = false;
        if (later.length) judge(later.shift());
      });
  };

  // ---- Correcting: the turn that a better answer is selected for, and what is selected.
  let correcting = null, picked = null;
  const pick = () => {
    const panel = panelHere(), selection = getSelection();
    if (!panel || !selection.rangeCount) return;
    const range = selection.getRangeAt(0).cloneRange(), whole = document.createRange();
    whole.selectNodeContents(panel);
    if (!range.intersectsNode(panel)) return; // a click elsewhere, on the button too, leaves what is picked
    if (range.compareBoundaryPoints(Range.START_TO_START, whole) < 0) range.setStart(panel, 0);
    if (range.compareBoundaryPoints(Range.END_TO_END, whole) > 0) range.setEnd(panel, panel.childNodes.length);
    const words = range.toString();
    whole.setEnd(range.startContainer, range.startOffset);
    const start = nCharacters(whole.toString());
    const [place] = panel.closest(".viewer").dataset.fragment.split(":");
    picked = words.trim() ? { words, fragment: `${place}:${start}-${start + nCharacters(words)}` } : null;
    showPicked();
  };
  const showPicked = () => {
    const bar = barHere();
    if (!bar) return;
    const quote = bar.querySelector("q"), panel = panelHere();
    quote.textContent = picked ? picked.words : "";
    if (panel) { quote.dir = panel.dir; quote.lang = panel.lang; }
    bar.classList.toggle("has-picked", picked !== null);
    bar.querySelector(".give").disabled = picked === null;
  };
  document.addEventListener("selectionchange", () => { if (correcting) pick(); });

  const startCorrecting = (element) => {
    const question = element.closest(".turn").querySelector(".question p"), asked = barHere().querySelector(".asked");
    correcting = element.closest("[data-turn]").dataset.turn;
    picked = null;
    asked.textContent = question ? question.textContent : "";
    if (question) { asked.dir = question.dir; asked.lang = question.lang; }
    getSelection().removeAllRanges();
    showPicked();
    root.dataset.correcting = "";
    setView("source");
    panelHere()?.focus({ preventScroll: true });
    announce(textOf(barHere().querySelector("#correction-how")));
  };
  const stopCorrecting = () => {
    correcting = picked = null;
    delete root.dataset.correcting;
  };
  const cancel = () => {
    const back = document.querySelector(`[data-turn="${correcting}"] [data-correct]`);
    stopCorrecting();
    setView("talk");
    back?.focus();
  };
  const give = () => {
    if (!picked || !correcting) return;
    judge({ turn: correcting, verdict: "better", ...picked });
  };

  // By keyboard: an arrow selects the next word that way, Shift and an arrow make the selection longer or shorter.
  const selectByKey = (key) => {
    const panel = panelHere(), selection = getSelection();
    const to = { ArrowLeft: "left", ArrowRight: "right", ArrowUp: "backward", ArrowDown: "forward" }[key.key];
    if (!to) return false;
    const by = to === "left" || to === "right" ? "word" : "line";
    if (!selection.rangeCount || !panel.contains(selection.focusNode)) {
      const first = panel.querySelector("#cited") || panel.firstElementChild || panel;
      selection.collapse(first, 0);
      selection.modify("extend", "forward", "word");
    } else if (key.shiftKey) {
      selection.modify("extend", to, by);
    } else {
      selection.modify("move", to, by);
      selection.modify("extend", "forward", "word");
    }
    const at = document.createRange();
    at.setStart(selection.focusNode, selection.focusOffset);
    const own = at.getBoundingClientRect(), frame = panel.getBoundingClientRect();
    if (own.height && own.top < frame.top + 40) panel.scrollTop += own.top - frame.top - 80;
    if (own.height && own.bottom > frame.bottom - 40) panel.scrollTop += own.bottom - frame.bottom + 80;
    return true;
  };

  // ---- Waiting for one's turn: from sending a question until it is looked for.
  // Then, every two seconds, its place in words of the server's; where they do not come, those that are there stay.
  const tellPlace = async () => {
    if (!("waiting" in root.dataset)) return;
    try {
      const said = await (await fetch("line")).json();
      for (const lang of ["ar", "en"]) document.querySelector(`#waiting [lang="${lang}"]`).textContent = said[lang];
    } catch { /* the next time, perhaps */ }
    setTimeout(tellPlace, 2000);
  };
  const sent = () => {
    root.dataset.busy = root.dataset.waiting = "";
    setTimeout(tellPlace, 500);
    setTimeout(() => {
      if ("waiting" in root.dataset) announce(textOf(document.getElementById("waiting")));
    }, 1000);
  };
  const found = () => { delete root.dataset.waiting; };
  const settled = () => { found(); delete root.dataset.busy; };

  return {
    sent,
    settled,
    bringBack: (memory) => bringBack(memory),
    keepPlace: (fragment) => keep(PLACE, fragment),
    expectOther: () => { isOtherExpected = true; pending = { restored: true }; stopCorrecting(); }, // another conversation comes, no new answer
    forget: () => { keep(MEMORY, ""); keep(PLACE, ""); stopCorrecting(); },

    // What the conversation's new content is: true when it is not a new answer, and is dealt with.
    settle(element) {
      found();
      const about = pending;
      pending = null;
      if (!about || element.querySelector(".searching")) return false;
      if (about.restored) {
        element.querySelector(".turn:last-of-type")?.scrollIntoView({ block: "start" });
        return true;
      }
      const box = element.querySelector(`[data-turn="${about.turn}"]`);
      const wasCorrecting = correcting !== null;
      if (wasCorrecting) { stopCorrecting(); setView("talk"); }
      document.getElementById("conversation").scrollTop = about.scroll;
      const button = [...box.querySelectorAll('[aria-pressed="true"]')].pop();
      button?.focus({ preventScroll: true });
      box.scrollIntoView({ block: "nearest" });
      announce(textOf(box.querySelector(".said")));
      return true;
    },

    // The conversation as a file: the server writes it, the browser saves it.
    download(element, _, watch) {
      watch(() => {
        const file = element.querySelector("[data-name]");
        if (!file) return;
        const link = document.createElement("a");
        link.href = URL.createObjectURL(new Blob([file.dataset.text], { type: "application/octet-stream" }));
        link.download = file.dataset.name;
        link.click();
        setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
      });
    },

    judging(element) {
      element.addEventListener("click", (click) => {
        const saved = click.target.closest("[data-export]");
        if (saved) { trigger("export", { format: saved.dataset.export, lang: root.lang }); return; }
        if (click.target.closest('[data-do="print"]')) { window.print(); return; }
        const taken = click.target.closest("[data-take]");
        if (taken) {
          const { turn } = taken.closest(".turn").querySelector("[data-turn]").dataset;
          judge({ turn, verdict: "better", fragment: taken.dataset.take, words: taken.dataset.words });
          return;
        }
        const button = click.target.closest(".judging button");
        if (!button) return;
        if (button.dataset.judge) {
          judge({ turn: button.closest("[data-turn]").dataset.turn, verdict: button.dataset.judge });
        } else startCorrecting(button);
      });
    },

    correction(element) {
      element.addEventListener("click", (click) => {
        const button = click.target.closest("button");
        if (button?.dataset.do === "give") give();
        if (button?.dataset.do === "cancel") cancel();
      });
      document.addEventListener("keydown", (key) => {
        if (!correcting || key.altKey || key.ctrlKey || key.metaKey) return;
        if (key.key === "Escape") cancel();
        else if (document.activeElement !== panelHere()) return;
        else if (key.key === "Enter") give();
        else if (!selectByKey(key)) return;
        key.preventDefault();
      });
    },

    // Why a judgement was not kept; it goes away with the next click.
    problem(element, _, watch) {
      watch(() => {
        element.classList.toggle("has-problem", element.textContent.trim() !== "");
        if (!element.classList.contains("has-problem")) return;
        pending = null;
        announce(textOf(element));
      });
      document.addEventListener("pointerdown", () => element.classList.remove("has-problem"));
    },

    memory(element, trigger) {
      let memory = kept(MEMORY);
      // The server sends the turns that are new, or one that has changed, or all.
      window.sanad.showing.memory = (text) => {
        const { put, memory: sent } = JSON.parse(text), most = Number(document.getElementById("conversation").dataset.most);
        let old = null;
        try { old = JSON.parse(memory); } catch { /* damaged, or none */ }
        if (put !== "all" && old?.version === sent.version && old.collection === sent.collection) {
          const at = old.turns.findIndex((turn) => turn.turn_id === put);
          sent.turns = at < 0 ? [...old.turns, ...sent.turns].slice(-most) : old.turns.toSpliced(at, 1, ...sent.turns);
          sent.documents = { ...old.documents, ...sent.documents };
        }
        memory = sent.turns.length ? JSON.stringify(sent) : "";
        keep(MEMORY, memory);
        if (memory) window.sanad.keepInList(memory);
      };
      bringBack = (wanted) => {
        memory = wanted;
        keep(MEMORY, memory);
        keep(PLACE, "");
        stopCorrecting();
        pending = { restored: true };
        trigger("restore", { memory, fragment: "", replace: true, shown: "" });
        setView("talk");
      };
      const fragment = fragmentHere() || kept(PLACE);
      // What comes is a visitor's own: the place that was kept would be looked for in vain, and take its mark away.
      if (isOtherExpected || (!memory && !fragment)) return;
      pending = { restored: true };
      trigger("restore", { memory, fragment, shown: shown() });
    },
  };
})());
