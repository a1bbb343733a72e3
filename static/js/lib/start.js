// Begin when the document and every deferred script are there.

GisCase.begin = () => {
  GisCase.drafts.settle();
  GisCase.start(document.body);
};

document.addEventListener("DOMContentLoaded", GisCase.begin);
