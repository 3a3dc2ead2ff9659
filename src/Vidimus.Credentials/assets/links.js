// What a scanned text may be followed to: the page of a credential on this very server, and nothing else. Everything else is
// checked as text. Nothing that was scanned is ever opened.

const longest = 2048;

/** The path of the verify page that the text leads to, made anew of the id alone; null when it leads elsewhere. */
export const verifyPath = (text, origins) => {
  if (text.length > longest) return null;
  let url;
  try {
    url = new URL(text.trim());
  } catch {
    return null;
  }
  if (!["https:", "http:"].includes(url.protocol) || url.username || url.password || !origins.includes(url.origin)) return null;
  const found = /^\/(?:verify|credential)\/([A-Za-z0-9_-]{1,64})\/?$/.exec(url.pathname);
  return found && `/verify/${found[1]}`;
};
