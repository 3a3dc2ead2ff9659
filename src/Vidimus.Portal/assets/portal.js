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

// What is chosen is sent at once.
for (const choice of document.querySelectorAll("[data-send]"))
  choice.addEventListener("change", () => choice.form.requestSubmit());

// All rows of a page at once, and how many are chosen. A box that does nothing without this script is hidden until here.
for (const count of document.querySelectorAll("[data-count]")) {
  const boxes = [...count.closest("form").querySelectorAll(`input[name="${count.dataset.count}"]`)];
  const all = count.closest("form").querySelector(`[data-all="${count.dataset.count}"]`);
  const show = () => {
    const chosen = boxes.filter(box => box.checked).length;
    count.textContent = chosen > 0 ? `${chosen} chosen` : "";
    all.checked = chosen === boxes.length;
    all.indeterminate = chosen > 0 && chosen < boxes.length;
  };
  all.hidden = false;
  all.addEventListener("change", () => {
    for (const box of boxes) box.checked = all.checked;
    show();
  });
  for (const box of boxes) box.addEventListener("change", show);
  show();
}

// What is waited for shows itself: the page is loaded anew, but not while somebody is at a form of it.
const waiting = document.querySelector("[data-again]");
function again() {
  const busy = document.hidden || document.activeElement?.closest("main form, main details") || document.querySelector("main details[open]");
  if (busy) setTimeout(again, 5_000);
  else location.reload();
}
if (waiting) setTimeout(again, Number(waiting.dataset.again) * 1_000);

// A picker beside a colour that is written.
for (const picker of document.querySelectorAll('input[type="color"][data-of]')) {
  const text = document.getElementById(picker.dataset.of);
  const show = () => {
    if (/^#[0-9a-f]{6}$/i.test(text.value)) picker.value = text.value.toLowerCase();
  };
  show();
  picker.hidden = false;
  picker.addEventListener("input", () => (text.value = picker.value));
  text.addEventListener("input", show);
}
