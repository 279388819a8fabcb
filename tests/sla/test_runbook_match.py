"""Which runbook is followed: one rule. That the database keeps to it, `tests/web/test_runbook_check.py` shows."""

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from sla.runbook_match import Case, best

LINES, CLASSES = ("", "help_desk", "monitoring"), ("", "offline", "ups")
written = st.lists(
    st.builds(Case, st.sampled_from([None, 1, 2]), st.sampled_from(LINES), st.sampled_from(CLASSES), st.integers(1, 99)),
    unique_by=lambda case: case.id,
)  # fmt: skip


def asked_one_by_one(rows: list[Case], wanted: Case) -> Case | None:
    """The slow way: is there one for all that is known, else for a little less, and so on to everybody's for anything."""
    for client, alert_class, line in product(
        (wanted.client, None), (wanted.alert_class, ""), (wanted.service_line, "")
    ):
        same = [
            row
            for row in rows
            if (row.client, row.alert_class, row.service_line) == (client, alert_class, line)
        ]
        if same:
            return max(same, key=lambda row: row.id)
    return None


@given(
    written,
    st.builds(
        Case, st.sampled_from([None, 1, 3]), st.sampled_from(LINES[1:]), st.sampled_from(["", "ups", "fire"])
    ),
)
def test_the_most_specific_that_fits_is_followed(rows: list[Case], wanted: Case) -> None:
    assert best(rows, wanted) == asked_one_by_one(rows, wanted)
