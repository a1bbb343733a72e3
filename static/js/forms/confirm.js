// A form with data-confirm asks first, in a dialog of the page itself.

GisCase.define("confirm", (form) => {
  const { el } = GisCase.page;
  let agreed = false;

  const ask = (submitter) => {
    const yes = el("button", { type: "button", class: "btn btn-danger" }, form.dataset.yes);
    const no = el("button", { type: "button", class: "btn btn-secondary", autofocus: true }, form.dataset.no);
    const question = el("p", { id: `confirm-${Date.now()}` }, form.dataset.confirm);
    const buttons = el("div", { class: "dialog-actions" }, no, yes);
    const dialog = el("dialog", { "aria-labelledby": question.id }, question, buttons);
    no.addEventListener("click", () => dialog.close());
    yes.addEventListener("click", () => {
      agreed = true;
      dialog.close();
      form.requestSubmit(submitter);
    });
    dialog.addEventListener("close", () => dialog.remove());
    document.body.append(dialog);
    dialog.showModal();
  };

  form.addEventListener("submit", (event) => {
    if (agreed) return;
    event.preventDefault();
    ask(event.submitter ?? undefined);
  });
});
