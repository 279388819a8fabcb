"""`python -m phonesim --port 8801 --data var/phonesim --account AC... --token ...`"""

import os
import signal
import sys
import threading
from collections.abc import Sequence

import django

from phonesim.clock import Clock
from phonesim.courier import Courier
from phonesim.current import use
from phonesim.machine.talk import talk
from phonesim.machine.ticker import Ticker, drop_lost_lines
from phonesim.options import Options, read_options
from phonesim.simulator import Simulator
from phonesim.store import Store
from phonesim.world import World


def main(arguments: Sequence[str]) -> int:
    """Serve until SIGTERM or Ctrl-C; the exit code."""
    options = read_options(arguments, os.environ)
    os.environ["DJANGO_SETTINGS_MODULE"] = "phonesim.settings"
    os.environ["PHONESIM_HOST"] = options.host
    django.setup()
    store = Store(options.data)
    sim = build(options, store)
    use(sim)
    try:
        serve(options, sim)
    except OSError as error:
        print(f"phonesim: {options.host}:{options.port}: {error}", file=sys.stderr)
        return 1
    finally:
        store.close()
    return 0


def build(options: Options, store: Store) -> Simulator:
    """The simulator as the last run left it."""
    clock = Clock(store, offset_file=options.offset_file, speed=options.speed)
    return Simulator(
        account_sid=options.account,
        auth_token=options.token,
        world=World(store, clock),
        clock=clock,
        courier=Courier(),
        talk=talk,
    )


def serve(options: Options, sim: Simulator) -> None:
    """Answer requests and let time pass, until a signal."""
    from phonesim.server import make_server  # noqa: PLC0415 - Django must be set up first

    server = make_server(options.host, options.port)
    ticker = Ticker(sim)

    def stop(*_: object) -> None:
        threading.Thread(target=server.shutdown, daemon=True).start()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    drop_lost_lines(sim)
    ticker.start()
    print(f"phonesim: phones at http://{options.host}:{options.port}/", flush=True)
    server.serve_forever(poll_interval=0.1)
    ticker.stop()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
