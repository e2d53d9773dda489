// A PDF's page as it is printed, beside its text. It is drawn by the server when a reader opens it or turns a page.
Object.assign(window.sanad, (() => {
  const { announce, letters, tell } = window.sanad;
  const root = document.documentElement;
  const button = () => document.querySelector('#viewer [data-do="original"]');
  const panel = () => document.getElementById("original");
  const sheet = () => panel().lastElementChild;
  let isOpen = false, isLarge = false, n = 0; // what the reader wants to see; how many pages were asked for

  const enlarge = () => {
    sheet().querySelector(".paper")?.classList.toggle("is-large", isLarge);
    sheet().querySelector('[data-do="enlarge"]')?.setAttribute("aria-pressed", String(isLarge));
    const paper = sheet().querySelector(".paper"), box = paper?.querySelector("rect")?.getBoundingClientRect();
    if (!box) return;
    const seen = paper.getBoundingClientRect();
    paper.scrollTop += box.top - seen.top - seen.height / 3;
    paper.scrollLeft += box.left + box.width / 2 - seen.left - seen.width / 2;
  };
  // Buttons and picture are new: the focus stays on what turned the page, or what stands in its place.
  const put = (html) => {
    const had = sheet().contains(document.activeElement) ? document.activeElement.className || "paper" : "";
    sheet().innerHTML = html;
    const picture = sheet().querySelector("img");
    picture.alt = picture.dataset[root.lang];
    if (had) (sheet().querySelector(`.${had}:enabled`) ?? sheet().querySelector(".paper")).focus({ preventScroll: true });
    enlarge();
    announce(picture.alt);
  };
  const load = async (page) => {
    const mine = ++n, here = panel(), { fragment } = document.querySelector("#viewer .viewer").dataset;
    const asked = new URLSearchParams({ place: fragment, session_hash: letters, ...(page && { page }) });
    here.setAttribute("aria-busy", "true");
    let said = "", words = "";
    try {
      const answer = await fetch(`original?${asked}`);
      if (answer.ok) said = await answer.text(); else words = (await answer.json()).detail;
    } catch { tell(""); }
    if (mine !== n || panel() !== here) return;
    here.removeAttribute("aria-busy");
    here.dataset.fragment = fragment;
    if (said) { put(said); return; }
    const told = document.createElement("p");
    told.textContent = words;
    sheet().replaceChildren(told);
    announce(words);
  };
  // Another place in the document may be on another page, and another document may have no pages.
  const show = () => {
    const isShown = isOpen && button() !== null;
    if (isShown) root.dataset.original = ""; else delete root.dataset.original;
    if (!button()) return;
    button().setAttribute("aria-expanded", String(isShown));
    panel().hidden = !isShown;
    if (isShown && panel().dataset.fragment !== document.querySelector("#viewer .viewer").dataset.fragment) load();
  };

  return {
    original(element, watch) {
      element.addEventListener("click", (click) => {
        const pressed = click.target.closest("button");
        if (pressed?.dataset.do === "original") { isOpen = !isOpen; show(); }
        if (pressed?.dataset.do === "enlarge") { isLarge = !isLarge; enlarge(); }
        if (pressed?.dataset.to) load(pressed.dataset.to);
      });
      element.addEventListener("keydown", (key) => {
        if (key.key !== "Escape" || !panel()?.contains(key.target)) return;
        isOpen = false;
        show();
        button().focus();
      });
      watch(show);
    },
  };
})());
