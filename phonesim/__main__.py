"""python -m phonesim --port 8801 --data var/phonesim --account AC... --token ...: runs until it is stopped."""

import argparse
import os
import signal
import threading
from pathlib import Path

from phonesim.exchange import Exchange
from phonesim.server import serve
from phonesim.store import Store


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="phonesim", description="A local Twilio over HTTP; loopback only.")
    parser.add_argument("--port", type=int, default=int(os.environ.get("PHONESIM_PORT", "8801")))
    parser.add_argument("--host", default=os.environ.get("PHONESIM_HOST", "127.0.0.1"))
    parser.add_argument("--data", type=Path, default=Path(os.environ.get("PHONESIM_DATA", "var/phonesim")))
    parser.add_argument("--account", default=os.environ.get("TWILIO_ACCOUNT_SID", "AC" + "0" * 31 + "1"))
    parser.add_argument("--token", default=os.environ.get("TWILIO_AUTH_TOKEN", "demo-auth-token"))
    return parser.parse_args()


def main() -> None:
    given = arguments()
    given.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    exchange = Exchange(
        store=Store(given.data / "phonesim.sqlite3"), account=given.account, token=given.token
    )
    server = serve(exchange, host=given.host, port=given.port)
    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True).start()
    print(f"phonesim listens on http://{given.host}:{given.port}/", flush=True)
    stop.wait()
    server.shutdown()
    exchange.close()


if __name__ == "__main__":
    main()
