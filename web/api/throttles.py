"""How much a token may ask: counted in the cache per minute, said in headers with every answer.

Nothing here touches an alert: intake has its own door. Preview and decide allow 60 a second, others 20.
"""

from django.core.cache import cache
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

from accounts.models import ApiToken
from hours.clock import now

WINDOW_SECONDS = 60


class TokenThrottle(BaseThrottle):
    """At most `per_minute` requests a minute and token, counted apart under `name`."""

    name = "api"
    per_minute = 20 * WINDOW_SECONDS

    def __init__(self) -> None:
        self.left = self.per_minute
        self.seconds_left = WINDOW_SECONDS

    def allow_request(self, request: Request, view: APIView) -> bool:
        if not isinstance(request.auth, ApiToken):
            return True
        second = int(now().timestamp())
        self.seconds_left = WINDOW_SECONDS - second % WINDOW_SECONDS
        self.left = self.per_minute - count(
            f"throttle:{self.name}:{request.auth.pk}:{second // WINDOW_SECONDS}"
        )
        return self.left >= 0

    def wait(self) -> float:
        return self.seconds_left

    def say(self, response: Response) -> None:
        """Put the limit, what is left of it and the seconds until it is whole again into the headers."""
        response.headers["RateLimit-Limit"] = str(self.per_minute)
        response.headers["RateLimit-Remaining"] = str(max(0, self.left))
        response.headers["RateLimit-Reset"] = str(self.seconds_left)


class QuestionThrottle(TokenThrottle):
    """For preview and decide, which change nothing and are asked in bulk."""

    name = "questions"
    per_minute = 60 * WINDOW_SECONDS


class HolesThrottle(TokenThrottle):
    """Weeks of everything that was promised are looked at for each answer."""

    name = "holes"
    per_minute = 30


class FairnessThrottle(TokenThrottle):
    """All shifts and pages of up to 400 days are counted for each answer."""

    name = "fairness"
    per_minute = 30


def count(key: str) -> int:
    """One more; how many that makes."""
    if cache.add(key, 1, timeout=2 * WINDOW_SECONDS):
        return 1
    try:
        return int(cache.incr(key))
    except ValueError:  # it went away between the two
        return 1
