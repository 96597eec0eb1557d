// Conveniences only: the comparison works without this file.
(() => {
  const KEY = "compare-view";
  const NEXT = { n: 1, j: 1, p: -1, k: -1 };
  const VIEWS = ["inline", "clean"];

  function stored() {
    try {
      return localStorage.getItem(KEY);
    } catch {
      return null; // Storage is switched off.
    }
  }

  // Before the page is drawn: an address that names a view is left as it is.
  const address = new URL(location.href);
  if (!address.searchParams.has("view") && VIEWS.includes(stored())) {
    address.searchParams.set("view", stored());
    location.replace(address);
  }

  document.addEventListener("click", ({ target }) => {
    const link = target.closest("[data-view]");
    if (!link) return;
    try {
      localStorage.setItem(KEY, link.dataset.view);
    } catch {
      // The choice then lasts for this page only.
    }
  });

  // --- From change to change ------------------------------------------------

  let current = null;

  const changed = () => [...document.querySelectorAll(".pair.is-changed")];
  const isTyping = (element) =>
    element.isContentEditable || element.matches("input, textarea, select");

  function count() {
    const words = document.querySelector("[data-step-count]");
    if (!words) return;
    const pairs = changed();
    const at = pairs.indexOf(current);
    words.closest("[data-stepper]").hidden = !pairs.length;
    words.textContent = at < 0
      ? `${pairs.length} change${pairs.length === 1 ? "" : "s"}`
      : `${at + 1} of ${pairs.length}`;
  }

  // Where one reads counts, not only where one stepped to.
  function place(pairs) {
    const at = pairs.indexOf(current);
    const top = at < 0 ? NaN : current.getBoundingClientRect().top;
    if (top > -40 && top < innerHeight / 2) return at;
    return pairs.findLastIndex((pair) => pair.getBoundingClientRect().top < 60);
  }

  function step(by) {
    const pairs = changed();
    if (!pairs.length) return;
    const here = place(pairs);
    const to = Math.min(Math.max(here + by, 0), pairs.length - 1);
    current?.classList.remove("is-current");
    current = pairs[to];
    current.classList.add("is-current");
    current.tabIndex = -1;
    current.focus({ preventScroll: true });
    current.scrollIntoView({ block: "start" });
    count();
    const live = document.getElementById("live");
    if (live) live.textContent = `Change ${to + 1} of ${pairs.length}`;
  }

  document.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-step]");
    if (button) step(Number(button.dataset.step));
  });

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return;
    if (!(event.key in NEXT) || isTyping(event.target)) return;
    if (document.querySelector(":popover-open")) return;
    event.preventDefault();
    step(NEXT[event.key]);
  });

  document.addEventListener("DOMContentLoaded", count);
  document.addEventListener("htmx:afterSettle", () => {
    current = null;
    count();
  });
})();
