import os, requests

resp = requests.post(
    f"{os.environ['VIDIMUS_URL']}/api/v1/quote",
    headers={
        "Authorization": f"Bearer {os.environ['VERDACERT_API_KEY']}",
        "Content-Type": "application/json",
    },
    json={
        "sourceLanguage": "fa",
        "useCase": "uscis",
        "pageCount": 2,
        "speedTier": "standard",
    },
    timeout=30,
)
resp.raise_for_status()
print(resp.json())
