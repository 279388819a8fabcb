"""Runbooks, the desk and the import of clients as they are asked for and answered."""

from rest_framework import serializers
from rest_framework.serializers import BooleanField, CharField, IntegerField, ListField

from sla.alert_classes import LONGEST_CLASS
from sla.models import LINES, STEP_ROLES
from web.api.fields import Line, OneOf, Text, Whole
from web.api.people_shapes import Edited, Paged

Shape = serializers.Serializer[None]
ROLES_SAID = f"{', '.join(STEP_ROLES)}; null: nobody in particular"


class RunbookStepTold(Shape):
    text = CharField(help_text="what is to be done")
    role = CharField(allow_null=True, help_text=ROLES_SAID)
    responsible = CharField(allow_blank=True, help_text="who does it in words, beside the role")
    deadline_minutes = IntegerField(allow_null=True, help_text="after the incident is taken")
    link = CharField(allow_blank=True)


class RunbookTold(Shape):
    id = IntegerField(help_text="another one after each change; former ones lead to it")
    title = CharField()
    client = CharField(allow_null=True, help_text="the client's code; null: every client")
    service_line = CharField(allow_null=True, help_text="null: all")
    alert_class = CharField(allow_null=True, help_text="what alerts call their class, such as ups; null: all")
    link = CharField(allow_blank=True, help_text="to the whole document")
    steps = RunbookStepTold(many=True)
    edition = CharField()


class RunbooksTold(Paged):
    results = RunbookTold(many=True)


class BareLineTold(Shape):
    service_line = CharField()
    only = ListField(child=CharField(), help_text="the classes of alerts that have one")


class UnreadyClientTold(Shape):
    client = CharField(help_text="its code")
    no_runbook_for = BareLineTold(many=True)
    no_person = BooleanField(help_text="no contact there has a phone number")


class UnreadyTold(Shape):
    count = IntegerField()
    results = UnreadyClientTold(many=True)


class RunbookStepWanted(Shape):
    text = Line(max_length=255)
    role = OneOf(list(STEP_ROLES), required=False, allow_null=True, default=None)
    responsible = Line(max_length=80, required=False, allow_blank=True, default="")
    deadline_minutes = Whole(min_value=1, max_value=43_200, required=False, allow_null=True, default=None)
    link = Text(max_length=200, required=False, allow_blank=True, default="")


class RunbookWanted(Shape):
    """What is null or not sent means all. The most specific runbook counts: the client's, then the class's, then the line's."""

    title = Line(max_length=120)
    client = Text(max_length=60, required=False, allow_null=True, default=None, help_text="a client's code")
    service_line = OneOf(list(LINES), required=False, allow_null=True, default=None)
    alert_class = Line(
        max_length=LONGEST_CLASS, required=False, allow_null=True, default=None,
        help_text="what alerts call their class, such as ups",
    )  # fmt: skip
    link = Text(max_length=200, required=False, allow_blank=True, default="", help_text="https://...")
    steps = ListField(child=RunbookStepWanted(), max_length=40, required=False, default=list)


class RunbookChange(RunbookWanted, Edited):
    """The whole runbook as it is to be. Open incidents keep the steps they have."""


class DeskTold(Shape):
    name = CharField()
    email = CharField(help_text="one mail goes there at each opening")
    calendar = IntegerField(help_text="the id of the service calendar that says when somebody is there")
    edition = CharField()


class DeskWanted(Edited):
    """The desk as it is to be."""

    name = Line(max_length=80)
    email = Text(max_length=254)
    calendar = Whole(help_text="a service calendar's id")


class TableAsked(Shape):
    """CSV: commas, semicolons or tabs; the first line names the columns, as in the export of the web."""

    text = Text(trim_whitespace=False, help_text="the table; at most 2,000 lines")


class TableWanted(TableAsked, Edited):
    """`edition` of the plan that was looked at: 409 where something else would happen by now."""


class LineTold(Shape):
    number = IntegerField(help_text="counts from 1, the head included")
    client = CharField(allow_blank=True)
    does = ListField(child=CharField(), help_text="what happens; empty: it is so already")
    wrong = ListField(child=CharField(), help_text="what is wrong, and what would be right")


class PlanTold(Shape):
    is_right = BooleanField(help_text="nothing is wrong: it can be imported")
    lines = LineTold(many=True)
    edition = CharField()
