"""No table that decides who answers, or what was promised, is forgotten when holes are looked for again."""

import pytest
from django.apps import apps
from django.db import connection

pytestmark = pytest.mark.django_db
DECIDE_NOTHING = {
    "oncall_layer",  # a name: what it is stands in its versions
    "oncall_swap", "oncall_swapasked",  # an override once it is agreed
    "oncall_calendarfeed",
    "oncall_shadow",  # told, and not relied on
    "sla_clientalias", "sla_clientcontact",
    "sla_formsettings",  # how a form looks and where it may be framed
    "sla_runbook", "sla_runbookstep",
    "sla_sheetoffer", "sla_sheetacceptance", "sla_sheetfile",  # read and agreed to: the agreement routes as it did
}  # fmt: skip
ROOMS = ("oncall", "sla")
WATCHED = "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'holes_are_looked_for_again'"


def test_every_table_of_who_answers_and_what_was_promised_is_watched_or_decides_nothing() -> None:
    with connection.cursor() as cursor:
        cursor.execute(WATCHED)
        watched = {name for (name,) in cursor.fetchall()}

    tables = {model._meta.db_table for room in ROOMS for model in apps.get_app_config(room).get_models()}
    assert tables - watched - DECIDE_NOTHING == set()
    assert DECIDE_NOTHING & watched == set()
    assert {"accounts_membership", "delivery_contactmethod", "delivery_optout", "routing_route"} <= watched
