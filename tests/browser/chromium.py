"""A real Chromium for tests: Debian's package or whatever CHROMIUM names. Said loudly where there is none."""

import os
import shutil
import warnings

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome")
WHY = (
    "No Chromium here, so the browser was not tested: apt-get install chromium, or set CHROMIUM to its path."
)


def chromium_path() -> str:
    """Where the browser is; without one the test is skipped with a warning, and fails where CI is set."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if found:
        return found
    if os.environ.get("CI"):
        pytest.fail(WHY)
    warnings.warn(WHY, stacklevel=2)
    pytest.skip(WHY)
