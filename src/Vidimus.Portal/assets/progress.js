// Shows how far an import is without loading the page anew; without script the page loads itself.
const part = () => document.getElementById("progress");

async function look() {
  if (!part()?.dataset.moves) return;
  if (!document.hidden) {
    try {
      const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
      if (answer.ok && !answer.redirected) {
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const next = page.getElementById("progress");
        // What comes at the end is more than this part.
        if (!next?.dataset.moves || part().querySelector("h2")?.textContent !== next.querySelector("h2")?.textContent) return location.reload();
        const [bar, words] = [part().querySelector("progress"), part().querySelector(".hint")];
        bar.value = next.querySelector("progress").value;
        words.textContent = next.querySelector(".hint").textContent;
      }
    } catch {
      // The server is away for a moment: the next look follows.
    }
  }
  setTimeout(look, 1000);
}
setTimeout(look, 700);
