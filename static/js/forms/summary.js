// The summary of errors takes the focus, and each of its lines leads into its field.

GisCase.define("error-summary", (summary) => {
  summary.focus();
  summary.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#"]');
    if (!link) return;
    const target = document.getElementById(link.hash.slice(1));
    if (!target) return;
    const field = target.matches("input, select, textarea") ? target : target.querySelector("input, select, textarea");
    event.preventDefault();
    (field ?? target).scrollIntoView({ block: "center" });
    (field ?? target).focus({ preventScroll: true });
  });
});
