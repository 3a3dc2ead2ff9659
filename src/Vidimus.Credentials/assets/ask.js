// Makes the form to have a credential checked quicker: a file or text may be dropped or pasted anywhere on the page, and a QR code
// read by the camera or from a picture. Without this the form does all the same. What reads codes is loaded when it is wanted.
import { verifyPath } from "./links.js";

const form = document.getElementById("ask-form");
const text = document.getElementById("text");
const file = document.getElementById("file");
const status = document.getElementById("ask-status");
const scan = document.getElementById("scan");
const picture = document.getElementById("picture");
const dialog = document.getElementById("camera");
const drop = document.getElementById("drop");
const largest = 2 * 1024 * 1024; // what the server takes
const largestPicture = 20 * 1024 * 1024;

const say = (words) => {
  status.textContent = words ? status.dataset[words] : "";
};

const sendText = (given) => {
  file.value = "";
  text.value = given;
  form.requestSubmit();
};

const sendFile = (given) => {
  if (given.size > largest) return say("large");
  const list = new DataTransfer();
  list.items.add(given);
  text.value = "";
  file.files = list.files;
  form.requestSubmit();
};

/** What a code says is a link of this server, or text to be checked; it is never opened. */
const follow = (found) => {
  say("sending");
  const path = verifyPath(found, [location.origin, new URL(form.dataset.server).origin]);
  if (path) location.assign(path);
  else sendText(found);
};

const readPicture = async (given) => {
  if (given.size > largestPicture) return say("large");
  say("reading");
  const { fromPicture } = await import("./scan.js");
  const found = await fromPicture(given);
  if (found) follow(found);
  else say("nothing");
};

const isBaked = async (given) => {
  // Open Badges 3.0, section 5.3.1: the keyword of the chunk; 2.0 had another.
  const bytes = new TextDecoder("latin1").decode(await given.arrayBuffer());
  return bytes.includes("iTXtopenbadge") || bytes.includes("tEXtopenbadge");
};

/** A picture without a credential in it may show a code; everything else is for the server. */
const take = async (given) => {
  const isPhoto = given.type.startsWith("image/") && given.type !== "image/svg+xml";
  if (isPhoto && !(given.size <= largest && given.type === "image/png" && (await isBaked(given)))) return readPicture(given);
  sendFile(given);
};

const takeFrom = (transfer) => {
  const [given] = transfer.files;
  if (given) return take(given);
  const pasted = transfer.getData("text/plain").trim();
  if (pasted) sendText(pasted);
};

const openCamera = async () => {
  const leaving = new AbortController();
  dialog.addEventListener("close", () => leaving.abort(), { once: true });
  dialog.showModal();
  say("");
  try {
    const { fromCamera } = await import("./scan.js");
    const found = await fromCamera(document.getElementById("video"), leaving.signal);
    dialog.close();
    if (found) follow(found);
  } catch {
    dialog.close();
    say("denied");
  }
};

let dragging = 0;
const drag = (by) => {
  dragging = by === 0 ? 0 : Math.max(0, dragging + by);
  drop.hidden = dragging === 0;
};

addEventListener("dragenter", () => drag(1));
addEventListener("dragleave", () => drag(-1));
addEventListener("dragover", (event) => event.preventDefault());
addEventListener("drop", (event) => {
  event.preventDefault();
  drag(0);
  takeFrom(event.dataTransfer);
});
addEventListener("paste", (event) => {
  // In the field itself one may paste and go on editing.
  if (event.target === text && event.clipboardData.files.length === 0) return;
  event.preventDefault();
  takeFrom(event.clipboardData);
});
picture.addEventListener("change", () => picture.files[0] && readPicture(picture.files[0]));
file.addEventListener("change", () => file.files[0] && take(file.files[0]));
scan.addEventListener("click", openCamera);
picture.hidden = false;
document.getElementById("picture-label").hidden = false;
scan.hidden = !navigator.mediaDevices?.getUserMedia;
