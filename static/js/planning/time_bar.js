// The bar of time at the foot of the map: two handles on months, by the day of the battle or the day it was told.

GisCase.timeBar = (bar, words, filter) => {
  if (!bar) return;
  const { debounce, say } = GisCase.page;
  const part = (name) => bar.querySelector(`[data-${name}]`);
  const [kind, from, until, step, play] = ["kind", "from", "until", "step", "play"].map(part);
  const playWords = play.textContent;
  let timer = null;

  /** Months are counted from the year nought. */
  const month = (text) => {
    const iso = /^(\d{4})-(\d{1,2})/.exec(text);
    if (iso) return Number(iso[1]) * 12 + Number(iso[2]) - 1;
    const [, before, year] = /^(?:(?:\d{1,2}\/)?(\d{1,2})\/)?(\d{4})$/.exec(text.trim()) ?? [];
    return year ? { year: Number(year), month: before ? Number(before) - 1 : null } : null;
  };
  const typed = (name, last) => {
    const found = month(filter.form?.elements[name]?.value ?? "");
    if (found === null || typeof found === "number") return found;
    return found.year * 12 + (found.month ?? (last ? 11 : 0));
  };
  const yearly = () => step.value === "12";
  const low = () => Number(from.min);
  const high = () => Number(from.max);
  const written = (value) => `${(value % 12) + 1}/${Math.floor(value / 12)}`;
  const spoken = (value) =>
    yearly() ? say(words.year, { year: String(Math.floor(value / 12)) }) : say(words.month, { month: written(value) });
  const whole = () => Number(from.value) <= low() && Number(until.value) >= high();

  const tell = () => {
    const [first, last] = [spoken(Number(from.value)), spoken(Number(until.value))];
    from.setAttribute("aria-valuetext", first);
    until.setAttribute("aria-valuetext", last);
    part("words").textContent = whole() ? words.always : first === last ? first : `${first} – ${last}`;
  };

  const send = debounce(350, () => {
    const [first, last] = whole() ? ["", ""] : [written(Number(from.value)), written(Number(until.value))];
    const other = kind.value === "fought" ? "told" : "fought";
    filter.set({
      [`${kind.value}_from`]: first,
      [`${kind.value}_until`]: last,
      [`${other}_from`]: "",
      [`${other}_until`]: "",
    });
  });

  /** Set both handles, whole years where one steps by years. */
  const set = (first, last) => {
    const start = yearly() ? first - (first % 12) : first;
    const end = yearly() ? last - (last % 12) + 11 : last;
    from.value = String(Math.max(low(), start));
    until.value = String(Math.min(high(), Math.max(end, start)));
    tell();
    send();
  };

  const shift = (steps) => {
    const size = Number(step.value);
    if (whole()) {
      const begin = steps > 0 ? low() : high();
      set(begin, begin);
      return true;
    }
    const [first, last] = [Number(from.value) + steps * size, Number(until.value) + steps * size];
    if (last < low() || first > high()) return false;
    set(first, last);
    return true;
  };

  const stop = () => {
    clearInterval(timer);
    timer = null;
    play.setAttribute("aria-pressed", "false");
    play.textContent = playWords;
  };
  const start = () => {
    play.setAttribute("aria-pressed", "true");
    play.textContent = play.dataset.stopWords;
    shift(1);
    timer = setInterval(() => shift(1) || stop(), 1600);
  };

  /** The ends of what is known, of the kind that is chosen; the handles where the filter has them. */
  const measure = () => {
    const { first, last } = kind.selectedOptions[0].dataset;
    for (const handle of [from, until]) {
      handle.min = String(month(first));
      handle.max = String(month(last));
    }
    from.value = String(typed(`${kind.value}_from`, false) ?? low());
    until.value = String(typed(`${kind.value}_until`, true) ?? high());
    tell();
  };

  from.addEventListener("input", () => {
    if (Number(from.value) > Number(until.value)) until.value = from.value;
    set(Number(from.value), Number(until.value));
  });
  until.addEventListener("input", () => {
    if (Number(until.value) < Number(from.value)) from.value = until.value;
    set(Number(from.value), Number(until.value));
  });
  step.addEventListener("change", tell);
  kind.addEventListener("change", () => {
    stop();
    measure();
    set(low(), high());
  });
  part("back").addEventListener("click", () => shift(-1));
  part("on").addEventListener("click", () => shift(1));
  part("all").addEventListener("click", () => {
    stop();
    set(low(), high());
  });
  play.addEventListener("click", () => (timer ? stop() : start()));
  // What is typed into the boxes of the filter moves the handles.
  filter.form?.addEventListener("change", (event) => event.isTrusted && measure());
  measure();
};
