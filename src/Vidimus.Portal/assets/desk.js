// At the review desk: what is typed is not left by mistake, and saved by a key. The page works without.
const form = document.querySelector("form[data-draft]");
const text = form?.querySelector("textarea");

if (text) {
  const before = text.defaultValue;
  let sent = false;
  const changed = () => form.dataset.unsaved === "" || text.value !== before;
  form.addEventListener("submit", () => (sent = true));
  addEventListener("beforeunload", event => {
    if (!sent && changed()) event.preventDefault();
  });
  // The other forms of the page take nothing of the text with them.
  addEventListener("submit", event => {
    if (event.target === form || !changed()) return;
    if (confirm("The text is not saved. Go on without it?")) sent = true;
    else {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
  }, { capture: true });
  addEventListener("keydown", event => {
    if (event.key.toLowerCase() !== "s" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    event.preventDefault();
    form.requestSubmit();
  });
}
