"""What a user says of themselves; it holds in every organization they are a member of."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit import Actor, record_edit
from accounts.models import Membership, User
from accounts.refusal import Refused
from hours.zone_names import accepted

LONGEST_NAME = 80


def edit_profile(
    *, member: Membership, name: str, time_zone: str, wants_week_mail: bool, actor: Actor, now: datetime
) -> bool:
    """Name, time zone (empty: the organization's) and whether the week's mail comes; True if something is new. Raises Refused, naming the field."""
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME:
        raise Refused(name=_("Write the name that others read on the board, in at most 80 characters."))
    if time_zone and time_zone not in accepted():
        raise Refused(time_zone=_("There is no such time zone. Choose one of the list."))
    with transaction.atomic():
        user = User.objects.select_for_update(no_key=True).get(pk=member.login.pk)
        before = {"name": user.name, "time_zone": user.time_zone, "wants_week_mail": user.wants_week_mail}
        after = {"name": name, "time_zone": time_zone, "wants_week_mail": wants_week_mail}
        user.name, user.time_zone, user.wants_week_mail = name, time_zone, wants_week_mail
        user.save(update_fields=[*after])
        edit = record_edit(
            organization=member.organization, actor=actor, verb="profile.edited", object_kind="member",
            object_id=member.pk, before=before, after=after, now=now,
        )  # fmt: skip
    return edit is not None
