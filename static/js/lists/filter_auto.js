// Filters act when a choice is made; words typed act on Enter or on the button.

GisCase.define("filter-auto", (form) => {
  form.addEventListener("change", (event) => {
    if (event.target.closest(".filter-many")) return;
    if (event.target.matches('select, input[type="checkbox"], input[type="radio"]')) form.requestSubmit();
  });
  // Empty filters are left out, so that the address stays short enough to read aloud.
  form.addEventListener("formdata", (event) => {
    for (const [name, value] of [...event.formData.entries()]) {
      if (value === "") event.formData.delete(name);
    }
  });
});
