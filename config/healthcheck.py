"""`python -m config.healthcheck`: does the web server of this container answer? For Docker's HEALTHCHECK.

Asks on loopback, in the name of the public host, because an unknown host is refused.
"""

import sys
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit

from config.env import reader

TIMEOUT_SECONDS = 4


def main() -> int:
    """0 if /healthz answers 200, else 1 with the reason."""
    env = reader()
    port = env.text("WEB_BIND", "127.0.0.1:8000").rpartition(":")[2]
    host = urlsplit(env.text("PUBLIC_BASE_URL")).netloc or "localhost"
    connection = HTTPConnection("127.0.0.1", int(port), timeout=TIMEOUT_SECONDS)
    try:
        connection.request("GET", "/healthz", headers={"Host": host})
        answer = connection.getresponse()
    except (OSError, HTTPException) as error:
        sys.stdout.write(f"no answer: {error}\n")
        return 1
    sys.stdout.write(f"{answer.status} {answer.read(200).decode(errors='replace')}\n")
    return 0 if answer.status == 200 else 1


if __name__ == "__main__":
    sys.exit(main())
