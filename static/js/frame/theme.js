// The sunlight view: a switch that the browser remembers for a year; the server reads the cookie and draws the page so.

GisCase.define("theme", (button) => {
  const root = document.documentElement;
  const word = button.querySelector("span");

  const show = () => {
    const on = root.dataset.theme === "sunlight";
    button.setAttribute("aria-pressed", String(on));
    word.textContent = on ? button.dataset.off : button.dataset.on;
  };

  button.hidden = false;
  button.addEventListener("click", () => {
    const on = root.dataset.theme !== "sunlight";
    if (on) root.dataset.theme = "sunlight";
    else delete root.dataset.theme;
    const secure = location.protocol === "https:" ? "; Secure" : "";
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing from Firefox and needs HTTPS
    document.cookie = `theme=${on ? "sunlight" : ""}; Path=/; Max-Age=${on ? 31536000 : 0}; SameSite=Lax${secure}`;
    show();
  });
  show();
});
