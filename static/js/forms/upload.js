// A form with data-upload sends its files with a progress bar; without this script it is sent plainly.

GisCase.define("upload", (form) => {
  const { el, say, number } = GisCase.page;
  const bar = el("progress", { max: 1, value: 0 });
  const words = el("span", {});
  const line = el("p", { class: "progress-line", role: "status" }, words, bar);

  const hasFiles = () => [...form.querySelectorAll('input[type="file"]')].some((input) => input.files.length);

  const fail = (buttons) => {
    words.textContent = form.dataset.failed;
    bar.hidden = true;
    for (const button of buttons) button.disabled = false;
  };

  const send = (submitter) => {
    const request = new XMLHttpRequest();
    const body = new FormData(form, submitter);
    const buttons = [...form.querySelectorAll('button[type="submit"]')];
    for (const button of buttons) button.disabled = true;
    bar.hidden = false;
    form.querySelector(".form-actions")?.before(line) ?? form.append(line);

    request.upload.addEventListener("progress", (event) => {
      const part = event.lengthComputable ? event.loaded / event.total : 0;
      bar.value = part;
      words.textContent = say(form.dataset.sending, { part: number(part * 100) });
    });
    request.addEventListener("load", () => {
      const html = (request.getResponseHeader("Content-Type") ?? "").startsWith("text/html");
      if (html) GisCase.page.replace(request.responseText, request.responseURL);
      else fail(buttons);
    });
    request.addEventListener("error", () => fail(buttons));
    request.open("POST", form.action);
    request.setRequestHeader("X-CSRFToken", GisCase.page.token());
    request.send(body);
  };

  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented || !hasFiles()) return;
    event.preventDefault();
    send(event.submitter);
  });
});
