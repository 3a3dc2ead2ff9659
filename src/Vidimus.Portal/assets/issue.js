// Draws the page anew with what is typed; without script it shows what was sent last.
const page = document.getElementById("preview");

if (page) {
  const values = new URLSearchParams(page.src.split("?")[1]);
  let waiting;
  const draw = () => {
    const next = new Image();
    const source = `${page.dataset.source}?${values}`;
    // The old page stays until the new one is there.
    next.addEventListener("load", () => (page.src = source));
    next.src = source;
  };
  for (const input of document.querySelectorAll("[data-says]"))
    input.addEventListener("input", () => {
      const said = input.tagName === "SELECT" && input.value ? input.selectedOptions[0].textContent : input.value.trim();
      values.set(`field-${input.dataset.says}`, said || input.dataset.otherwise);
      clearTimeout(waiting);
      waiting = setTimeout(draw, 250);
    });
}
