"""What our own doors store can always be read back. Pure."""

from hypothesis import given, settings
from hypothesis import strategies as st

from routing.inbound.own import Report, read_report

anything = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
reports = st.builds(
    Report,
    summary=anything, details=anything, priority=st.sampled_from(["P1", "P4"]), service_line=st.just("help_desk"),
    channel=st.sampled_from(["form", "member"]), client_id=st.integers(0, 99), site_id=st.integers(0, 99),
    contact_id=st.integers(0, 99), contact_name=anything, contact_phone=anything, contact_email=anything,
    reporter_id=st.integers(0, 99),
)  # fmt: skip


@given(reports)
@settings(max_examples=100)
def test_a_report_is_read_back_harmless_and_never_without_a_title(report):
    found = read_report(report.as_bytes())

    assert found.summary
    assert "\x00" not in found.summary + found.details + found.contact_name
    assert len(found.contact_phone) <= 40
    assert (found.priority, found.client_id, found.reporter_id) == (
        report.priority, report.client_id, report.reporter_id,
    )  # fmt: skip


def test_words_are_kept_as_they_were_typed():
    typed = Report(
        "Nobody can print", "Second floor.\nSince 8.", "P2", "help_desk", "form", 1, 0, 2, "Dana", "+1", "", 0
    )

    assert read_report(typed.as_bytes()) == typed
