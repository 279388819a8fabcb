"""What an edit leaves behind: only what differs, with before and after."""

from accounts.audit import Actor, record_edit
from accounts.models import Organization
from tests.world import NIGHT


def edited(organization: Organization, before: dict[str, object], after: dict[str, object]):
    return record_edit(
        organization=organization, actor=Actor.system(), object_kind="client", object_id=1,
        before=before, after=after, now=NIGHT,
    )  # fmt: skip


def test_an_edit_is_told_by_what_differs(harbor_pine: Organization) -> None:
    line = edited(harbor_pine, {"name": "Fabrikam", "phone": ""}, {"name": "Fabrikam Inc", "phone": ""})

    assert (line.verb, line.before, line.after) == ("edited", {"name": "Fabrikam"}, {"name": "Fabrikam Inc"})


def test_what_changes_nothing_leaves_no_line(harbor_pine: Organization) -> None:
    assert edited(harbor_pine, {"name": "Fabrikam"}, {"name": "Fabrikam"}) is None
