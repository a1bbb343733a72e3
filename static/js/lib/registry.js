// The modules of the pages. A file adds one by GisCase.define(name, mount); elements ask for it by data-module="name".
// The files are joined into one script: each is a single statement, and what files share hangs on GisCase.

window.GisCase = {
  modules: {},
  mounted: new WeakMap(),

  define(name, mount) {
    this.modules[name] = mount;
  },

  /** Mount the modules of `root` and of everything in it, each once. */
  start(root) {
    const marked = [...root.querySelectorAll("[data-module]")];
    if (root.matches?.("[data-module]")) marked.unshift(root);
    for (const element of marked) {
      const done = this.mounted.get(element) ?? new Set();
      this.mounted.set(element, done);
      for (const name of element.dataset.module.split(/\s+/).filter(Boolean)) {
        if (done.has(name) || !this.modules[name]) continue;
        done.add(name);
        this.mount(name, element);
      }
    }
  },

  /** One module that fails must not take the others with it: the page works without scripts too. */
  mount(name, element) {
    try {
      this.modules[name](element);
    } catch (error) {
      console.error(`module ${name}`, error);
    }
  },
};
