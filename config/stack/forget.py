"""`make clean`: the data of the demo, wherever they lie."""

import shutil
from pathlib import Path

from config.stack.lock import only_one
from config.stack.owner import server_owner
from config.stack.places import make_places


def forget(*, checkout: Path) -> None:
    """Remove var/ and, of root, the servers' home outside. StackError while the stack runs."""
    places = make_places(checkout=checkout, var=checkout / "var", owner=server_owner())
    with only_one(places.var / "run.lock"):
        shutil.rmtree(places.servers)
        shutil.rmtree(places.var, ignore_errors=True)
