"""What our own style sheets and scripts weigh on the wire."""

import brotli

from config.env import ROOT

OURS = ("css", "js")


def kilobytes() -> float:
    """Our css and js (not vendored), each file compressed as whitenoise does it."""
    files = [each for name in OURS for each in (ROOT / "static" / name).rglob(f"*.{name}")]
    return sum(len(brotli.compress(each.read_bytes())) for each in files) / 1024
