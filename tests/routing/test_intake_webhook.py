"""POST /in/<key>/: accepted means stored; every refusal says what to do, and nothing answers 500."""

import io
import json
from typing import Any

import pytest
from django.test import Client
from django.test.client import FakePayload

from accounts.audit import Actor
from routing.actions.integrations import create_integration
from routing.models import Handling, InboundEvent, Integration
from tests.world import LONG_AGO, World

pytestmark = pytest.mark.django_db
ALERT = json.dumps({"summary": "Core switch down", "severity": "critical"}).encode()


class Source:
    """Something that sends."""

    def __init__(self, world: World) -> None:
        self.integration, self.key = create_integration(
            organization=world.organization,
            name="RMM",
            kind="generic",
            client=None,
            actor=Actor.system(),
            now=LONG_AGO,
        )
        self.http = Client(raise_request_exception=False)

    def sends(
        self,
        raw: bytes = ALERT,
        *,
        key: str | None = None,
        method: str = "POST",
        content_type: str = "application/json",
        **more: Any,
    ) -> Any:
        return self.http.generic(
            method, f"/in/{self.key if key is None else key}/", raw, content_type=content_type, **more
        )

    def says(self, **headers: str) -> Any:
        return self.sends(headers={name.replace("_", "-"): value for name, value in headers.items()})


@pytest.fixture
def source(harbor_pine: World) -> Source:
    return Source(harbor_pine)


def test_an_alert_is_stored_raw_and_answered_with_its_event(source: Source) -> None:
    answer = source.says(User_Agent="RMM/7", X_Request_Id="r-1", X_Secret="hunter2")

    event = InboundEvent.objects.get()
    assert answer.status_code == 202
    assert answer.json() == {"event": str(event.pk)}
    assert bytes(event.raw) == ALERT
    assert (event.integration, event.organization) == (source.integration, source.integration.organization)
    assert event.headers == {"User-Agent": "RMM/7", "X-Request-Id": "r-1", "Content-Type": "application/json"}
    assert event.handling.due_at == event.received_at


def test_a_missing_slash_loses_no_alert(source: Source) -> None:
    answer = source.http.post(f"/in/{source.key}", ALERT, content_type="application/json")

    assert answer.status_code == 202


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "", "multipart/form-data", "application/json; charset=latin-1", "application/xml", "\x00"])  # fmt: skip
@pytest.mark.parametrize("raw", [ALERT, b"", b"{", b"\x00\xff\xfe", b"[" * 100_000, b'{"n":' + b"9" * 5000 + b"}"], ids=lambda raw: repr(raw[:9]))  # fmt: skip
def test_any_bytes_of_any_type_are_accepted(source: Source, raw: bytes, content_type: str) -> None:
    assert source.sends(raw, content_type=content_type).status_code == 202


def test_a_key_nobody_gave_a_retired_one_and_one_that_cannot_be_read_are_all_the_same(source: Source) -> None:
    retired = source.key
    Integration.objects.filter(pk=source.integration.pk).update(state="retired")

    answers = [source.sends(key=key) for key in ("x", retired, "%00", "%ED%A0%80", "k" * 4000, "🔥")]

    assert {answer.status_code for answer in answers} == {401}
    assert len({answer.content for answer in answers}) == 1
    assert answers[0]["Content-Type"] == "application/problem+json"
    assert not InboundEvent.objects.exists()


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_only_post_brings_an_alert(source: Source, method: str) -> None:
    answer = source.sends(method=method)

    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert not InboundEvent.objects.exists()


def test_a_look_at_the_address_has_no_effect(source: Source) -> None:
    assert source.sends(method="HEAD").status_code == 200
    assert not InboundEvent.objects.exists()


@pytest.mark.parametrize(("size", "status"), [(524_288, 202), (524_289, 413)])
def test_512_kb_are_taken_and_a_byte_more_is_not(source: Source, size: int, status: int) -> None:
    answer = source.sends(b"x" * size)

    assert answer.status_code == status
    assert InboundEvent.objects.count() == (status == 202)


@pytest.mark.parametrize("length", ["52428800", "9" * 5000])
def test_a_length_that_lies_reads_no_more_than_the_cap(source: Source, length: str) -> None:
    answer = source.sends(b"x", CONTENT_LENGTH=length)

    assert answer.status_code == 413


def chunked(source: Source, raw: bytes) -> Any:
    """As gunicorn hands on a body without a length."""
    environ = {
        "wsgi.input": io.BytesIO(raw), "wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked",
        "CONTENT_LENGTH": "",
    }  # fmt: skip
    return source.http.generic("POST", f"/in/{source.key}/", b"", content_type="application/json", **environ)


def test_a_chunked_alert_is_read(source: Source) -> None:
    assert chunked(source, ALERT).status_code == 202
    assert bytes(InboundEvent.objects.get().raw) == ALERT


def test_a_chunked_body_over_the_cap_is_refused(source: Source) -> None:
    assert chunked(source, b"x" * 600_000).status_code == 413


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br"])
def test_a_compressed_body_is_refused_unread(source: Source, coding: str) -> None:
    answer = source.says(Content_Encoding=coding)

    assert answer.status_code == 415
    assert "uncompressed" in answer.json()["detail"]


class BrokenOff(FakePayload):
    """A sender that hangs up in the middle."""

    def read(self, *args: Any, **more: Any) -> bytes:
        raise OSError("connection reset")


def test_a_body_that_broke_off_is_not_stored(source: Source) -> None:
    answer = source.http.generic(
        "POST", f"/in/{source.key}/", b"x", content_type="application/json", **{"wsgi.input": BrokenOff()}
    )

    assert answer.status_code == 400
    assert not InboundEvent.objects.exists()


def test_the_same_key_with_the_same_bytes_is_the_same_event(source: Source) -> None:
    first, again = (source.says(Idempotency_Key="k-1") for _ in range(2))

    assert (first.status_code, again.status_code) == (202, 202)
    assert first.json() == again.json()
    assert Handling.objects.count() == 1


def test_the_same_key_with_another_body_is_refused_so_that_no_alert_is_lost_unsaid(source: Source) -> None:
    source.says(Idempotency_Key="k-1")

    answer = source.sends(b'{"summary": "Another"}', headers={"Idempotency-Key": "k-1"})

    assert answer.status_code == 409
    assert InboundEvent.objects.count() == 1


def test_a_body_names_no_other_tenant(source: Source) -> None:
    source.sends(
        json.dumps({"summary": "x", "organization": 99, "integration": 99, "tenant_id": 99}).encode()
    )

    assert InboundEvent.objects.get().organization == source.integration.organization
