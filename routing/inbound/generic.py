"""The generic webhook: JSON or form fields with `summary`, `severity`, `client`, `service_line`, `dedup_key` ... Pure."""

import json
import re
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl

from routing.inbound.clean import SUMMARY_LENGTH, dedup_key, harmless, one_line
from routing.inbound.signal import Control, EventAction, Parsed, Signal, Unparseable

PRIORITY_OF_WORD = {
    **dict.fromkeys(("critical", "p1"), "P1"),
    **dict.fromkeys(("error", "p2"), "P2"),
    **dict.fromkeys(("warning", "warn", "p3"), "P3"),
    **dict.fromkeys(("info", "informational", "p4"), "P4"),
}
DEFAULT_PRIORITY = (
    "P2"  # an unknown word (low, none, Catastrophic, 9) counts as an error: never info, never a 400
)
LINES = {"help_desk", "monitoring", "security"}
PLACEHOLDER = re.compile(  # as the tools write them: [alert_uid] {EVENT.ID} {{alert_id}} %sensorid $EVENT_TITLE *monitorID* <<ticket^id>>
    r"^(\[[a-z0-9]+(_[a-z0-9]+)+\]|\{[\w.]+\}|\{\{[\w.\s]+\}\}|%[a-z]+%?|\$[A-Z_]+|\*[a-z]+[A-Z]\w*\*|<<[\w^]+>>)$"
)
MOST_FIELDS = 1000
TELLING = ("summary", "dedup_key", "severity")
FIELDS = (*TELLING, "client", "client_id", "service_line", "event_action", "source", "class", "site")
EMPTY_KEYS = frozenset({"n/a", "na", "none", "null", "undefined", "unknown", "-"})
CONSTANT_KEYS = frozenset({"0", "test"})


class NotReadable(Exception):
    """The body is no object in a form we read; the text says why, with line and column where there are any."""


def parse(raw: bytes, *, source_name: str) -> Parsed:
    """One request's body as a signal. Never raises: what can't be read is `Unparseable`."""
    try:
        body, warnings = read_object(raw)
    except NotReadable as unreadable:
        return Unparseable(str(unreadable))
    if not body:
        return Control("An empty message, as a test button sends it: connected, nothing to page.")
    if _is_template(body):
        return Control("The sender's placeholders were not filled in: connected, template not expanded.")
    return _signal(body, warnings, source_name)


def read_object(raw: bytes) -> tuple[dict[str, Any], list[str]]:
    """The body's object and warnings; JSON whatever the header says, then form fields. Raises NotReadable."""
    if not raw.strip():
        raise NotReadable("The body is empty.")
    try:
        return _json_object(raw)
    except NotReadable:
        fields = _form_object(raw) if _looks_like_form(raw) else None
        if fields is None:
            raise
        return fields


def _refuse_constant(word: str) -> str:
    return word


def _json_object(raw: bytes) -> tuple[dict[str, Any], list[str]]:
    warnings: list[str] = []
    try:
        value = json.loads(
            raw, parse_constant=_refuse_constant, object_pairs_hook=lambda p: _pairs(p, warnings)
        )
    except UnicodeDecodeError:
        warnings.append("The body is not UTF-8: unreadable characters were replaced.")
        value = _load_replaced(raw)
    except json.JSONDecodeError as broken:
        raise NotReadable(
            f"Not JSON: {broken.msg} at line {broken.lineno}, column {broken.colno}."
        ) from broken
    except (RecursionError, ValueError) as broken:
        raise NotReadable(f"JSON that can't be held: {one_line(broken, 120)}.") from broken
    if not isinstance(value, dict):
        raise NotReadable(f"The body is a JSON {type(value).__name__}, not an object with fields.")
    return value, warnings


def _load_replaced(raw: bytes) -> Any:
    try:
        return json.loads(raw.decode("utf-8-sig", "replace"), parse_constant=_refuse_constant)
    except (RecursionError, ValueError) as broken:
        raise NotReadable(f"Neither UTF-8 nor JSON: {one_line(broken, 120)}.") from broken


def _pairs(pairs: list[tuple[str, Any]], warnings: list[str]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs) and len(warnings) < 5:
        warnings.append("A field came twice: the last one counts.")
    return made


def _looks_like_form(raw: bytes) -> bool:
    return b"=" in raw and not raw.lstrip().startswith((b"{", b"[", b'"', b"<"))


def _form_object(raw: bytes) -> tuple[dict[str, Any], list[str]] | None:
    pairs = parse_qsl(raw.decode("utf-8", "replace"), keep_blank_values=True, separator="&")
    more = len(pairs) - MOST_FIELDS
    warnings = [f"{more} more form fields than are read."] if more > 0 else []
    return (_pairs(pairs[:MOST_FIELDS], warnings), warnings) if pairs else None


def _is_placeholder(value: Any) -> bool:
    return isinstance(value, str) and len(value) < 200 and bool(PLACEHOLDER.match(value.strip()))


