// Checks the credential's vc+jwt form in the reader's own browser and compares what was signed with what the page shows.
// Standards: W3C Securing Verifiable Credentials using JOSE and COSE 1.0; RFC 7515; Controlled Identifiers 1.0 (Multikey).

const own = document.getElementById("own");
const text = document.getElementById("own-text");

const need = (condition) => {
  if (!condition) throw new Error("not right");
};

/** Base64url without padding, and nothing else (RFC 7515, section 2). */
const fromBase64Url = (given) => {
  need(/^[A-Za-z0-9_-]+$/.test(given));
  return Uint8Array.from(atob(given.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
};

const toJson = (bytes) => JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));

/** The 32 bytes of an Ed25519 Multikey: base58btc of the prefix 0xed01 and the key. */
const fromMultikey = (given) => {
  need(/^z[1-9A-HJ-NP-Za-km-z]{46,49}$/.test(given));
  const digits = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
  let number = 0n;
  for (const digit of given.slice(1)) number = number * 58n + BigInt(digits.indexOf(digit));
  const hex = number.toString(16).padStart(68, "0");
  need(hex.length === 68 && hex.startsWith("ed01"));
  return Uint8Array.from(hex.slice(4).match(/../g), (pair) => parseInt(pair, 16));
};

/** A text, a language value object, or the first of several (VC Data Model 2.0, section 11.1). */
const first = (value) => (Array.isArray(value) ? value[0] : value);
const display = (value) => (typeof first(value) === "string" ? first(value) : first(value)?.["@value"]);

const load = async (path) => {
  const url = new URL(path, location.origin);
  if (url.origin !== location.origin) throw new TypeError("another origin");
  const answer = await fetch(url, { cache: "no-store", credentials: "omit", redirect: "error" });
  if (!answer.ok) throw new TypeError("no answer");
  return answer.text();
};

/** The key that the issuer's DID document allows for assertions under this id. */
const keyOf = (did, issuer, kid) => {
  need(did.id === issuer && kid.startsWith(issuer + "#") && did.assertionMethod.includes(kid));
  const methods = did.verificationMethod.filter((method) => method.id === kid);
  need(methods.length === 1 && methods[0].type === "Multikey" && methods[0].controller === issuer);
  return fromMultikey(methods[0].publicKeyMultibase);
};

/** The signed payload, once its signature is right. */
const verified = async (jwt, didText) => {
  const parts = jwt.trim().split(".");
  need(parts.length === 3);
  const header = toJson(fromBase64Url(parts[0]));
  need(["EdDSA", "Ed25519"].includes(header.alg) && header.typ === "vc+jwt" && !("crit" in header) && !("b64" in header));
  const raw = keyOf(JSON.parse(didText), own.dataset.issuer, header.kid);
  const key = await crypto.subtle.importKey("raw", raw, { name: "Ed25519" }, false, ["verify"]);
  const signed = new TextEncoder().encode(`${parts[0]}.${parts[1]}`);
  need(await crypto.subtle.verify({ name: "Ed25519" }, key, fromBase64Url(parts[2]), signed));
  return toJson(fromBase64Url(parts[1]));
};

const shown = (fact) => {
  const element = document.querySelector(`[data-fact="${fact}"]`);
  if (element?.dateTime) return Date.parse(element.dateTime);
  // A date that the page says there is none of stands in no time element.
  return fact.startsWith("valid") ? undefined : element?.textContent;
};

/** Whether the page shows exactly what was signed, nothing else and nothing less. */
const same = (signed) => {
  const subject = first(signed.credentialSubject);
  const achievement = display(subject.achievement?.name);
  const name = display(signed.name) ?? achievement;
  const time = (value) => (value === undefined ? undefined : Date.parse(value));
  return (
    shown("id") === new URL(signed.id).pathname.split("/").pop() &&
    shown("name") === name &&
    shown("recipient") === display(subject.name) &&
    (shown("achievement") ?? name) === (achievement ?? name) &&
    shown("issuer") === (signed.issuer.id ?? signed.issuer) &&
    shown("issuerName") === display(signed.issuer.name) &&
    shown("validFrom") === time(signed.validFrom) &&
    shown("validUntil") === time(signed.validUntil)
  );
};

const say = (outcome, words) => {
  own.classList.remove("skipped");
  own.classList.add(outcome);
  text.textContent = text.dataset[words];
  document.getElementById("alarm").hidden = outcome !== "fail";
  document.body.toggleAttribute("data-alarm", outcome === "fail");
};

const check = async () => {
  own.hidden = false;
  if (!globalThis.crypto?.subtle) return say("unknown", "unsupported");
  let forms;
  try {
    forms = await Promise.all([load(own.dataset.jwt), load(own.dataset.keys)]);
  } catch {
    return say("unknown", "unreachable");
  }
  try {
    const agrees = same(await verified(...forms));
    return say(agrees ? "pass" : "fail", agrees ? "passed" : "differs");
  } catch (error) {
    return error.name === "NotSupportedError" ? say("unknown", "unsupported") : say("fail", "failed");
  }
};

if (own) await check();
