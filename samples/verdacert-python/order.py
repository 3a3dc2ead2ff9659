"""Orders a certification and waits for it, as a program should: one idempotency key, repeats only what may be repeated.

What is about to be ordered is written down first, in FILE.order.json: run again, after a crash or after the end, the program
goes on with that order. Remove the file to order anew.
"""

import hashlib
import json
import os
import pathlib
import random
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid

SERVER = os.environ["VIDIMUS_URL"].rstrip("/")
KEY = os.environ["VERDACERT_API_KEY"]
ATTEMPTS = 5


class Refused(Exception):
    def __init__(self, status, error):
        super().__init__(f"{status} {error['code']}: {error['message']} {error.get('recoveryHint', '')}")
        self.code = error["code"]
        self.retryable = error.get("retryable", False)
        self.wait = error.get("retryAfterSeconds")


def call(method, path, body=None, content_type="application/json", key=KEY):
    """One call; what is retryable is repeated, with growing waits."""
    for attempt in range(1, ATTEMPTS + 1):
        try:
            return send(method, path, body, content_type, key)
        except Refused as refused:
            if not refused.retryable or refused.code == "RESULT_NOT_READY" or attempt == ATTEMPTS:
                raise
            time.sleep((refused.wait or min(30, 2 ** (attempt - 1))) * (1 + random.random() / 4))


def send(method, path, body, content_type, key):
    data = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
    request = urllib.request.Request(SERVER + path, data=data, method=method)
    if key:
        request.add_header("Authorization", f"Bearer {key}")
    if data is not None:
        request.add_header("Content-Type", content_type)
    try:
        with urllib.request.urlopen(request, timeout=60) as response:
            return json.load(response)
    except urllib.error.HTTPError as error:
        try:
            refusal = json.load(error)["error"]
        except (ValueError, KeyError):
            refusal = {"code": f"HTTP_{error.code}", "message": error.reason, "retryable": error.code >= 500}
        raise Refused(error.code, refusal) from None


def planned(file):
    """The submission of this file: the one that was written down, or a new one, written down before it is sent."""
    content = file.read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    kept = file.with_name(file.name + ".order.json")
    if kept.exists():
        plan = json.loads(kept.read_text())
        if (plan["server"], plan["sha256"]) != (SERVER, digest):
            sys.exit(f"{kept} is about another file or server: remove it to order anew.")
        print(f"{plan['submission']['quoteId']}: as written down in {kept}")
        return plan["submission"]

    wanted = {"sourceLanguage": "fa", "useCase": "uscis", "pageCount": 1, "speedTier": "standard"}
    quote = call("POST", "/api/v1/quote", wanted)
    print(f"{quote['quoteId']}: {quote['totalCents'] / 100:.2f} {quote['currency']}, until {quote['expiresAt']}")
    name = urllib.parse.quote(file.name)
    document = call("POST", f"/v1/documents?name={name}", content, "application/octet-stream")
    submission = {
        "quoteId": quote["quoteId"],
        "idempotencyKey": str(uuid.uuid4()),
        "echoedInput": wanted,
        "documents": [{"documentId": document["id"]}],
    }
    # Whole or not at all, and on the disk before anything is ordered.
    part = kept.with_name(kept.name + ".part")
    with part.open("w") as written:
        json.dump({"server": SERVER, "sha256": digest, "submission": submission}, written)
        written.flush()
        os.fsync(written.fileno())
    part.replace(kept)
    return submission


def main(file, wait=True):
    job = call("POST", "/api/v1/submit", planned(pathlib.Path(file)))["jobId"]

    status = call("GET", f"/api/v1/status/{job}")["status"]
    print(f"{job}: {status}")
    while wait and status not in ("ready", "delivered", "failed", "cancelled", "refunded"):
        time.sleep(15)
        status = call("GET", f"/api/v1/status/{job}")["status"]
        print(f"{job}: {status}")
    if status not in ("ready", "delivered"):
        return 0 if not wait else 1

    result = call("GET", f"/api/v1/result/{job}")
    certificate = result["certificate"]
    print(f"certified PDF: {result['certifiedPdf']['url']}")
    print(f"for anybody: {certificate['publicVerifyUrl']}")
    known = call("GET", f"/api/v1/verify/{certificate['certificateId']}", key=None)
    print(f"{certificate['certificateId']} is {known['status']}, sandbox: {known['isSandbox']}")
    return 0


if __name__ == "__main__":
    arguments = [argument for argument in sys.argv[1:] if argument != "--no-wait"]
    if len(arguments) != 1:
        sys.exit("usage: order.py FILE [--no-wait]")
    try:
        sys.exit(main(arguments[0], wait="--no-wait" not in sys.argv))
    except Refused as refused:
        sys.exit(str(refused))
