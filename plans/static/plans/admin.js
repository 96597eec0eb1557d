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

  function columnOf(field) {
    const heading = field.closest("table")?.tHead?.rows[0]?.cells;
    return heading?.[field.closest("td")?.cellIndex]?.firstChild?.textContent;
  }

  function nameOf(field) {
    const name = field.labels?.[0]?.textContent ?? columnOf(field) ?? "Choice";
    return name.trim().replace(/:$/, "");
  }

  function nameBoxes() {
    for (const select of document.querySelectorAll("select.admin-autocomplete")) {
      const name = nameOf(select);
      const box = select.nextElementSibling;
      const parts = "[role=combobox], [role=textbox], input";
      for (const part of box?.querySelectorAll(parts) ?? []) {
        const chosen = select.multiple ? "" : select.selectedOptions[0]?.textContent;
        part.setAttribute("aria-label", chosen ? `${name}: ${chosen}` : name);
        part.removeAttribute("aria-labelledby");
      }
    }
    // In an inline's table the heading of the column is the only name of a field.
    for (const field of document.querySelectorAll(".tabular td :is(input, textarea)")) {
      if (!field.labels?.length && field.type !== "hidden" && columnOf(field)) {
        field.setAttribute("aria-label", nameOf(field));
      }
    }
  }

  $(window).on("load", nameBoxes);
  $(document).on("change formset:added", "select, .inline-related, tr", nameBoxes);
}
