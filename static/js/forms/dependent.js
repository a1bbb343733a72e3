// A part of a form that matters only for some answers: data-when="field=value,value". Hidden parts are not sent.

GisCase.define("dependent", (part) => {
  const [name, wanted] = part.dataset.when.split("=");
  const values = wanted.split(",");
  const form = part.closest("form");

  const present = () => {
    const field = form.elements[name];
    if (!field) return "";
    if (field instanceof HTMLInputElement && field.type === "checkbox") return field.checked ? "yes" : "no";
    return field.value;
  };

  const show = () => {
    const on = values.includes(present());
    part.hidden = !on;
    for (const field of part.querySelectorAll("input, select, textarea")) field.disabled = !on;
  };

  form.addEventListener("change", show);
  show();
});
