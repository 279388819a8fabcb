"""Pure modules decide and do nothing else: they import the standard library, `hours` and each other."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PURE = [
    "hours/*.py",
    "oncall/arrivals.py",
    "oncall/fairness.py",
    "oncall/relief.py",
    "oncall/preview.py",
    "oncall/revision.py",
    "oncall/swapping.py",
    "oncall/templates.py",
    "oncall/shifts.py",
    "sla/coverage.py",
    "sla/charges.py",
    "sla/client_links.py",
    "sla/client_readiness.py",
    "sla/money.py",
    "sla/clock.py",
    "sla/target_clock.py",
    "sla/alert_classes.py",
    "sla/runbook_match.py",
    "sla/sheet_sections.py",
    "sla/wakes.py",
    "routing/alarm_words.py",
    "routing/asking.py",
    "routing/attached/boxes.py",
    "routing/attached/names.py",
    "routing/backed.py",
    "routing/escalation.py",
    "routing/handoff_reply.py",
    "routing/handoff_times.py",
    "routing/grounds.py",
    "routing/handoff_words.py",
    "routing/night_times.py",
    "routing/night_words.py",
    "routing/target_words.py",
    "routing/week_times.py",
    "routing/week_words.py",
    "routing/replies.py",
    "routing/together.py",
    "routing/call_words.py",
    "routing/news_words.py",
    "routing/swap_words.py",
    "routing/words.py",
    "routing/more_words.py",
    "routing/holder_words.py",
    "routing/webhook_events.py",
    "delivery/addresses.py",
    "routing/inbound/*.py",
    "routing/worked.py",
    "delivery/segments.py",
]


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def file_of(module: str) -> Path | None:
    """The file of one of our modules; None: it is a package's name, a name inside a module, or not ours."""
    path = ROOT.joinpath(*module.split(".")).with_suffix(".py")
    return path if path.is_file() else None


def imported(path: Path) -> Iterator[str]:
    """Every module that a file imports, with `from package import module` as `package.module`."""
    package = ".".join(path.relative_to(ROOT).parent.parts)
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            origin = ".".join(part for part in (package if node.level else "", node.module) if part)
            named = {f"{origin}.{alias.name}" for alias in node.names if file_of(f"{origin}.{alias.name}")}
            yield from named or {origin}


def rooms(path: Path) -> set[str]:
    """The packages a pure module may import from besides the standard library: its own and `hours`."""
    return {"hours", name_of(path).split(".")[0]}


def with_siblings(paths: set[Path]) -> set[Path]:
    """These files and all of the same rooms that they import, which must be as pure as they are."""
    found = {
        sibling
        for path in paths
        for module in imported(path)
        if module.split(".")[0] in rooms(path) and (sibling := file_of(module))
    }
    return paths if found <= paths else with_siblings(paths | found)


FILES = sorted(with_siblings({path for pattern in PURE for path in ROOT.glob(pattern)}))


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_a_pure_module_imports_the_standard_library_hours_and_pure_siblings(path: Path) -> None:
    allowed = sys.stdlib_module_names | rooms(path)

    assert [name for name in imported(path) if name.split(".")[0] not in allowed] == []


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_only_the_clock_reads_the_clock(path: Path) -> None:
    calls = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Attribute)]
    readers = [node.attr for node in calls if node.attr in ("now", "today", "utcnow", "time_ns", "monotonic")]

    assert readers == [] or path == ROOT / "hours" / "clock.py"


def test_the_pure_heart_is_there() -> None:
    assert {"hours.wall", "oncall.preview", "oncall.rotation", "oncall.turns"} <= set(map(name_of, FILES))
