"""The table of Nightbell's own processes, floor by floor; a higher floor needs the lower ones."""

import os
import sys
from collections.abc import Callable, Mapping
from http.client import HTTPException
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from config.stack.child import Child, always_ready
from config.stack.surroundings import Doors

CELERY = ("-m", "celery", "-A", "config")
WORKER = ("worker", "--without-gossip", "--without-mingle", "--loglevel", "INFO")
# The worker reads nudges in JSON from our own loopback broker, and owns nothing that its starter doesn't:
# it can't belong to another account, because a root's checkout is often closed to all others.
ROOT_IS_MEANT = {"PYTHONWARNINGS": "ignore:You're running the worker with superuser privileges"}
# Django's own checks import every page and take a second of each process: `make check` runs them.
EVERYWHERE = {"DJANGO_SETTINGS_MODULE": "config.settings", "PYTHONUNBUFFERED": "1", "CELERY_SKIP_CHECKS": "1"}
# What is started when the database and the broker run, in this order; stopped in the opposite one.
FLOORS = (("page-worker", "default-worker"), ("sweep", "watchdog"), ("scheduler",), ("web",))


def own_children(*, checkout: Path, environment: Mapping[str, str], doors: Doors) -> dict[str, Child]:
    """Every process of ours by its name; `environment` is what demo_environment() says."""
    web, phonesim = f"127.0.0.1:{doors.web}", f"127.0.0.1:{doors.phonesim}"

    def child(name: str, *arguments: str, ready: Callable[[], bool] = always_ready) -> Child:
        return python_child(name, *arguments, checkout=checkout, environment=environment, ready=ready)

    children = (
        child(
            "phonesim",
            *(
                "-m",
                "phonesim",
                "--port",
                str(doors.phonesim),
                "--data",
                str(Path(environment["VAR_DIR"], "phonesim")),
            ),
            ready=answers(f"http://{phonesim}/_sim/api/phones/"),
        ),
        child("page-worker", *CELERY, *WORKER, "-Q", "page", "-c", "2", "-n", "page@%h"),
        child("default-worker", *CELERY, *WORKER, "-Q", "default", "-c", "1", "-n", "default@%h"),
        child("sweep", "manage.py", "sweep", "--skip-checks"),
        child("watchdog", "manage.py", "watchdog", "--skip-checks"),
        child("scheduler", *CELERY, "beat", "--loglevel", "INFO"),
        child(
            "web",
            *("-m", "gunicorn", "-c", "python:config.web_server", "-b", web, "config.wsgi"),
            ready=answers(f"http://{web}/healthz"),
        ),
    )
    return {child.name: child for child in children}


def python_child(
    name: str,
    *arguments: str,
    checkout: Path,
    environment: Mapping[str, str],
    ready: Callable[[], bool] = always_ready,
) -> Child:
    """A process of this very Python, its output unbuffered so that its log is of now."""
    surroundings = {**os.environ, **environment, **EVERYWHERE}
    if os.geteuid() == 0:
        surroundings.update(ROOT_IS_MEANT)
    return Child(
        name, (sys.executable, *arguments), directory=checkout, environment=surroundings, ready=ready
    )


def answers(url: str) -> Callable[[], bool]:
    """Asks whether a GET of this address is answered with 200."""

    def ask() -> bool:
        try:
            with urlopen(url, timeout=3) as answer:  # noqa: S310 (our own loopback address)
                return bool(answer.status == 200)
        except (URLError, HTTPException, OSError):
            return False

    return ask
