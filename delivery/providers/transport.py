"""The HTTP under a provider's client: timeouts, another base URL, and what a broken request means."""

import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import requests
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

from delivery.providers import errors

CONNECT_SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What the provider's client reads of an HTTP response."""

    status_code: int
    text: str
    headers: Mapping[str, str]

    @property
    def ok(self) -> bool:
        return self.status_code < 400


class Transport:
    """Sends one request, never twice, never through a proxy of the environment, never without a timeout.

    Raises `DeliveryError`: R where nothing left us (refused, no such host, connect timeout), A where it may have
    arrived (read timeout, reset), X where our own setup is wrong (bad URL, bad certificate).
    """

    is_async = False

    def __init__(self, *, base_url: str, read_seconds: float) -> None:
        self.base_url = base_url.rstrip("/")
        self.timeout = (CONNECT_SECONDS, read_seconds)
        self.session = requests.Session()
        self.session.trust_env = False

    def request(
        self,
        method: str,
        url: str,
        params: Mapping[str, Any] | None = None,
        data: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,
        allow_redirects: bool = False,
    ) -> Answer:
        """The signature is the one twilio's client calls; `timeout` and `allow_redirects` are not its to choose."""
        try:
            answer = self.session.request(
                method, self._here(url), params=params, data=data, headers=headers, auth=auth,
                timeout=self.timeout, allow_redirects=False,
            )  # fmt: skip
        except requests.RequestException as error:
            raise errors.failure(_fault(error), detail=type(error).__name__) from error
        return Answer(answer.status_code, answer.text, answer.headers)

    def _here(self, url: str) -> str:
        there = urlsplit(url)
        return self.base_url + there.path + (f"?{there.query}" if there.query else "")


def _fault(error: requests.RequestException) -> errors.Fault:
    causes = list(_causes(error))
    if any(isinstance(cause, ssl.SSLCertVerificationError) for cause in causes):
        return errors.MISCONFIGURED
    if any(isinstance(cause, (NewConnectionError, ConnectTimeoutError)) for cause in causes):
        return errors.UNREACHABLE
    if isinstance(error, ValueError):  # a URL or header that can't be sent at all
        return errors.MISCONFIGURED
    return errors.UNCLEAR


def _causes(error: BaseException) -> list[BaseException]:
    """The error and everything it wraps: requests hides urllib3's reason in `args` and `reason`."""
    inner = [getattr(error, "reason", None), error.__cause__, *error.args[:1]]
    return [error] + [found for one in inner if isinstance(one, BaseException) for found in _causes(one)]
