"""Requests that come together, on real connections."""

import threading

import pytest
from django.db import connection

from routing.models import Incident
from tests.api.conftest import SWITCH_DOWN, Caller
from tests.world import world

pytestmark = pytest.mark.django_db(transaction=True)


def together(*deeds):
    """Do them all at the same moment; their answers in order."""
    start, answers = threading.Barrier(len(deeds)), [None] * len(deeds)

    def run(place, deed):
        start.wait()
        try:
            answers[place] = deed()
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(deeds)]
    [one.start() for one in threads]
    [one.join() for one in threads]
    return answers


def test_one_key_sent_six_times_at_once_is_one_incident_and_one_answer():
    token = world().token()

    def send():
        return Caller(token).post("incidents/", SWITCH_DOWN, Idempotency_Key="k-1")

    answers = together(*[send] * 6)

    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert Incident.objects.count() == 1


def test_of_two_who_take_it_at_once_one_has_it_and_the_other_is_told_who():
    night = world()
    token = night.token()
    number = Caller(token).post("incidents/", SWITCH_DOWN).json()["number"]

    def take(name):
        body = {"member": f"{name}@harbor-pine.example"}
        return lambda: Caller(token).post(f"incidents/{number}/acknowledge/", body)

    answers = together(take("alice"), take("bob"), take("carol"))

    winner = Incident.objects.get().taken_by.user.email
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409]
    assert {answer.json()["has_it"] for answer in answers if answer.status_code == 409} == {winner}


def test_of_two_changes_of_a_client_at_once_none_takes_back_what_the_other_did():
    night = world()
    token = night.token()

    def change(**body):
        return lambda: Caller(token).patch("clients/northwind-dental/", body)

    changes = {"name": "Northwind", "alert_note": "Ring twice.", "names_hidden_in_calls": True}
    answers = together(*(change(**{name: value}) for name, value in changes.items()))

    told = Caller(token).get("clients/northwind-dental/").json()
    kept = dict(zip(changes, (answer.status_code == 200 for answer in answers), strict=True))
    assert {answer.status_code for answer in answers} <= {200, 409}
    assert kept == {name: told[name] == value for name, value in changes.items()}
    assert any(kept.values())
