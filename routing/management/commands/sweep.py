"""manage.py sweep: runs until it is stopped (SIGTERM, Ctrl-C)."""

import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand

from routing.sweep import Sweep


class Command(BaseCommand):
    help = "Runs the sweep."

    def handle(self, *args: Any, **options: Any) -> None:
        stop = threading.Event()
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: stop.set())
        Sweep().run(stop)
