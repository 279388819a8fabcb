"""manage.py night: one night against the running demo; FAST=1 moves the clock instead of waiting. Not zero: not as told."""

import io
import os
import time
from collections.abc import Callable
from typing import Any
from urllib.error import URLError

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from hours import clock
from web.demo.load import SLUG
from web.demo.night import Night
from web.demo.outside import Browser, NotAsTold

TRUE = {"1", "true", "yes", "on"}


class Command(BaseCommand):
    help = "Plays one night end to end and prints its timeline."

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION or not settings.PHONESIM_URL:
            raise CommandError("The night plays against the demo only: start it with make run.")
        fast = os.environ.get("FAST", "").lower() in TRUE
        night = Night(
            web=Browser(settings.PUBLIC_BASE_URL),
            simulator=Browser(settings.PHONESIM_URL.rstrip("/")),
            token=self._token(),
            skip=skip_fast if fast else time.sleep,
            tell=self._tell,
        )
        self._play(night)
        self.stdout.write("The night went as told.")

    def _tell(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()

    def _play(self, night: Night) -> None:
        play: Callable[[], None] = night.play
        try:
            play()
        except NotAsTold as wrong:
            raise CommandError(f"Not as told: {wrong}") from wrong
        except (URLError, OSError) as error:
            raise CommandError(f"The demo does not answer: {error}. Start it with make run.") from error

    def _token(self) -> str:
        out = io.StringIO()
        call_command("create_token", organization=SLUG, name="night", scope="write", stdout=out)
        return out.getvalue().strip()


def skip_fast(seconds: float) -> None:
    """Move everybody's clock on."""
    clock.move(seconds)
