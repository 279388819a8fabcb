"""`python -m config.stack.prepare COMMAND...`: management commands one after the other in one start of Django.

Between the servers and the product: static files, the schema, the demo, the webhooks of the numbers. What
`load_demo` prints (the logins) goes to var/demo.txt, to be shown when everything runs.
"""

import contextlib
import io
import os
import sys
from pathlib import Path

import django
from django.core.management import CommandError, call_command

from config.stack.progress import step
from config.stack.run_files import write_private

QUIET = ("--noinput", "--verbosity", "0")
STEPS: dict[str, tuple[str, tuple[str, ...]]] = {
    "collectstatic": ("Collecting the static files", QUIET),
    "migrate": ("Bringing the schema up to date", QUIET),
    "load_demo": ("Loading the demo, Harbor Pine IT, unless it is there", ()),
    "register_numbers": ("Registering the numbers at the simulator", ()),
    "name_phones": ("Naming the simulator's phones", ()),
}


def main(commands: list[str]) -> None:
    """Run each, saying what it does and how long it took."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    with step("Loading Django"):
        django.setup()
    for name in commands:
        words, arguments = STEPS[name]
        with step(words):
            said = run_command(name, arguments)
        if name == "load_demo":
            write_private(Path(os.environ["VAR_DIR"]) / "demo.txt", said)


def run_command(name: str, arguments: tuple[str, ...]) -> str:
    """What the command printed."""
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        call_command(name, *arguments)
    return said.getvalue()


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except CommandError as error:
        sys.exit(f"\n  {error}")
