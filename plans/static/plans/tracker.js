// Conveniences only: every page works without this file.
(() => {
  const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
  const MAY_SUBMIT = "select, input[type=checkbox], input[type=radio]";
  let opener = null;

  const say = (words) => {
    const live = document.getElementById("live");
    if (live) live.textContent = words;
  };

  const isTyping = (element) =>
    element.isContentEditable || element.matches("input, textarea, select");

  // --- The evidence panel ---------------------------------------------------

  const openPanel = () => {
    const close = document.querySelector("[data-panel] [data-panel-close]");
    return close && close.closest("[data-panel]");
  };

  const markOpened = (link) => {
    document.querySelectorAll("[data-grid] a[aria-current], [data-opens][aria-current]")
      .forEach((other) => other.removeAttribute("aria-current"));
    if (link) link.setAttribute("aria-current", "true");
  };

  function closePanel(panel) {
    const address = panel.querySelector("[data-panel-close]").href;
    const cell = opener?.isConnected ? opener
      : document.querySelector("[data-grid] a[aria-current], [data-opens][aria-current]");
    panel.replaceChildren();
    if (panel.dataset.hint) {
      const hint = document.createElement("p");
      hint.className = "panel-hint";
      hint.textContent = panel.dataset.hint;
      panel.append(hint);
    }
    history.replaceState(history.state, "", address);
    markOpened(null);
    opener = null;
    cell?.focus();
  }

  function focusHeading(panel) {
    const heading = panel.querySelector("h1, h2, h3");
    if (!heading) return;
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
    panel.scrollTop = 0;
  }

  // The panel narrows the table, or covers it: what was opened stays in sight.
  function keepInSight(link, panel) {
    const cell = link?.closest("[data-grid] td");
    if (!cell) return;
    const covered = getComputedStyle(panel).position === "fixed"
      && cell.getBoundingClientRect().bottom > panel.getBoundingClientRect().top;
    cell.scrollIntoView({ block: covered ? "start" : "nearest", inline: "nearest" });
  }

  document.addEventListener("htmx:afterSwap", ({ detail }) => {
    if (!detail.target.matches("[data-panel]")) return;
    opener = detail.requestConfig?.elt ?? null;
    markOpened(opener);
    focusHeading(detail.target);
    keepInSight(opener, detail.target);
  });

  // --- A request that failed ------------------------------------------------

  function showFailure({ detail }) {
    const { elt, target, requestConfig } = detail;
    const place = target ?? elt;
    const box = document.createElement("div");
    box.className = "notice caution";
    box.setAttribute("role", "alert");
    box.dataset.failure = "";
    const link = document.createElement("a");
    link.href = elt.getAttribute("href") ?? requestConfig?.path ?? location.href;
    link.textContent = "Open the page instead.";
    const line = document.createElement("p");
    line.append("Could not load. ", link);
    box.append(line);
    if (place.matches("[data-panel]")) place.replaceChildren(box);
    else {
      place.querySelector("[data-failure]")?.remove();
      place.prepend(box);
    }
  }

  for (const name of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(name, showFailure);
  }

  // --- Keys -----------------------------------------------------------------

  function neighbour(link, [down, right]) {
    let row = link.closest("tr");
    const column = link.closest("td").cellIndex;
    const linkIn = (cell) => {
      const found = cell?.querySelector("a");
      return found?.checkVisibility() ? found : null;
    };
    if (right) {
      for (let i = column + right; row.cells[i]; i += right) {
        if (linkIn(row.cells[i])) return linkIn(row.cells[i]);
      }
      return null;
    }
    const rows = [...link.closest("table").rows];
    for (let i = rows.indexOf(row) + down; (row = rows[i]); i += down) {
      if (row.cells[column]?.matches("td") && linkIn(row.cells[column])) {
        return linkIn(row.cells[column]);
      }
    }
    return null;
  }

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return;
    const target = event.target;
    if (event.key === "/" && !isTyping(target)) {
      const search = document.querySelector(".site-search input");
      if (!search) return;
      event.preventDefault();
      search.focus();
      search.select();
    } else if (event.key === "Escape") {
      const panel = openPanel();
      if (panel && !isTyping(target) && !document.querySelector(":popover-open")) {
        closePanel(panel);
      }
    } else if (event.key in ARROWS && target.matches("[data-grid] td a")) {
      const next = neighbour(target, ARROWS[event.key]);
      if (!next) return;
      event.preventDefault();
      next.focus();
    }
  });

  // --- Clicks and changes ---------------------------------------------------

  async function copy(button) {
    const from = button.dataset.copyFrom && document.querySelector(button.dataset.copyFrom);
    const path = button.dataset.copy;
    const words = from ? from.innerText.trim() : new URL(path || location.href, location.href).href;
    const before = button.textContent;
    try {
      await navigator.clipboard.writeText(words);
      button.textContent = "Copied";
      say("Copied");
    } catch {
      // No clipboard outside https: show what to copy.
      window.prompt("Copy:", words);
      return;
    }
    setTimeout(() => {
      button.textContent = before;
      say("");
    }, 2000);
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-copy], [data-copy-from]");
    if (button) {
      copy(button);
      return;
    }
    const close = event.target.closest("[data-panel] [data-panel-close]");
    const plain = !(event.metaKey || event.ctrlKey || event.shiftKey);
    if (close && plain) {
      event.preventDefault();
      closePanel(close.closest("[data-panel]"));
    }
  });

  // Dates and text wait for the button: they change while one is typing.
  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-auto-submit]");
    if (form && event.target.matches(MAY_SUBMIT)) form.requestSubmit();
  });
})();
