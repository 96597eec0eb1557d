// Runs before the page is drawn, so that a chosen theme does not flash.
(() => {
  const KEY = "theme";
  const NEXT = { auto: "light", light: "dark", dark: "auto" };
  const root = document.documentElement;
  root.dataset.js = "";

  function stored() {
    try {
      const theme = localStorage.getItem(KEY);
      return theme in NEXT ? theme : "auto";
    } catch {
      return "auto"; // Storage is switched off: follow the system.
    }
  }

  function apply(theme) {
    if (theme === "auto") delete root.dataset.theme;
    else root.dataset.theme = theme;
    for (const meta of document.querySelectorAll("meta[name=theme-color]")) {
      meta.media = theme === "auto" ? `(prefers-color-scheme: ${meta.dataset.for})`
        : meta.dataset.for === theme ? "all" : "not all";
    }
    for (const label of document.querySelectorAll("[data-theme-label]")) {
      label.textContent = theme;
    }
  }

  let current = stored();
  apply(current);
  document.addEventListener("DOMContentLoaded", () => apply(current));
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-theme-switch]")) return;
    current = NEXT[current];
    try {
      localStorage.setItem(KEY, current);
    } catch {
      // The choice then lasts for this page only.
    }
    apply(current);
  });
})();
