"""Logs: no line shows an address by which whoever knows it is let in."""

import logging

import pytest

from config.logs import WithoutSecrets


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        (("%s: %s", "Conflict", "/in/3kXv9QmT2bLr8Wza/"), "Conflict: /in/(secret)/"),
        (("%s: %s", "Not Found", "/in/3kXv9QmT2bLr8Wza"), "Not Found: /in/(secret)"),
        (("GET /t/HP-1042/3kXv9QmT2b/now/ 404",), "GET /t/HP-1042/(secret)/now/ 404"),
        (("/invitation/3kXv9QmT2b/",), "/invitation/(secret)/"),
        (("%s: %s", "Gone", "/feeds/3kXv9QmT2bLr8Wza.ics"), "Gone: /feeds/(secret)"),
        (("/p/12abcDEF/take/",), "/p/(secret)/take/"),
        (("/account/password/reset/key/2n-cx8f3j-0a1b/",), "/account/password/reset/key/(secret)/"),
        (("%s: %s", "Not Found", "/incidents/1042/"), "Not Found: /incidents/1042/"),
    ],
)
def test_a_secret_in_an_address_is_left_out(said: tuple[str, ...], kept: str) -> None:
    record = logging.LogRecord("django.request", logging.WARNING, "", 1, said[0], said[1:], None)

    WithoutSecrets().filter(record)

    assert record.getMessage() == kept
