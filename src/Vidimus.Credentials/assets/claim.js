// Makes sharing the public link quicker; the page works without.
const link = document.getElementById("link");
const copy = document.getElementById("copy");
const share = document.getElementById("web-share");

if (link && copy && navigator.clipboard) {
  copy.hidden = false;
  const before = copy.textContent;
  copy.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(link.value);
      copy.textContent = copy.dataset.done;
      setTimeout(() => (copy.textContent = before), 3000);
    } catch {
      link.select();
    }
  });
}
if (link && share && navigator.share) {
  share.hidden = false;
  share.addEventListener("click", () =>
    navigator.share({ title: share.dataset.title, url: link.value }).catch(() => {}),
  );
}
