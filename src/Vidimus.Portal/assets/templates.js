// Shows a template with what is typed beside it, while it is typed; without it the button does.
for (const form of document.querySelectorAll("form[data-preview]")) {
  const page = document.querySelector(form.dataset.preview);
  let waiting;
  const show = () => {
    const values = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (value !== "") values.append(name, value);
    const next = new Image();
    const source = `${form.dataset.source}?${values}`;
    // The old page stays until the new one is there.
    next.addEventListener("load", () => (page.src = source));
    next.src = source;
    for (const link of document.querySelectorAll("a[data-page]"))
      link.search = `?${values}`;
  };
  form.addEventListener("input", event => {
    if (event.target.type === "color") form.elements.own.checked = true;
    clearTimeout(waiting);
    waiting = setTimeout(show, 250);
  });
  form.addEventListener("submit", event => {
    event.preventDefault();
    show();
  });
}
