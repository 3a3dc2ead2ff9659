// Compares a file with the certified one: its digest is computed here, and the file goes nowhere. Without this the page takes the
// digest itself, and says the same.
const form = document.getElementById("check-form");
const file = document.getElementById("file");
const outcome = document.getElementById("outcome");
const largest = 512 * 1024 * 1024;

const hex = (bytes) => [...new Uint8Array(bytes)].map((b) => b.toString(16).padStart(2, "0")).join("");

const compare = async (given) => {
  outcome.className = "notice";
  outcome.textContent = outcome.dataset.reading;
  if (given.size > largest) return say(false);
  const digest = hex(await crypto.subtle.digest("SHA-256", await given.arrayBuffer()));
  document.getElementById("sha256").value = digest;
  say(digest === form.dataset.sha256);
};

const say = (same) => {
  outcome.className = `notice ${same ? outcome.dataset.ok : "warn"}`;
  outcome.textContent = same ? outcome.dataset.same : outcome.dataset.different;
};

// Without a secure context there is no crypto.subtle, and the digest is asked for as without scripts.
if (form && globalThis.crypto?.subtle) {
  document.getElementById("file-label").hidden = false;
  file.hidden = false;
  file.addEventListener("change", () => file.files[0] && compare(file.files[0]));
  addEventListener("dragover", (event) => event.preventDefault());
  addEventListener("drop", (event) => {
    event.preventDefault();
    const [given] = event.dataTransfer.files;
    if (given) compare(given);
  });
}
