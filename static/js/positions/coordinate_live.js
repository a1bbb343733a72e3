// data-module="coordinate-live": while the witness's words are typed, the server reads them; readings come as cards
// and as circles. data-url: who reads; data-input, data-cards, data-map, data-index: ids; other fields of the form go along.

GisCase.define("coordinate-live", (element) => {
  const words = GisCase.page.words("map-words");
  const { debounce } = GisCase.page;
  const { url, input: inputId, cards: cardsId, map: mapId, index: indexId } = element.dataset;
  const input = document.getElementById(inputId);
  const cards = document.getElementById(cardsId);
  const index = indexId ? document.getElementById(indexId) : null;
  const form = input.closest("form");
  let asked = null;
  let last = null;

  const fields = () => [...new FormData(form)].filter(([, value]) => typeof value === "string");
  const tell = (sentence) => cards.replaceChildren(GisCase.page.el("p", { class: "hint" }, sentence));

  const drawOnMap = (features) => {
    const known = GisCase.maps.get(mapId);
    known?.show(features, (features?.features ?? []).length > 0);
  };

  const choose = (radio) => {
    if (index) index.value = radio.value;
    for (const card of cards.querySelectorAll(".reading")) card.classList.toggle("chosen", card.contains(radio));
    const feature = radio.closest("[data-feature]")?.dataset.feature;
    const known = GisCase.maps.get(mapId);
    if (!known) return;
    for (const id of known.features.byId.keys()) known.features.light(id, id === feature);
  };

  const show = ({ html, features }) => {
    cards.replaceChildren(GisCase.page.fragment(html));
    GisCase.start(cards);
    drawOnMap(features);
    const chosen = cards.querySelector('input[type="radio"]:checked');
    if (chosen) choose(chosen);
    else if (index) index.value = "";
  };

  const read = async () => {
    asked?.abort();
    if (!input.value.trim()) {
      last = null;
      cards.replaceChildren();
      drawOnMap({ features: [] });
      return;
    }
    const sent = JSON.stringify(fields().filter(([name]) => name !== "csrf_token"));
    if (sent === last) return;
    asked = new AbortController();
    cards.setAttribute("aria-busy", "true");
    if (!cards.childElementCount) tell(words.reading);
    try {
      show(await GisCase.page.post(url, fields(), { signal: asked.signal }));
      last = sent;
    } catch (error) {
      if (error.name !== "AbortError") tell(words.notRead);
    } finally {
      cards.removeAttribute("aria-busy");
    }
  };

  cards.addEventListener("change", (event) => {
    if (event.target.matches('input[type="radio"]')) choose(event.target);
  });
  const later = debounce(350, read);
  form.addEventListener("input", (event) => !cards.contains(event.target) && later());
  form.addEventListener("change", (event) => !cards.contains(event.target) && later());
  if (input.value.trim()) read();
});
