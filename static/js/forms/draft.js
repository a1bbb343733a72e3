// A form with data-draft="key" keeps itself in this browser until it is sent. Passwords and files are never kept.

GisCase.define("draft", (form) => {
  const { el, say, debounce } = GisCase.page;
  const drafts = GisCase.drafts;
  const key = drafts.key(form.dataset.draft);
  const never = new Set(["password", "file", "submit", "button"]);

  const fields = () =>
    [...form.elements].filter(
      (field) =>
        field.name &&
        field.name !== "csrf_token" &&
        !never.has(field.type) &&
        (field.type !== "hidden" || "keep" in field.dataset),
    );
  const ticks = (field) => field.type === "checkbox" || field.type === "radio";
  const chosen = (field) => [...field.selectedOptions].map((option) => option.value);

  const values = () =>
    fields().map((field) => {
      if (ticks(field)) return [field.name, field.value, field.checked];
      return [field.name, null, field.multiple ? chosen(field) : field.value];
    });

  const fill = (kept) => {
    for (const [name, option, value] of kept) {
      const field = fields().find((one) => one.name === name && (option === null || one.value === option));
      if (!field) continue;
      if (ticks(field)) field.checked = value;
      else if (field.multiple) for (const one of field.options) one.selected = value.includes(one.value);
      else field.value = value;
      field.dispatchEvent(new Event("change", { bubbles: true }));
    }
  };

  const offer = (kept, before) => {
    const when = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "short", timeStyle: "short" });
    const words = say(form.dataset.restored, { when: when.format(new Date(kept.at)) });
    const discard = el("button", { type: "button", class: "btn btn-quiet" }, form.dataset.discard);
    const line = el("p", { class: "draft-line", role: "status" }, words, discard);
    discard.addEventListener("click", () => {
      fill(before);
      drafts.drop(key);
      line.remove();
    });
    form.prepend(line);
  };

  const kept = drafts.read(key);
  const before = values();
  // After a refusal the server has sent back what was typed last: that is newer than the draft.
  const refused = form.querySelector(".has-error") || document.querySelector(".error-summary");
  if (kept && !refused && JSON.stringify(kept.values) !== JSON.stringify(before)) {
    fill(kept.values);
    offer(kept, before);
  }

  const keep = debounce(400, () => drafts.write(key, values()));
  form.addEventListener("input", keep);
  form.addEventListener("change", keep);
  form.addEventListener("submit", () => {
    drafts.write(key, values());
    drafts.sending(key);
  });
});
