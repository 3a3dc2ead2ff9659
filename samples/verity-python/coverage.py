#!/usr/bin/env python3
"""Whether a procedure needs prior authorization, as a client of Verity asks it, with the standard library alone.

VERITY_API_KEY=vrt_live_... VIDIMUS_URL=https://trust.example.org python3 coverage.py 95250 NY
"""
import json
import os
import sys
import urllib.error
import urllib.parse
import urllib.request

BASE = os.environ.get("VIDIMUS_URL", "http://localhost:5080") + "/api/v1"


def ask(path, body=None):
    """The data of an answer; an error says its code and what to do."""
    request = urllib.request.Request(
        BASE + path,
        data=None if body is None else json.dumps(body).encode(),
        headers={
            "Authorization": f"Bearer {os.environ['VERITY_API_KEY']}",
            "Content-Type": "application/json",
        },
    )
    try:
        with urllib.request.urlopen(request, timeout=30) as response:
            return json.load(response)["data"]
    except urllib.error.HTTPError as refused:
        error = json.load(refused)["error"]
        sys.exit(f"{error['code']}: {error['message']} {error.get('hint') or ''}")


def main():
    code, state = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else None
    found = ask("/codes/lookup?" + urllib.parse.urlencode({"code": code, "include": "rvu,policies"}))
    print(f"{found['code']} ({found['code_system']}): {found.get('description') or 'not known'}")
    question = {"procedure_codes": [code], "payer": "medicare"}
    if state:
        question["state"] = state
    answer = ask("/prior-auth/check", question)
    print(f"prior authorization: {'yes' if answer['pa_required'] else 'no'} ({answer['confidence']})")
    print(answer["reason"])
    for policy in answer["matched_policies"]:
        print(f"  {policy['policy_id']}  {policy['title']}")
    for document in answer["documentation_checklist"]:
        print(f"  [ ] {document}")


if __name__ == "__main__":
    main()
