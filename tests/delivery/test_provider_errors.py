"""One table for the provider's errors; what it doesn't know is never a success."""

import pytest

from delivery.outcomes import Reason, is_dead_end
from delivery.providers import errors
from delivery.providers.errors import Kind


@pytest.mark.parametrize(
    ("http_status", "code", "kind", "reason"),
    [
        (429, 20429, Kind.RETRY, Reason.TOO_MANY_REQUESTS),
        (429, 429, Kind.RETRY, Reason.TOO_MANY_REQUESTS),
        (500, 20500, Kind.AMBIGUOUS, Reason.PROVIDER_UNCLEAR),
        (502, 502, Kind.AMBIGUOUS, Reason.PROVIDER_UNCLEAR),
        (503, None, Kind.AMBIGUOUS, Reason.PROVIDER_UNCLEAR),
        (401, 20003, Kind.CONFIG, Reason.CREDENTIALS),
        (401, None, Kind.CONFIG, Reason.CREDENTIALS),
        (400, 21211, Kind.PERMANENT, Reason.INVALID_ADDRESS),
        (400, 21614, Kind.PERMANENT, Reason.LANDLINE),
        (400, 21610, Kind.PERMANENT, Reason.OPTED_OUT),
        (400, 21408, Kind.CONFIG, Reason.COUNTRY_BLOCKED),
        (400, 21606, Kind.CONFIG, Reason.NO_SENDER),
        (400, 99999, Kind.CHANGE, Reason.PROVIDER_REFUSED),
        (418, None, Kind.CHANGE, Reason.PROVIDER_REFUSED),
        (599, 99999, Kind.AMBIGUOUS, Reason.PROVIDER_UNCLEAR),
        (302, None, Kind.CONFIG, Reason.PROVIDER_REFUSED),
    ],
)
def test_an_answer_that_is_no_success_has_a_class_and_a_reason(http_status, code, kind, reason):
    assert errors.of_answer(http_status=http_status, code=code) == errors.Fault(kind, reason)


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        (30003, Reason.PHONE_OFF),
        (30005, Reason.INVALID_ADDRESS),
        (30006, Reason.LANDLINE),
        (30007, Reason.FILTERED),
        (30034, Reason.NOT_REGISTERED),
        (30036, Reason.EXPIRED),
        (30450, Reason.FILTERED),
        (30004, Reason.OPTED_OUT),
        (99999, Reason.UNDELIVERED),
        (None, Reason.UNDELIVERED),
    ],
)
def test_a_callbacks_error_is_read_from_the_same_table(code, reason):
    assert errors.of_callback(code).reason == reason


def test_every_row_of_the_table_is_a_dead_end_for_a_page():
    assert all(is_dead_end(fault.reason) for fault in errors.TABLE.values())


def test_only_what_may_succeed_later_is_not_permanent():
    lasting = {kind: errors.DeliveryError(kind=kind, reason=Reason.BLOCKED).permanent for kind in Kind}

    assert [kind for kind, permanent in lasting.items() if not permanent] == [Kind.RETRY, Kind.AMBIGUOUS]
