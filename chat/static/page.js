// What the page does in the browser. All words and all marks come from the server; nothing here builds HTML.
window.sanad = (() => {
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
    if (event.target.matches("#question textarea")) followTyping(event.target);
  });

  // ---- The question box: nothing is sent that holds nothing, and Up in an empty box brings the last question back.
  const box = () => document.querySelector("#question textarea");
  const greyAsk = () => {
    const button = document.getElementById("ask");
    if (button && box()) button.disabled = !box().value.trim();
    const counter = document.querySelector("#counter [data-most]");
    if (!counter || !box()) return;
    const n = [...box().value.trim()].length, most = Number(counter.dataset.most); // as Python counts
    const said = `${n.toLocaleString("en")} / ${most.toLocaleString("en")}`;
    counter.hidden = n < 0.8 * most;
    counter.classList.toggle("is-over", n > most);
    if (counter.querySelector("bdi").textContent !== said) counter.querySelector("bdi").textContent = said;
  };
  const putInBox = (text) => {
    box().value = text;
    box().dispatchEvent(new Event("input", { bubbles: true }));
    box().focus();
  };
  for (const change of ["input", "focusin"]) document.addEventListener(change, () => setTimeout(greyAsk));
  document.addEventListener("keydown", (key) => {
    if (key.target !== box() || key.isComposing || key.target.value.trim()) return;
    const last = [...document.querySelectorAll("#conversation [data-edit]")].pop();
    if (key.key === "Enter" && !key.shiftKey) {
      key.preventDefault();
      key.stopImmediatePropagation();
    } else if (key.key === "ArrowUp" && last) {
      key.preventDefault();
      putInBox(last.dataset.edit);
    }
  }, { capture: true });

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
      following = true;
      trigger("open_place", { fragment });
      setView("source");
      requestAnimationFrame(() => takeFocus(link));
    });
  };

  return {
    announce, setView, fragmentHere,

    start() {
      const wished = remembered() || navigator.language || "en";
      setLang(wished.toLowerCase().startsWith("ar") ? "ar" : "en");
      root.dataset.view = "talk";
    },

    header(element, trigger) {
      window.sanad.dialogs(element);
      element.addEventListener("click", (click) => {
        const button = click.target.closest("button");
        if (!button) return;
        if (button.dataset.view) setView(button.dataset.view);
        if (button.dataset.do === "start_again") { window.sanad.forget(); window.sanad.beginOther(); trigger("start_again", {}); }
        if (button.dataset.lang) {
          remember(button.dataset.lang);
          setLang(button.dataset.lang);
          trigger("set_language", { lang: root.lang });
        }
      });
      setTimeout(() => trigger("set_language", { lang: root.lang }));
    },

    conversation(element, trigger, watch) {
      element.setAttribute("role", "log");
      element.setAttribute("aria-live", "off");
      element.closest("#conversation").tabIndex = 0; // it scrolls, and may hold nothing else that takes the focus
      element.addEventListener("click", (click) => {
        const example = click.target.closest("[data-question]");
        if (example) trigger("put_example", { question: example.dataset.question });
      });
      followLinks(element, trigger);
      useTools(element);
      window.sanad.judging(element, trigger);
      // The box and its button are drawn when Gradio pleases, and drawn again.
      new MutationObserver(greyAsk).observe(document.body, { childList: true, subtree: true });
      greyAsk();
      watch("value", () => {
        setTimeout(greyAsk, 100); // the box may be given a question back
        if (window.sanad.settle(element)) return;
        followTyping(document.querySelector("#question textarea"));
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
      const open = () => { if (fragmentHere()) trigger("open_place", { fragment: fragmentHere() }); };
      window.addEventListener("popstate", open);
      watch("value", () => {
        const viewer = element.querySelector(".viewer");
        if (viewer) {
          setFragment(viewer.querySelector("#cited") ? viewer.dataset.fragment : "", "replaceState");
          if (!window.sanad.asksOwn()) window.sanad.keepPlace(viewer.dataset.fragment);
        }
        if (following) takeFocus(document.activeElement.closest("#conversation a"));
        following = false;
        reveal();
      });
      setTimeout(open);
    },
  };
})();
window.sanad.start();
