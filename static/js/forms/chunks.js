// data-module="chunks": the file of the form inside is sent in parts as soon as it is chosen, and goes on after a lost
// connection or a closed page. The form then carries the token of what has arrived in place of the file.

GisCase.define("chunks", (element) => {
  const { el, say, number, token } = GisCase.page;
  const PART = 2 * 1024 * 1024;
  const form = element.querySelector("form");
  const input = form.querySelector('input[type="file"]');
  const kept = form.querySelector('[name="upload"]');
  const bar = el("progress", { max: 1, value: 0 });
  const words = el("span", {});
  const line = el("p", { class: "progress-line", role: "status", hidden: true }, words, bar);
  const buttons = form.querySelectorAll('button[type="submit"]');
  const name = (file) => `upload:${file.name}:${file.size}:${file.lastModified}`;
  let present = 0;
  input.closest(".field").append(line);

  const tell = (sentence, part = null) => {
    line.hidden = false;
    words.textContent = sentence;
    bar.hidden = part === null;
    if (part !== null) bar.value = part;
  };
  const allow = (may) => {
    for (const button of buttons) button.disabled = !may;
  };
  const ask = async (method, url, body, type) => {
    const headers = { Accept: "application/json", "X-CSRFToken": token() };
    if (type) headers["Content-Type"] = type;
    const answer = await fetch(url, { method, body, headers, credentials: "same-origin" });
    const said = await answer.json().catch(() => ({}));
    if (answer.status >= 500 && answer.status !== 507) throw new Error(String(answer.status));
    return { ok: answer.ok, said };
  };
  const pause = (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));

  /** Continue an upload of the same file that was broken off, or begin one. */
  const begin = async (file) => {
    const before = localStorage.getItem(name(file));
    if (before) {
      const { ok, said } = await ask("GET", `${element.dataset.begin}/${before}`);
      if (ok) return { token: before, received: said.received };
    }
    const body = JSON.stringify({ name: file.name, size: file.size });
    const { ok, said } = await ask("POST", element.dataset.begin, body, "application/json");
    if (!ok) throw new TypeError((said.reasons ?? []).join(" ") || element.dataset.stopped);
    localStorage.setItem(name(file), said.token);
    return said;
  };

  const steadily = async (act, turn) => {
    for (let tries = 0; turn === present; tries += 1) {
      try {
        return await act();
      } catch (error) {
        if (error instanceof TypeError && !/fetch|network/i.test(error.message)) throw error;
        tell(element.dataset.waiting);
        await pause(Math.min(15, 1 + tries * 2));
      }
    }
    return null;
  };

  const send = async (file, turn) => {
    const upload = await steadily(() => begin(file), turn);
    let have = upload?.received ?? 0;
    while (upload && have < file.size && turn === present) {
      tell(
        say(element.dataset.sending, { part: number((have / file.size) * 100), size: number(file.size / 1e6, 1) }),
        have / file.size,
      );
      const url = `${element.dataset.begin}/${upload.token}?offset=${have}`;
      const part = file.slice(have, have + PART);
      const answer = await steadily(() => ask("PATCH", url, part, "application/octet-stream"), turn);
      if (!answer?.ok) throw new TypeError(element.dataset.stopped);
      have = answer.said.received;
    }
    if (!upload || turn !== present) return;
    kept.value = upload.token;
    localStorage.removeItem(name(file));
    input.value = "";
    tell(`${file.name}: ${element.dataset.arrived}`, 1);
    allow(true);
  };

  input.addEventListener("change", async () => {
    const [file] = input.files;
    present += 1;
    kept.value = "";
    if (!file) return;
    allow(false);
    try {
      if (file.size > Number(element.dataset.most) * 1024 * 1024) throw new TypeError(element.dataset.large);
      await send(file, present);
    } catch (error) {
      tell(error.message);
      input.value = "";
      allow(true);
    }
  });
});

/** Look at the page again while something is being made, until it is there. */
GisCase.define("wait-for", (element) => {
  setTimeout(() => location.reload(), Number(element.dataset.seconds || 3) * 1000);
});