def _is_template(body: dict[str, Any]) -> bool:
    """A vendor's test: none of the fields that say something is filled in."""
    texts = [v for k, v in body.items() if k in TELLING and isinstance(v, str) and v.strip()]
    return bool(texts) and all(_is_placeholder(text) for text in texts)


def _filled_in(body: dict[str, Any], warnings: list[str]) -> dict[str, Any]:
    """Without the fields whose placeholder was not filled in: a key that is the same for all would swallow alerts."""
    left = [name for name in FIELDS if _is_placeholder(body.get(name))]
    if left:
        warnings.append(f"Placeholders were not filled in and are not used: {', '.join(left)}.")
    return {name: value for name, value in body.items() if name not in left}


def _key(body: dict[str, Any], client: str, site: str, warnings: list[str]) -> str | None:
    """The sender's key. A word that means none is none; one that looks the same for every alert counts with its place."""
    key, source = dedup_key(body.get("dedup_key")), one_line(body.get("source"))
    word = (key or "").strip().casefold()
    if word in EMPTY_KEYS:
        warnings.append(f"The dedup_key {key!r} says that there is none: every such alert is new.")
        return None
    if word not in CONSTANT_KEYS:
        return key
    warnings.append(
        f"The dedup_key {key!r} looks the same for every alert: client, site and source count with it."
    )
    return dedup_key(":".join((key or "", client, site, source)))


def _signal(body: dict[str, Any], warnings: list[str], source_name: str) -> Signal:
    body = _filled_in(body, warnings)
    action = _action(body.get("event_action"), warnings)
    severity = one_line(body.get("severity"), 64)
    client, site = _client(body.get("client"), body.get("site"))
    return Signal(
        action=action,
        summary=one_line(body.get("summary"), SUMMARY_LENGTH) or f"{source_name}: alert without title",
        priority=_priority(severity, body.get("severity"), warnings),
        severity=severity,
        dedup_key=_key(body, client, site, warnings),
        client=client,
        client_key=_client_key(body),
        site=site,
        service_line=_line(body.get("service_line"), warnings),
        source=one_line(body.get("source")),
        alert_class=one_line(body.get("class")),
        occurred_at=_occurred_at(body, warnings),
        details=_details(body),
        warnings=tuple(warnings),
    )


def _action(value: Any, warnings: list[str]) -> EventAction:
    word = one_line(value, 40).casefold()
    if word in ("", "trigger"):
        return EventAction.TRIGGER
    if word in set(EventAction):
        return EventAction(word)
    warnings.append(f"Unknown event_action {word!r}: taken as trigger (trigger, acknowledge or resolve).")
    return EventAction.TRIGGER


def _priority(word: str, value: Any, warnings: list[str]) -> str:
    known = PRIORITY_OF_WORD.get(word.casefold())
    if known:
        return known
    said = f"Unknown severity {word!r}" if value is not None else "No severity"
    warnings.append(f"{said}: taken as error (critical, error, warning or info).")
    return DEFAULT_PRIORITY


def _line(value: Any, warnings: list[str]) -> str:
    word = one_line(value, 40).casefold().replace(" ", "_").replace("-", "_")
    if word in LINES or not word:
        return word
    warnings.append(
        f"Unknown service_line {word!r}: the integration's is taken (help_desk, monitoring or security)."
    )
    return ""


def _client(value: Any, site: Any) -> tuple[str, str]:
    if isinstance(value, dict):
        code = value.get("code") or value.get("name") or value.get("id")
        return one_line(code), one_line(value.get("site") or site)
    return one_line(value), one_line(site)


def _client_key(body: dict[str, Any]) -> str:
    """The tool's own id of the client: beside its name, or within it."""
    client = body.get("client")
    inside = client.get("id") if isinstance(client, dict) else None
    return one_line(body.get("client_id") if inside in (None, "") else inside)


def _details(body: dict[str, Any]) -> dict[str, Any]:
    details = body.get("details") if "details" in body else body.get("custom_details")
    kept = details if isinstance(details, dict) else {"text": details} if details is not None else {}
    rest = {k: v for k, v in body.items() if k not in (*FIELDS, "details", "custom_details")}
    cleaned: dict[str, Any] = harmless({**rest, **kept})
    return cleaned


def _occurred_at(body: dict[str, Any], warnings: list[str]) -> datetime | None:
    value = body.get("occurred_at")
    return instant_of(body.get("timestamp") if value is None else value, warnings)


def instant_of(value: Any, warnings: list[str]) -> datetime | None:
    """The sender's clock: RFC 3339 with offset, or epoch seconds or milliseconds; anything else is no time, with a warning."""
    if value is None or value == "":
        return None
    try:
        instant = (
            _epoch(value) if isinstance(value, (int, float)) else datetime.fromisoformat(str(value)[:40])
        )
        instant = instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        warnings.append("The sender's time can't be read: the time of receipt counts.")
        return None
    return instant if 1971 <= instant.year <= 9000 else None


def _epoch(value: float) -> datetime:
    seconds = value / 1000 if abs(value) > 1e11 else value
    return datetime.fromtimestamp(seconds, tz=UTC)
