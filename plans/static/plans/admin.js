/* Searches of options and clauses are narrowed to the issue or draft that the form
   names in the field that `data-scope` gives; and each search box gets the name that
   its label gives to the field. */
"use strict";
{
  const $ = django.jQuery;
  let opened = null;

  $(document).on("select2:opening", (event) => {
    opened = event.target;
  });

  $.ajaxPrefilter((options) => {
    const scope = opened?.dataset.scope;
    const value = scope && document.getElementById(scope)?.value;
    if (value && options.url.includes("/autocomplete/")) {
      const parameter = encodeURIComponent(opened.dataset.scopeParameter);
      options.data = `${options.data}&${parameter}=${encodeURIComponent(value)}`;
    }
  });

  function nameOf(select) {
    const label = select.labels?.[0]?.textContent;
    const column = select.closest("td")?.cellIndex;
    const heading = select.closest("table")?.tHead?.rows[0]?.cells;
    // The first column of an inline's table has no heading of its own.
    return label ?? heading?.[Math.max((column ?? 1) - 1, 0)]?.textContent ?? "Choice";
  }

  function nameBoxes() {
    for (const select of document.querySelectorAll("select.admin-autocomplete")) {
      const name = nameOf(select).trim().replace(/:$/, "");
      const box = select.nextElementSibling;
      for (const part of box?.querySelectorAll("[role=combobox], input") ?? []) {
        const chosen = select.multiple ? "" : select.selectedOptions[0]?.textContent;
        part.setAttribute("aria-label", chosen ? `${name}: ${chosen}` : name);
        part.removeAttribute("aria-labelledby");
      }
    }
  }

  $(window).on("load", nameBoxes);
  $(document).on("change formset:added", "select, .inline-related, tr", nameBoxes);
}
