"""The one place that says what time it is."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from hours import clock

SECOND = timedelta(seconds=1)


@pytest.fixture
def offset_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CLOCK_OFFSET_FILE", str(tmp_path / "offset"))
    return tmp_path / "offset"


def ahead() -> timedelta:
    return clock.now() - datetime.now(UTC)


def test_without_a_file_it_is_the_time_of_the_system(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CLOCK_OFFSET_FILE", raising=False)
    clock.use_offset_file(None)

    assert abs(ahead()) < SECOND
    assert clock.now().tzinfo is UTC
    with pytest.raises(RuntimeError, match="CLOCK_OFFSET_FILE"):
        clock.move(60)


def test_a_move_adds_up_and_every_reader_of_the_file_sees_it(offset_file: Path) -> None:
    clock.move(300)
    clock.move(-60.5)

    assert abs(ahead() - timedelta(seconds=239.5)) < SECOND
    assert float(offset_file.read_text()) == 239.5
    assert os.listdir(offset_file.parent) == ["offset"]


def test_a_file_that_is_missing_or_empty_moves_nothing(offset_file: Path) -> None:
    assert abs(ahead()) < SECOND

    offset_file.write_text("")

    assert abs(ahead()) < SECOND


def test_settings_may_name_the_file_where_the_environment_does_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CLOCK_OFFSET_FILE", raising=False)
    clock.use_offset_file(tmp_path / "named")

    clock.move(60)

    assert abs(ahead() - timedelta(seconds=60)) < SECOND
    clock.use_offset_file(None)
    assert abs(ahead()) < SECOND
