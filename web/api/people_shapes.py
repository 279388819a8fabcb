"""Members and invitations as they are asked for and answered."""

from rest_framework import serializers
from rest_framework.serializers import BooleanField, CharField, DateTimeField, ListField

from accounts.actions.members import NAME_LENGTH
from accounts.actions.profile import LONGEST_NAME
from accounts.levels import Level
from accounts.models import Role
from web.api.fields import OneOf, Text, Truth

Shape = serializers.Serializer[None]


class Edited(Shape):
    """A change of what somebody else may change too."""

    edition = Text(
        max_length=40, required=False, allow_null=True, default=None,
        help_text="the `edition` you read; 409 where it is another one by now",
    )  # fmt: skip


class PagesAsked(Shape):
    """The query of a list."""

    cursor = CharField(required=False, help_text="from `next` or `previous`")


class Paged(Shape):
    """Beside the `results` of a list: the addresses of the pages around it."""

    next = CharField(allow_null=True)
    previous = CharField(allow_null=True)


class MemberTold(Shape):
    email = CharField()
    name = CharField()
    role = CharField(help_text="owner, manager, technician or viewer")
    time_zone = CharField(allow_blank=True, help_text="empty: the organization's")
    level = CharField(
        help_text="junior, regular or senior: whether they may come alone is said by each client"
    )
    edition = CharField()


class MembersTold(Shape):
    results = MemberTold(many=True)
    next = CharField(allow_null=True)
    previous = CharField(allow_null=True)


class MemberChange(Edited):
    """What is not sent stays. Name and time zone of somebody who is in another organization too are theirs alone."""

    name = Text(max_length=NAME_LENGTH, required=False)
    role = OneOf(Role.values, required=False)
    time_zone = Text(max_length=64, required=False, allow_blank=True)
    level = OneOf(Level.values, required=False)


class ProfileTold(Shape):
    name = CharField()
    time_zone = CharField(allow_blank=True, help_text="empty: the organization's")
    wants_week_mail = BooleanField(help_text="who is on call in the coming week, by mail")


class ProfileChange(Shape):
    """What is not sent stays. It holds in every organization you are in."""

    name = Text(max_length=LONGEST_NAME, required=False)
    time_zone = Text(max_length=64, required=False, allow_blank=True)
    wants_week_mail = Truth(required=False)


class Deactivate(Shape):
    """`successor`: the e-mail address of whoever takes over turns, steps and open incidents; needed where there are any."""

    successor = Text(max_length=254, required=False, allow_null=True, default=None)


class Deactivated(Shape):
    member = CharField(help_text="e-mail address")
    successor = CharField(allow_null=True, help_text="e-mail address")
    dropped_overrides = ListField(child=CharField(), help_text="clashed with others of the successor")


class InvitationTold(Shape):
    id = serializers.IntegerField()
    email = CharField()
    name = CharField(allow_blank=True)
    role = CharField()
    invited_by = CharField(allow_null=True, help_text="e-mail address")
    created_at = DateTimeField()
    expires_at = DateTimeField()


class InvitationsTold(Shape):
    results = InvitationTold(many=True)
    next = CharField(allow_null=True)
    previous = CharField(allow_null=True)


class Invite(Shape):
    """The mail with the link goes out at once; it is good for seven days."""

    email = Text(max_length=254)
    role = OneOf(Role.values)
    name = Text(max_length=NAME_LENGTH, required=False, default="", allow_blank=True)
