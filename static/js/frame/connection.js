// Tells when the network is gone, and when it is back.

GisCase.define("connection", (line) => {
  const hide = () => {
    if (navigator.onLine) line.hidden = true;
  };
  const tell = (words, hideLater) => {
    line.textContent = words;
    line.hidden = false;
    if (hideLater) setTimeout(hide, 5000);
  };

  window.addEventListener("offline", () => tell(line.dataset.offline, false));
  window.addEventListener("online", () => tell(line.dataset.online, true));
  if (!navigator.onLine) tell(line.dataset.offline, false);
});
