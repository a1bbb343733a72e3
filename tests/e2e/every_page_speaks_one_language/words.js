// Every run of words a person sees or hears.
() => {
  const said = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const one = walk.currentNode;
    if (one.parentElement.closest("script, style, noscript, code, pre, .language")) continue;
    if (one.data.trim()) said.push(one.data.replace(/\s+/g, " ").trim());
  }
  for (const one of document.querySelectorAll("[aria-label], [placeholder], [title], [alt]"))
    for (const name of ["aria-label", "placeholder", "title", "alt"]) if (one.getAttribute(name)) said.push(one.getAttribute(name));
  return [...new Set([document.title, ...said])];
}
