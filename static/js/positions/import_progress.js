// While an import runs, its page says how far it is; at the end it is opened anew. Without this script one looks again.

GisCase.define("import-progress", (box) => {
  const wait = 1500;

  const look = async () => {
    try {
      const told = await GisCase.page.get(box.dataset.url);
      if (!told.running) {
        window.location.reload();
        return;
      }
      box.replaceChildren(GisCase.page.fragment(told.html));
      setTimeout(look, wait);
    } catch {
      setTimeout(look, wait * 6);
    }
  };

  setTimeout(look, wait);
});
