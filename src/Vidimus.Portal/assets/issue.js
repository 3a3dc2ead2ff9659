// Shows what is typed on the card beside the form.
const shown = document.querySelectorAll("[data-shows]");

for (const input of document.querySelectorAll("[data-says]")) {
  const show = () => {
    const said = input.tagName === "SELECT" && input.value ? input.selectedOptions[0].textContent : input.value.trim();
    for (const place of shown)
      if (place.dataset.shows === input.dataset.says) place.textContent = said || place.dataset.otherwise;
  };
  input.addEventListener("input", show);
  show();
}
