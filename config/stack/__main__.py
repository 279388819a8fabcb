"""`python -m config.stack run`: see `make run`."""

import os
import sys
from pathlib import Path

from config.env import ROOT
from config.stack.errors import StackError
from config.stack.forget import forget
from config.stack.progress import say
from config.stack.run import run
from config.stack.take_back import take_back

USAGE = "usage: python -m config.stack run | forget | take-back DIRECTORY"


def main(arguments: list[str]) -> int:
    """The exit code: 0 after an orderly stop, 1 if it can't be done, 2 if it was not understood."""
    try:
        match arguments:
            case ["run"]:
                run(checkout=ROOT, given=os.environ)
            case ["forget"]:
                forget(checkout=ROOT)
            case ["take-back", directory]:
                take_back(Path(directory), checkout=ROOT, given=os.environ)
            case _:
                say(USAGE)
                return 2
    except StackError as error:
        say(f"\nNightbell: {error}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
