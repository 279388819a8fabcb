"""The generic webhook reads whatever comes (hostile-inputs.md, U and C); nothing is lost and nothing raises. Pure."""

import json
import time
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from routing.inbound.generic import parse
from routing.inbound.signal import Control, EventAction, Signal, Unparseable


def read(body, **fields):
    """The signal of a body: bytes as they are, anything else as JSON; `fields` are added to a plain alert."""
    if body is None:
        body = {"summary": "Core switch down", "severity": "critical", **fields}
    return parse(body if isinstance(body, bytes) else json.dumps(body).encode(), source_name="RMM")


def alert(**fields):
    return read(None, **fields)


def test_every_field_is_read():
    found = alert(
        client="northwind-dental", service_line="security", dedup_key="sw-1", event_action="resolve", source="SW1",
        details={"port": 7, "note": "smoke"}, site="Main St", **{"class": "offline"}, occurred_at="2026-03-03T02:14:00-05:00",
    )  # fmt: skip

    assert found == Signal(
        action=EventAction.RESOLVE, summary="Core switch down", priority="P1", severity="critical", dedup_key="sw-1",
        client="northwind-dental", site="Main St", service_line="security", source="SW1", alert_class="offline",
        occurred_at=datetime(2026, 3, 3, 7, 14, tzinfo=UTC),
        details={"port": 7, "note": "smoke", "occurred_at": "2026-03-03T02:14:00-05:00"},
    )  # fmt: skip


# Bytes (U)


@pytest.mark.parametrize("raw", [b"", b"  \n", b"[]", b"null", b'"x"', b"42", b"true", b"[{}]"])
def test_u1_a_body_that_is_no_object_is_an_alert_nobody_could_read(raw):
    assert isinstance(read(raw), Unparseable)


def test_u1_an_empty_object_is_a_test_button():
    assert isinstance(read(b"{}"), Control)


def test_u2_broken_json_says_where_it_breaks():
    broken = read(b'{"summary": "a\n "quoted" title"}')

    assert isinstance(broken, Unparseable)
    assert "line 1" in broken.reason
    assert "column" in broken.reason


def test_u3_forms_are_read_too_whatever_the_header_says():
    form = read(b"summary=Core+switch+down&severity=critical&client=northwind-dental")

    assert (form.summary, form.priority, form.client) == ("Core switch down", "P1", "northwind-dental")


