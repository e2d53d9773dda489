// What the page does in the browser: its language, the question box, links, and the document with what is marked in it.
Object.assign(window.sanad, (() => {
  const { call, cancel, tell, trigger, showing } = window.sanad;
  const root = document.documentElement;

  const remembered = () => {
    try { return localStorage.getItem("sanad-lang"); } catch { return null; }
  };
  const remember = (lang) => {
    try { localStorage.setItem("sanad-lang", lang); } catch { /* private window: for this visit only */ }
  };

  const setLang = (lang) => {
    root.lang = lang;
    root.dir = lang === "ar" ? "rtl" : "ltr";
    for (const one of document.querySelectorAll("[data-ar]")) {
      const words = one.dataset[lang];
      if (one.matches("textarea")) { one.placeholder = words; one.dir = root.dir; }
      else if (one.matches("img")) one.alt = words;
      else one.textContent = words;
    }
  };

  // On a narrow screen one of the two is shown: the conversation ("talk") or the document ("source").
  const setView = (view) => {
    root.dataset.view = view;
    for (const button of document.querySelectorAll("[data-view]")) {
      if (button !== root) button.setAttribute("aria-pressed", String(button.dataset.view === view));
    }
    if (view === "source") reveal();
  };

  // Scrolls the cited words into the upper third of the document, and nothing else on the page.
  const reveal = () => requestAnimationFrame(() => {
    const panel = document.querySelector("#viewer .document");
    if (!panel) return;
    const cited = panel.querySelector("#cited");
    const top = cited ? cited.getBoundingClientRect().top - panel.getBoundingClientRect().top : null;
    if (top !== null) panel.scrollTop += top - panel.clientHeight / 3;
  });

  const fragmentHere = () => location.hash.slice(1);
  const setFragment = (fragment, change) => {
    const hash = fragment ? `#${fragment}` : "";
    if (location.hash !== hash) history[change](null, "", location.pathname + location.search + hash);
  };

  // Arabic while there is more Arabic than Latin in the box; the page's direction while it is empty.
  const followTyping = (box) => {
    const count = (pattern) => (box.value.match(pattern) || []).length;
    const arabic = count(/\p{Script=Arabic}/gu), latin = count(/\p{Script=Latin}/gu);
    box.dir = arabic === latin ? root.dir : arabic > latin ? "rtl" : "ltr";
  };
  document.addEventListener("input", (event) => {
    if (event.target !== box()) return;
    followTyping(event.target);
    greyAsk();
  });

  // ---- The question box: nothing is sent that holds nothing, and Up in an empty box brings the last question back.
  const box = () => document.querySelector("#question textarea");
  const greyAsk = () => {
    document.getElementById("ask").disabled = !box().value.trim();
    const counter = document.querySelector("#counter [data-most]");
    const n = [...box().value.trim()].length, most = Number(counter.dataset.most); // as Python counts
    const said = `${n.toLocaleString("en")} / ${most.toLocaleString("en")}`;
    counter.hidden = n < 0.8 * most;
    counter.classList.toggle("is-over", n > most);
    counter.querySelector("bdi").textContent = said;
  };
  const setBox = (text) => {
    box().value = text;
    followTyping(box());
    greyAsk();
  };
  const putInBox = (text) => {
    setBox(text);
    box().focus();
  };
  // A question goes its way: shown at once, answered in its turn, and kept by the browser. One at a time.
  const ask = async (question) => {
    if (!question.trim() || "busy" in root.dataset) return false;
    window.sanad.sent();
    try {
      const isWritten = document.querySelector("#written input")?.checked ?? false;
      if (await call("put_question", { question, shown: shown(), is_written: isWritten })) await trigger("remember", { put: "last" });
    } catch (error) {
      if (!box().value) setBox(question);
      tell(error.message);
    } finally {
      window.sanad.settled();
    }
    return true;
  };
  const askFromBox = () => {
    const question = box().value;
    if (!question.trim() || "busy" in root.dataset) return;
    setBox("");
    ask(question);
  };
  document.addEventListener("keydown", (key) => {
    if (key.target !== box() || key.isComposing) return;
    const last = [...document.querySelectorAll("#conversation [data-edit]")].pop();
    if (key.key === "Enter" && !key.shiftKey) {
      key.preventDefault();
      askFromBox();
    } else if (key.key === "ArrowUp" && last && !box().value.trim()) {
      key.preventDefault();
      putInBox(last.dataset.edit);
    }
  });
  // What was asked is given up, and another conversation comes.
  const leaveAsking = async (name, data) => {
    await cancel("put_question");
    await call(name, { ...data, shown: shown() }).then(() => trigger("remember", { put: "all" }), (error) => tell(error.message));
  };

  const copy = async (button, text) => {
    try {
      await navigator.clipboard.writeText(text);
    } catch { // no clipboard without https: by way of a selection
      const field = document.createElement("textarea");
      field.value = text;
      document.body.append(field);
      field.select();
      document.execCommand("copy");
      field.remove();
      button.focus();
    }
    button.classList.add("is-done");
    setTimeout(() => button.classList.remove("is-done"), 2000);
    announce(`${button.innerText} ✓`);
  };
  const useTools = (element) => {
    element.addEventListener("click", (click) => {
      const button = click.target.closest(".tools button");
      if (!button) return;
      const { copy: text, copyLink, edit } = button.dataset;
      if (edit !== undefined) putInBox(edit);
      else copy(button, text ?? `${location.origin}${location.pathname}#${copyLink}`);
    });
  };

  const announce = (text) => {
    let status = document.getElementById("sanad-status");
    if (!status) {
      status = document.createElement("div");
      status.id = "sanad-status";
      status.setAttribute("role", "status");
      document.body.append(status);
    }
    status.textContent = text;
  };

  // ---- The document. It is sent once; another place in it comes as its span, in characters as Python counts them.
  const shown = () => document.querySelector("#viewer .viewer")?.dataset.document ?? "";
  const nCharacters = (text) => { let n = 0; for (const _ of text) n += 1; return n; };
  // Calls `found` with each stretch of text between the two characters, as a text node of its own.
  const eachStretch = (panel, start, end, found) => {
    const walker = document.createTreeWalker(panel, NodeFilter.SHOW_TEXT), nodes = [];
    for (let at = 0, node; at < end && (node = walker.nextNode());) {
      const n = nCharacters(node.data);
      if (at + n > start) nodes.push([node, Math.max(0, start - at), Math.min(n, end - at)]);
      at += n;
    }
    for (let [node, from, to] of nodes) {
      const characters = [...node.data], units = (n) => characters.slice(0, n).join("").length;
      if (to < characters.length) node.splitText(units(to));
      if (from > 0) node = node.splitText(units(from));
      found(node);
    }
  };
  const unmark = (panel) => {
    for (const mark of panel.querySelectorAll("mark")) {
      const parent = mark.parentNode;
      mark.replaceWith(...mark.childNodes);
      parent.normalize();
    }
  };
  const markSpan = (panel, start, end, isPassage) => eachStretch(panel, start, end, (node) => {
    const mark = document.createElement("mark");
    if (isPassage) mark.className = "passage";
    if (!panel.querySelector("#cited")) mark.id = "cited";
    node.replaceWith(mark);
    mark.append(node);
  });
  showing.viewer = (html) => {
    const template = document.createElement("template"), viewer = document.querySelector("#viewer .viewer");
    template.innerHTML = html;
    const place = template.content.querySelector(".place");
    if (!place) { document.getElementById("viewer").replaceChildren(template.content); return; }
    const panel = viewer.querySelector(".document"), { fragment, start, end } = place.dataset;
    viewer.dataset.fragment = fragment;
    viewer.querySelector(".standing")?.remove();
    viewer.querySelector("header h2").after(...place.childNodes);
    unmark(panel);
    if (start !== undefined) markSpan(panel, Number(start), Number(end), "passage" in place.dataset);
  };

  // ---- Finding in the document, folded as the search folds: the places as ranges, which the browser paints.
  const FOLDED = { "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ة": "ه" };
  const foldCharacter = (one) => (FOLDED[one] ?? one.normalize("NFKD").replace(/[\p{M}\u0640]/gu, "").toLowerCase());
  const fold = (text) => [...text].map(foldCharacter).join("");
  let finds = [], now = -1;
  const find = (words) => {
    const panel = document.querySelector("#viewer .document"), wanted = fold(words.trim());
    finds = [];
    now = -1;
    if (wanted) {
      const walker = document.createTreeWalker(panel, NodeFilter.SHOW_TEXT), places = [];
      let text = "";
      for (let node; (node = walker.nextNode());) {
        let at = 0;
        for (const one of node.data) {
          const folded = foldCharacter(one);
          for (let n = 0; n < folded.length; n += 1) places.push([node, at, at + one.length]);
          text += folded;
          at += one.length;
        }
      }
      for (let at = text.indexOf(wanted); at >= 0 && finds.length < 1000; at = text.indexOf(wanted, at + wanted.length)) {
        const range = new Range(), [first, start] = places[at], [last, , end] = places[at + wanted.length - 1];
        range.setStart(first, start);
        range.setEnd(last, end);
        finds.push(range);
      }
    }
    step(1);
  };
  const step = (by) => {
    const box = document.querySelector("#viewer search");
    if (!box) return;
    now = finds.length ? (now + by + finds.length) % finds.length : -1;
    globalThis.CSS?.highlights?.set("found", new Highlight(...finds));
    globalThis.CSS?.highlights?.set("found-now", new Highlight(...(now < 0 ? [] : [finds[now]])));
    for (const button of box.querySelectorAll("button")) button.disabled = finds.length < 2;
    const wanted = box.querySelector("input").value.trim();
    box.querySelector(".count").textContent = wanted ? `${now + 1} / ${finds.length}` : "";
    const panel = document.querySelector("#viewer .document");
    if (now >= 0) panel.scrollTop += finds[now].getBoundingClientRect().top - panel.getBoundingClientRect().top - panel.clientHeight / 3;
  };

  // Beside the lines in which the conversation's answers stand, a mark in the margin.
  const markMargin = () => {
    const panel = document.querySelector("#viewer .document");
    if (!panel) return;
    const here = [...document.querySelectorAll("#conversation .answer > .citation a.show")]
      .map((link) => link.getAttribute("href").slice(1).split(":")).filter(([id]) => decodeURIComponent(id) === shown());
    const starts = here.map(([, span]) => Number(span.split("-")[0])).sort((one, other) => one - other);
    let at = 0;
    for (const block of panel.children) {
      block.classList.remove("has-answer");
      if (!starts.length) continue;
      at += nCharacters(block.textContent);
      while (starts.length && starts[0] < at) { block.classList.add("has-answer"); starts.shift(); }
    }
  };

  let following = false; // a link was followed, and its place is not open yet
  // The document takes the focus over from a link that is hidden now, or gone with the document before.
  const takeFocus = (link) => {
    if (!link?.checkVisibility()) document.querySelector("#viewer .document")?.focus({ preventScroll: true });
  };
  const followLinks = (element, trigger) => {
    element.addEventListener("click", (click) => {
      const link = click.target.closest('a[href^="#"]');
      if (!link) return;
      click.preventDefault();
      const fragment = link.getAttribute("href").slice(1);
      setFragment(fragment, "pushState");
      link.closest(".outline")?.removeAttribute("open");
      following = true;
      trigger("open_place", { fragment, shown: shown() });
      setView("source");
      requestAnimationFrame(() => takeFocus(link));
    });
  };

  return {
    announce, setView, fragmentHere, leaveAsking, shown, nCharacters, fold,

    header(element) {
      window.sanad.dialogs(element);
      element.addEventListener("click", (click) => {
        const button = click.target.closest("button");
        if (!button) return;
        if (button.dataset.view) setView(button.dataset.view);
        if (button.dataset.do === "start_again") { window.sanad.forget(); window.sanad.beginOther(); leaveAsking("start_again"); }
        if (button.dataset.lang) {
          remember(button.dataset.lang);
          setLang(button.dataset.lang);
          greyAsk();
        }
      });
      setLang(root.lang); // as the head of the page has found it
    },

    conversation(element, trigger, watch) {
      element.addEventListener("click", (click) => {
        const example = click.target.closest("[data-question]");
        if (example) ask(example.dataset.question);
      });
      document.getElementById("composer").addEventListener("submit", (submit) => { submit.preventDefault(); askFromBox(); });
      followLinks(element, trigger);
      useTools(element);
      window.sanad.judging(element);
      greyAsk();
      showing.box = (question) => { if (!box().value) setBox(question); }; // one that could not be asked
      showing.conversation = (html) => {
        const template = document.createElement("template");
        template.innerHTML = html;
        const turn = template.content.querySelector("[data-put]"), talk = element.querySelector(".talk"), put = turn?.dataset.put;
        if (!turn) { element.replaceChildren(template.content); return; }
        const turns = [...talk.querySelectorAll(".turn")];
        const old = put === "last" && turns.length >= Number(turn.dataset.n) ? turns.at(-1)
          : turns.find((one) => one.querySelector(`[data-turn="${CSS.escape(put)}"]`));
        delete turn.dataset.put;
        delete turn.dataset.n;
        if (old) old.replaceWith(turn);
        else (turns.at(-1) ?? talk).after(turn);
        [...talk.querySelectorAll(".turn")].slice(0, -Number(element.dataset.most)).forEach((one) => one.remove());
      };
      watch(() => {
        markMargin();
        if (window.sanad.settle(element)) return;
        setView("talk");
        const last = element.querySelector(".turn:last-of-type");
        if (!last) return;
        const written = last.querySelector(".written"); // the answer is there, and sentences are added over it
        if (written) {
          announce((written.querySelector(".statement:last-of-type > p") ?? written).textContent);
          return;
        }
        last.scrollIntoView({ block: "start" });
        announce(last.querySelector(".reply").textContent);
        reveal();
      });
    },

    viewer(element, trigger, watch) {
      followLinks(element, trigger);
      window.sanad.original(element, watch);
      element.addEventListener("input", (input) => { if ("find" in input.target.dataset) find(input.target.value); });
      element.addEventListener("keydown", (key) => {
        if (!("find" in key.target.dataset)) return;
        if (key.key === "Enter") step(key.shiftKey ? -1 : 1);
        else if (key.key === "Escape") { key.target.value = ""; find(""); } else return;
        key.preventDefault();
      });
      element.addEventListener("click", (click) => {
        const button = click.target.closest("button");
        if (button?.dataset.step) step(Number(button.dataset.step));
        if (button?.dataset.do !== "print_document") return;
        root.dataset.print = "document";
        window.print();
        delete root.dataset.print;
      });
      // Going back from a place on a phone leads to the conversation.
      const open = () => {
        if (fragmentHere()) trigger("open_place", { fragment: fragmentHere(), shown: shown() });
        setView(fragmentHere() ? "source" : "talk");
      };
      const first = fragmentHere();
      if (first && performance.getEntriesByType("navigation")[0]?.type === "navigate") {
        setFragment("", "replaceState");
        setFragment(first, "pushState");
        setView("source");
      }
      window.addEventListener("popstate", open);
      watch(() => {
        const viewer = element.querySelector(".viewer");
        if (viewer) {
          setFragment(viewer.querySelector("#cited") ? viewer.dataset.fragment : "", "replaceState");
          if (!window.sanad.asksOwn()) window.sanad.keepPlace(viewer.dataset.fragment);
        }
        if (following) takeFocus(document.activeElement.closest("#conversation a"));
        following = false;
        find(element.querySelector("[data-find]")?.value ?? "");
        markMargin();
        reveal();
      });
    },
  };
})());
