"""The generic webhook: JSON or form fields with `summary`, `severity`, `client`, `service_line`, `dedup_key` ... Pure."""

import json
import re
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl

from routing.inbound.clean import SUMMARY_LENGTH, dedup_key, harmless, one_line
from routing.inbound.signal import Control, EventAction, Parsed, Signal, Unparseable

PRIORITY_OF_WORD = {
    **dict.fromkeys(("critical", "page", "emergency", "fatal", "p1"), "P1"),
    **dict.fromkeys(("error", "high", "major", "p2"), "P2"),
    **dict.fromkeys(("warning", "warn", "minor", "p3"), "P3"),
    **dict.fromkeys(("info", "informational", "low", "none", "p4"), "P4"),
}
DEFAULT_PRIORITY = "P2"  # an unknown word counts as an error: never info, never a 400
LINES = {"help_desk", "monitoring", "security"}
PLACEHOLDER = re.compile(r"^(\[\w+\]|\{[\w.]+\}|\{\{[\w.\s]+\}\}|%\w+%?|\$[A-Z_]+|\*\w+\*|<<[\w^]+>>)$")
MOST_FIELDS = 1000


class NotReadable(Exception):
    """The body is no object in a form we read; the text says why, with line and column where there are any."""


def parse(raw: bytes, content_type: str, *, source_name: str) -> Parsed:
    """One request's body as a signal. Never raises: what can't be read is `Unparseable`."""
    try:
        body, warnings = read_object(raw, content_type)
    except NotReadable as unreadable:
        return Unparseable(str(unreadable))
    if not body:
        return Control("An empty message: connected, nothing to page.")
    if _is_template(body):
        return Control("The sender's placeholders were not filled in: connected, template not expanded.")
    return _signal(body, warnings, source_name)


def read_object(raw: bytes, content_type: str) -> tuple[dict[str, Any], list[str]]:
    """The body's object and warnings; JSON whatever the header says, then form fields. Raises NotReadable."""
    text = raw.strip()
    if not text:
        return {}, []
    try:
        return _json_object(text)
    except NotReadable:
        fields = _form_object(text) if _looks_like_form(text, content_type) else None
        if fields is None:
            raise
        return fields, []


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
        return json.loads(raw.decode("utf-8", "replace"), parse_constant=_refuse_constant)
    except (RecursionError, ValueError) as broken:
        raise NotReadable(f"Neither UTF-8 nor JSON: {one_line(broken, 120)}.") from broken


def _pairs(pairs: list[tuple[str, Any]], warnings: list[str]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs) and len(warnings) < 5:
        warnings.append("A field came twice: the last one counts.")
    return made


def _looks_like_form(raw: bytes, content_type: str) -> bool:
    return "=" in raw.decode("utf-8", "replace") and not raw.lstrip().startswith((b"{", b"[", b'"', b"<"))


def _form_object(raw: bytes) -> dict[str, Any] | None:
    pairs = parse_qsl(raw.decode("utf-8", "replace"), keep_blank_values=True)[:MOST_FIELDS]
    return dict(pairs) if pairs else None


def _is_template(body: dict[str, Any]) -> bool:
    texts = [
        v for k, v in body.items() if k in ("summary", "dedup_key", "severity") and isinstance(v, str) and v
    ]
    return bool(texts) and all(PLACEHOLDER.match(text.strip()) for text in texts)


def _signal(body: dict[str, Any], warnings: list[str], source_name: str) -> Signal:
    action = _action(body.get("event_action"), warnings)
    severity = one_line(body.get("severity"), 64)
    client, site = _client(body.get("client"), body.get("site"))
    return Signal(
        action=action,
        summary=one_line(body.get("summary"), SUMMARY_LENGTH) or f"{source_name}: alert without title",
        priority=_priority(severity, body.get("severity"), warnings),
        severity=severity,
        dedup_key=dedup_key(body.get("dedup_key")),
        client=client,
        site=site,
        service_line=_line(body.get("service_line"), warnings),
        source=one_line(body.get("source")),
        alert_class=one_line(body.get("class")),
        occurred_at=instant_of(body.get("occurred_at") or body.get("timestamp"), warnings),
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


def _details(body: dict[str, Any]) -> dict[str, Any]:
    known = {
        "summary",
        "severity",
        "client",
        "service_line",
        "dedup_key",
        "event_action",
        "source",
        "class",
        "site",
    }
    details = body.get("details") if "details" in body else body.get("custom_details")
    kept = details if isinstance(details, dict) else {"text": details} if details is not None else {}
    rest = {k: v for k, v in body.items() if k not in known | {"details", "custom_details"}}
    cleaned: dict[str, Any] = harmless({**rest, **kept})
    return cleaned


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
