/* Searches of options and clauses are narrowed to the issue or draft that the form
   names in the field that `data-scope` gives. */
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
}
