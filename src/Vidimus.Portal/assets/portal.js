// Makes forms and secrets of the portal handier; every page works without it.
const once = new WeakSet();

// A second click sends nothing a second time, and so cannot take away the answer to the first.
addEventListener("submit", event => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (once.has(form)) return event.preventDefault();
  once.add(form);
  form.setAttribute("aria-busy", "true");
});
addEventListener("pageshow", event => {
  // A page that the browser kept whole is loaded anew: what it showed once is not shown again.
  if (event.persisted) location.reload();
});

for (const button of document.querySelectorAll("[data-copy]")) {
  const source = document.querySelector(button.dataset.copy);
  if (!source || !navigator.clipboard) continue;
  const label = button.textContent;
  button.classList.add("ready");
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(source.value ?? source.textContent);
      button.textContent = button.dataset.done ?? "Copied";
    } catch {
      getSelection().selectAllChildren(source);
    }
    setTimeout(() => (button.textContent = label), 2000);
  });
}

// Lists that are chosen from are sent at once.
for (const select of document.querySelectorAll("select[data-send]"))
  select.addEventListener("change", () => select.form.requestSubmit());
