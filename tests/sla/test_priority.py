"""Impact times urgency."""

from sla.priority import PRIORITY_BY_IMPACT_URGENCY, Impact, Priority, Urgency, priority_of


def test_the_whole_company_stopped_is_p1_and_one_person_who_can_wait_p4() -> None:
    assert priority_of(Impact.HIGH, Urgency.HIGH) is Priority.P1
    assert priority_of(Impact.LOW, Urgency.LOW) is Priority.P4


def test_more_pain_never_means_less_priority() -> None:
    table = [[priority_of(impact, urgency) for urgency in Urgency] for impact in Impact]

    assert len(PRIORITY_BY_IMPACT_URGENCY) == 9
    for line in [*table, *zip(*table, strict=True)]:
        assert list(line) == sorted(line)


def test_only_p1_and_p2_are_urgent() -> None:
    assert [each.is_urgent for each in Priority] == [True, True, False, False]
