"""Who is on call: what a lookup costs, young or old, a month of shifts, and a thousand schedules at once."""

from bench.look import look_seconds
from bench.pure import lookups_by_age, on_call_seconds, shifts_seconds
from bench.row import Row
from bench.thousand import SLUG, ask_a_thousand
from hours import clock

STEEPEST = 1.2  # of ten years against one; two runs of the same differ by a tenth


def on_call_rows() -> list[Row]:
    lookup, month = on_call_seconds(), shifts_seconds()
    by_age = lookups_by_age()
    youngest, oldest, slowest = by_age[1], by_age[10], max(by_age.values())
    slope = max(oldest, slowest) / youngest
    return [
        Row("on_call_at: 3 layers, 10 people, 20 overrides", f"{lookup * 1e6:.0f} us", "< 200 us", lookup < 200e-6),
        Row("  a rotation of 1, of 10 years", f"{youngest * 1e6:.1f}, {oldest * 1e6:.1f} us", "", True),
        Row("  the slowest of 1 to 10 years, in interleaved runs", f"{slope:.2f} x", f"< {STEEPEST} x", slope < STEEPEST),
        Row("  30 days of its shifts", f"{month * 1000:.1f} ms", "< 5 ms", month < 0.005),
        *_thousand(),
    ]  # fmt: skip


def _thousand() -> list[Row]:
    now = clock.now()
    seconds, queries = ask_a_thousand(now)
    first, again = look_seconds(SLUG, now)
    return [
        Row("GET /api/v1/on-call/ of 1000 schedules", f"{seconds * 1000:.0f} ms", "< 1000 ms", seconds < 1),
        Row("  queries", f"{queries}", "<= 6", queries <= 6),
        Row("A look who comes on call in them, the first of an hour", f"{first * 1000:.0f} ms", "", True),
        Row("  while the schedules say the same", f"{again * 1000:.0f} ms", "< 250 ms", again < 0.25),
    ]
