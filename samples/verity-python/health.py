# The sample of Verity's pages with another base URL: is the service well?
import os

import requests

response = requests.get(
    os.environ.get("VIDIMUS_URL", "http://localhost:5080") + "/api/v1/health",
    headers={"Authorization": f'Bearer {os.environ["VERITY_API_KEY"]}'},
)
print(response.json()["data"]["status"])
