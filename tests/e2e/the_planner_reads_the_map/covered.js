// A case's figure lies under nothing; a disc of reports under no dot and no other disc.
() => [...document.querySelectorAll(".sign-case-group .case-stack > span:not(.visually-hidden), .sign-cluster text")]
  .filter((one) => {
    const box = one.getBoundingClientRect();
    const own = one.closest(".leaflet-marker-icon");
    const over = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    if (own.contains(over)) return false;
    return own.matches(".sign-case-group") ? !over.closest(".sign-case-group") : Boolean(over.closest(".sign-dot, .sign-cluster"));
  }).map((one) => `${one.textContent} under another sign`)
