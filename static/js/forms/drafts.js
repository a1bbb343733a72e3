// Where drafts lie: in this browser, by reader and form, until they are sent, discarded or a fortnight old.

GisCase.drafts = {
  prefix: "gis-case.draft.",
  sentMark: "gis-case.sent",
  keptDays: 14,

  key(name) {
    return `${this.prefix}${document.body.dataset.reader ?? ""}.${location.pathname}.${name}`;
  },

  read(key) {
    try {
      return JSON.parse(localStorage.getItem(key));
    } catch {
      return null;
    }
  },

  write(key, values) {
    try {
      localStorage.setItem(key, JSON.stringify({ at: Date.now(), values }));
    } catch {
      // Storage is full or forbidden: the form works without drafts.
    }
  },

  drop(key) {
    localStorage.removeItem(key);
  },

  /** Remember that a draft is on its way; it is dropped only when a page says that it arrived. */
  sending(key) {
    sessionStorage.setItem(this.sentMark, key);
  },

  /** At the start of a page: forget what has arrived, and what is too old. */
  settle() {
    const key = sessionStorage.getItem(this.sentMark);
    sessionStorage.removeItem(this.sentMark);
    if (key && document.querySelector(".flash-success")) this.drop(key);
    const oldest = Date.now() - this.keptDays * 86400000;
    for (const kept of Object.keys(localStorage)) {
      if (kept.startsWith(this.prefix) && (this.read(kept)?.at ?? 0) < oldest) this.drop(kept);
    }
  },
};