@pytest.mark.parametrize("coding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_u4_byte_order_marks_and_utf_16_are_read(coding):
    body = ' {"summary": "Café down", "severity": "critical"}\r\n'

    assert read(body.encode(coding)).summary == "Café down"


@pytest.mark.parametrize("before", [b"", b"\xef\xbb\xbf"])
def test_u5_invalid_utf_8_is_replaced_with_a_warning(before):
    found = read(before + b'{"summary": "Caf\xe9 down", "severity": "critical"}')

    assert (found.summary, found.priority) == ("Caf\ufffd down", "P1")
    assert "UTF-8" in found.warnings[0]


@pytest.mark.parametrize("raw", [b"[" * 100_000, b'{"a":' * 100_000, b'{"a":[' * 50_000])
def test_u6_nesting_without_end_cannot_be_held(raw):
    assert isinstance(read(raw), Unparseable)


def test_u6_details_are_kept_to_a_bounded_depth():
    deep = value = {}
    for _ in range(400):
        value["in"] = value = {}

    found = alert(details=deep)

    assert str(found.details).count("in") < 30


def test_u7_a_number_of_five_thousand_digits_cannot_be_held():
    assert isinstance(read(b'{"summary": "x", "n": ' + b"9" * 5000 + b"}"), Unparseable)


def test_u8_what_is_no_json_number_becomes_a_word():
    found = read(
        b'{"summary": "x", "severity": "error", "a": NaN, "b": -Infinity, "c": 1e999, "occurred_at": 1e999}'
    )

    assert (found.details["a"], found.details["b"], found.details["c"]) == ("NaN", "-Infinity", "inf")
    assert found.occurred_at is None


def test_u9_u10_nul_and_lone_surrogates_can_be_stored():
    found = alert(
        summary="a\x00b\ud800c", dedup_key="k\x00\udfff", source="\x00", client="\ud800",
        details={"k\x00": ["\ud83d", {"\ud800": "\x00"}]},
    )  # fmt: skip

    json.dumps(found.details, ensure_ascii=False).encode()
    assert found.summary == "a\ufffdb\ufffdc"
    assert found.dedup_key == "k\ufffd\ufffd"
    assert "\x00" not in repr(found)


def test_u11_of_a_field_that_came_twice_the_last_counts_and_a_warning_says_so():
    found = read(b'{"summary": "first", "summary": "second", "severity": "error"}')

    assert found.summary == "second"
    assert "twice" in found.warnings[0]


def test_u14_of_very_many_fields_a_thousand_are_kept_and_the_rest_is_counted():
    found = alert(**{f"k{n}": n for n in range(3000)})

    assert len(found.details) == 1001
    assert found.details["…"] == "2000 more keys not shown"


def test_u14_of_two_thousand_form_fields_a_thousand_are_read_with_a_warning():
    found = read(b"summary=x&severity=error&" + b"&".join(b"k%d=1" % n for n in range(2000)))

    assert len(found.details) == 998
    assert "1002 more" in found.warnings[0]


def test_u14_a_key_of_400_kb_is_cut():
    found = alert(**{"k" * 400_000: 1})

    assert max(map(len, found.details)) == 255


def test_u16_a_form_with_a_bare_percent_is_read():
    found = read(b"summary=Disk 97% full &severity=warning&percent=%zz")

    assert (found.summary, found.priority) == ("Disk 97% full", "P3")


PLACEHOLDERS = [
    "[alert_uid]",
    "{EVENT.ID}",
    "%sensorid",
    "*monitorID*",
    "$EVENT_TITLE",
    "<<ticket^id>>",
    "{{alert_id}}",
]


@pytest.mark.parametrize("placeholder", PLACEHOLDERS)
def test_u17_a_template_that_was_not_filled_in_is_a_test_and_pages_nobody(placeholder):
    found = read({"summary": placeholder, "dedup_key": placeholder, "severity": ""})

    assert isinstance(found, Control)
    assert "not expanded" in found.note


@pytest.mark.parametrize("title", ["[URGENT]", "*DOWN*", "%CPU", "$5"])
def test_u17_a_short_title_in_brackets_is_still_an_alert(title):
    assert read({"summary": title}).summary == title


@pytest.mark.parametrize("placeholder", PLACEHOLDERS)
def test_u17_a_key_that_was_not_filled_in_is_no_key_or_one_alert_would_hide_all_others(placeholder):
    found = alert(dedup_key=placeholder, client=placeholder)

    assert found.dedup_key is None
    assert found.client == ""
    assert "dedup_key, client" in found.warnings[0]


def test_u19_zero_is_a_value_and_wrong_types_are_read_as_far_as_they_go():
    found = read(
        {
            "summary": 0,
            "severity": 0,
            "dedup_key": 7,
            "client": {"site": []},
            "details": [1],
            "source": {"a": 1},
        }
    )

    assert (found.summary, found.severity, found.dedup_key, found.client) == ("0", "0", "7", "")
    assert found.details == {"text": [1]}


WRONG = [None, True, False, 0, -1.5, "", " ", [], {}, [[]], {"a": None}, "x" * 5000, ["critical"]]


@pytest.mark.parametrize("field", ["summary", "severity", "client", "service_line", "dedup_key", "event_action", "source", "class", "site", "details", "occurred_at"])  # fmt: skip
@pytest.mark.parametrize("value", WRONG, ids=repr)
def test_u19_any_type_in_any_field_is_an_alert(field, value):
    found = alert(**{field: value})

    assert isinstance(found, Signal)
    assert found.summary
    assert found.priority in ("P1", "P2", "P3", "P4")


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(exclude_categories=[]), max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
fields = st.sampled_from(
    [
        "summary",
        "severity",
        "client",
        "dedup_key",
        "event_action",
        "details",
        "occurred_at",
        "class",
        "site",
        "x",
    ]
)


@given(st.dictionaries(fields, json_values, min_size=1, max_size=8))
@settings(max_examples=150)
def test_any_object_is_a_signal_that_can_be_stored(body):
    found = read(body)

    assert isinstance(found, (Signal, Control))
    if isinstance(found, Signal):
        stored = json.dumps(found.details, allow_nan=False, ensure_ascii=False)
        assert "\x00" not in stored + found.summary + found.source + (found.dedup_key or "")
        (stored + found.summary + found.client + found.severity + (found.dedup_key or "")).encode()
        assert 0 < len(found.summary) <= 1024


@given(st.binary(max_size=200))
@example(b"\x00")
@example(b"\xff\xfe")
@example(b"=")
@example(b'{"summary":')
@example(b'{"summary":"\xed\xa0\x80"}')
@settings(max_examples=150)
def test_any_bytes_are_something(raw):
    assert isinstance(read(raw), (Signal, Control, Unparseable))


# Content (C)


def test_c1_a_title_is_nfc_on_one_line_without_control_or_direction():
    found = alert(summary="Cafe\u0301\t down\r\nBcc: x\u202e\u200b\u2066 \x07now")

    assert found.summary == "Café down Bcc: x now"


def test_c1_emoji_and_other_scripts_stay():
    title = "🔥 Сервер 服务器 خادم 👨‍👩‍👧"

    assert alert(summary=title).summary == title


@pytest.mark.parametrize(
    "title", ["<script>alert(1)</script>", "</Say><Dial>+1900</Dial>", "{{7*7}} %s {0.__class__}", "=cmd()"]
)
def test_c2_c3_c4_markup_and_templates_are_text(title):
    assert alert(summary=title).summary == title


def test_c6_a_long_title_is_cut_with_an_ellipsis():
    found = alert(summary="x" * 20_000)

    assert len(found.summary) == 1024
    assert found.summary.endswith("x…")


@pytest.mark.parametrize("title", ["", " \t\n", "\u200b\u200b", "\ufeff", "\u00a0", None, "\u202e \u2066"])
def test_c6_a_blank_title_says_whose_it_is_and_still_pages(title):
    found = alert(summary=title)

    assert found.summary == "RMM: alert without title"
    assert found.priority == "P1"


def test_a_title_of_combining_marks_does_not_keep_a_worker_for_half_a_minute():
    began = time.monotonic()

    found = alert(summary="a" + "\u0300\u0316" * 40_000, source="b" + "\u0316\u0300" * 40_000)

    assert time.monotonic() - began < 3
    assert len(found.summary) <= 1024


@pytest.mark.parametrize(
    ("word", "priority"),
    [
        ("critical", "P1"), ("CRITICAL", "P1"), (" Critical ", "P1"), ("error", "P2"), ("warning", "P3"), ("info", "P4"),
        ("p1", "P1"), ("P4", "P4"),
    ],
)  # fmt: skip
def test_a_severity_is_a_priority(word, priority):
    found = alert(severity=word)

    assert (found.priority, found.warnings) == (priority, ())


@pytest.mark.parametrize(
    "word", ["page", "sev-1", "Catastrophic", 9, "low", "none", "ok", None, "", True, ["critical"], {}]
)
def test_c8_a_severity_nobody_knows_counts_as_an_error_with_a_warning(word):
    found = alert(severity=word)

    assert found.priority == "P2"
    assert "severity" in found.warnings[0]
    assert "error" in found.warnings[0]


def test_c9_known_secrets_are_not_kept_in_the_details():
    found = alert(
        sharedSecret="hunter2", details={"API-Key": "hunter2", "in": [{"password": "hunter2", "retries": 3}]}
    )

    assert "hunter2" not in str(found.details)
    assert found.details["in"][0]["retries"] == 3


def test_a_class_comes_only_from_its_field_never_from_the_title():
    assert alert(summary="Device offline UPS").alert_class == ""
    assert alert(**{"class": "offline"}).alert_class == "offline"


def test_an_action_nobody_knows_is_a_trigger_and_never_a_resolve():
    found = alert(event_action="resolved!")

    assert found.action is EventAction.TRIGGER
    assert "resolved!" in found.warnings[0]


@pytest.mark.parametrize("action", ["trigger", "Trigger", "", None, "acknowledge", "resolve", "RESOLVE"])
def test_the_three_actions(action):
    assert alert(event_action=action).action == (action or "trigger").lower()


@pytest.mark.parametrize(
    ("value", "line"), [("help_desk", "help_desk"), ("Help Desk", "help_desk"), ("security", "security"), ("NOC", ""), (3, "")]
)  # fmt: skip
def test_a_service_line_nobody_knows_leaves_it_to_the_integration(value, line):
    found = alert(service_line=value)

    assert found.service_line == line
    assert bool(found.warnings) == (line == "")


# Keys (D11, D12)


@pytest.mark.parametrize("key", [None, "", "  ", [], {}])
def test_d11_no_key_is_no_key(key):
    assert alert(dedup_key=key).dedup_key is None


@pytest.mark.parametrize("key", ["N/A", "null", "none", "Unknown", "-"])
def test_d11_a_word_for_no_key_is_no_key_so_that_no_client_hides_anothers(key):
    told = alert(dedup_key=key)

    assert told.dedup_key is None
    assert "there is none" in told.warnings[0]


@pytest.mark.parametrize("key", ["0", 0, "test"])
def test_d11_a_constant_key_does_not_join_two_clients(key):
    one, other = alert(dedup_key=key, client="northwind-dental"), alert(dedup_key=key, client="fabrikam")

    assert one.dedup_key != other.dedup_key


@pytest.mark.parametrize("key", ["0", 0, "test"])
def test_d11_a_key_that_is_the_same_for_every_host_has_the_host_added(key):
    one, other = alert(dedup_key=key, source="SW1"), alert(dedup_key=key, source="SW2")

    assert one.dedup_key != other.dedup_key
    assert "same for every alert" in one.warnings[0]
    assert alert(dedup_key=key, source="SW1", event_action="resolve").dedup_key == one.dedup_key


@pytest.mark.parametrize("key", ["a/b?c", "a%2Fb", "🔥", " padded ", "Up", "up", "k" * 255])
def test_d12_a_key_is_kept_byte_for_byte(key):
    assert alert(dedup_key=key).dedup_key == key


def test_d12_a_key_over_255_characters_is_hashed_the_same_for_trigger_and_resolve():
    long, other = "k" * 400 + "a", "k" * 400 + "b"

    keys = {action: alert(dedup_key=long, event_action=action).dedup_key for action in ("trigger", "resolve")}

    assert keys["trigger"] == keys["resolve"] != alert(dedup_key=other).dedup_key
    assert len(keys["trigger"]) <= 255


# The sender's clock


@pytest.mark.parametrize(
    ("said", "instant"),
    [
        ("2026-03-03T07:14:00Z", datetime(2026, 3, 3, 7, 14, tzinfo=UTC)),
        ("2026-03-03T02:14:00-05:00", datetime(2026, 3, 3, 7, 14, tzinfo=UTC)),
        (1_772_522_040, datetime(2026, 3, 3, 7, 14, tzinfo=UTC)),
        (1_772_522_040_000, datetime(2026, 3, 3, 7, 14, tzinfo=UTC)),
        ("0001-01-01T00:00:00Z", None),
        ("2026-03-03T23:59:60Z", None),
        ("yesterday", None),
        (10**30, None),
        ("", None),
        (True, None),
    ],
)
def test_the_senders_time_is_read_or_left_out(said, instant):
    assert alert(occurred_at=said).occurred_at == instant


@given(st.integers(70_000_000, 32_000_000_000), st.integers(-14, 14))
@settings(max_examples=100)
def test_a_time_with_an_offset_is_that_instant(epoch, hours):
    instant = datetime.fromtimestamp(epoch, UTC)
    zone = timezone(timedelta(hours=hours))

    assert alert(occurred_at=instant.astimezone(zone).isoformat()).occurred_at == instant
