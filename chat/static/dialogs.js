// What opens over the page: about it, help, and the conversations kept in this browser. And the look: light or dark.
// As in page.js, words come from the server: a row of the list is a copy of its template, filled in as text.
Object.assign(window.sanad, (() => {
  const { announce, fold } = window.sanad;
  const root = document.documentElement;
  const LIST = "sanad-list", ID = "sanad-id", THEME = "sanad-theme", MOST = 50;
  const stored = (name) => { try { return localStorage.getItem(name); } catch { return null; } };
  const dialog = (name) => document.getElementById(`dialog-${name}`);

  // ---- Light or dark: as the system says until the reader says otherwise.
  const toggleTheme = () => {
    const isDark = (root.dataset.theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
    root.dataset.theme = isDark ? "light" : "dark";
    try { localStorage.setItem(THEME, root.dataset.theme); } catch { /* private window: for this visit only */ }
  };

  // ---- The list. Each entry: id, name where one was given, time, and the memory that the server wrote.
  const list = () => { try { return JSON.parse(stored(LIST)) ?? []; } catch { return []; } };
  const save = (entries) => {
    let left = entries.slice(0, MOST);
    while (left.length) {
      try { localStorage.setItem(LIST, JSON.stringify(left)); return; } catch { left = left.slice(0, -1); }
    } // full: the oldest go
    try { localStorage.removeItem(LIST); } catch { /* not to be had */ }
  };
  const questions = (memory) => { try { return JSON.parse(memory).turns.map((turn) => turn.question); } catch { return []; } };
  const nameOf = (entry) => entry.name || questions(entry.memory)[0] || "…";
  const here = () => { try { return sessionStorage.getItem(ID); } catch { return null; } };
  const setHere = (id) => {
    try { if (id) sessionStorage.setItem(ID, id); else sessionStorage.removeItem(ID); } catch { /* not to be had */ }
  };

  // A conversation that goes on takes its own place again; one that another tab goes on with differently has its own.
  const keepInList = (memory) => {
    const asked = questions(memory), id = here();
    if (!asked.length) return;
    const isStart = (entry) => { const before = questions(entry.memory); return before.length > 0 && before.every((one, at) => one === asked[at]); };
    const entries = list(), old = entries.find((entry) => entry.id === id) ?? entries.find(isStart);
    const entry = { id: old?.id ?? crypto.getRandomValues(new Uint32Array(2)).join("-"), name: old?.name, time: Date.now(), memory };
    setHere(entry.id);
    save([entry, ...entries.filter((one) => one.id !== entry.id)]);
  };

  let deleted = null;
  const show = () => {
    const box = dialog("conversations"), wanted = fold(box.querySelector(".find input").value.trim());
    const rows = list().filter((entry) => fold(`${nameOf(entry)} ${questions(entry.memory).join(" ")}`).includes(wanted));
    box.querySelector(".none").hidden = rows.length > 0;
    box.querySelector(".undo").hidden = deleted === null;
    box.querySelector(".list").replaceChildren(...rows.map((entry) => {
      const row = box.querySelector("template").content.firstElementChild.cloneNode(true);
      row.dataset.id = entry.id;
      row.querySelector("bdi").textContent = nameOf(entry);
      row.querySelector("input").value = nameOf(entry);
      row.querySelector("time").textContent = new Date(entry.time).toLocaleString(root.lang, { dateStyle: "medium", timeStyle: "short" });
      if (entry.id === here()) row.querySelector(".open").setAttribute("aria-current", "true");
      return row;
    }));
  };
  const change = (id, name) => { save(list().map((entry) => (entry.id === id ? { ...entry, name } : entry))); show(); };
  const remove = (id) => {
    const entries = list(), at = entries.findIndex((entry) => entry.id === id);
    deleted = { entry: entries[at], at };
    save(entries.filter((entry) => entry.id !== id));
    show();
    dialog("conversations").querySelector("[data-undo]").focus();
    announce(dialog("conversations").querySelector(".undo").innerText);
  };
  const undo = () => {
    if (!deleted) return;
    const { entry, at } = deleted;
    deleted = null;
    save(list().toSpliced(at, 0, entry));
    show();
    dialog("conversations").querySelector(`[data-id="${entry.id}"] .open`)?.focus();
  };
  const open = (id) => {
    const entry = list().find((one) => one.id === id);
    if (!entry || "busy" in root.dataset) return;
    setHere(id);
    dialog("conversations").close();
    window.sanad.bringBack(entry.memory);
  };

  const openDialog = (name) => {
    if (document.querySelector("dialog[open]")) return;
    if (name === "conversations") { deleted = null; show(); }
    dialog(name)?.showModal();
    dialog(name)?.querySelector("h2").focus();
  };
  document.addEventListener("keydown", (key) => {
    if (key.ctrlKey || key.metaKey || key.altKey || key.target.closest("textarea, input, dialog")) return;
    if (key.key === "?") openDialog("help");
    else if (key.key === "/") document.querySelector("#question textarea")?.focus();
    else return;
    key.preventDefault();
  });

  return {
    keepInList,
    beginOther: () => setHere(null),

    dialogs(element) {
      element.addEventListener("click", (click) => {
        const button = click.target.closest("button"), id = button?.closest("[data-id]")?.dataset.id;
        if (!button) { if (click.target.matches("dialog")) click.target.close(); return; } // beside it
        const does = button.dataset.do;
        if (does === "theme") toggleTheme();
        else if (does && dialog(does)) openDialog(does);
        else if ("close" in button.dataset) button.closest("dialog").close();
        else if ("open" in button.dataset) open(id);
        else if ("delete" in button.dataset) remove(id);
        else if ("undo" in button.dataset) undo();
        else if ("rename" in button.dataset) {
          const field = button.closest("li").querySelector(".rename");
          field.hidden = !field.hidden;
          field.querySelector("input").focus();
        }
      });
      element.addEventListener("input", (input) => { if (input.target.closest(".find")) show(); });
      element.addEventListener("change", (changed) => {
        const row = changed.target.closest("[data-id]");
        if (row) change(row.dataset.id, changed.target.value.trim());
      });
    },
  };
})());
window.sanad.open();
