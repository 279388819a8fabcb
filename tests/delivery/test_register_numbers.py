"""manage.py register_numbers: the webhooks of every number point here, however often it runs."""

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from .conftest import NOW, PAGING
from .script_server import answers, refuses


def listed(account, registered):
    there = f"https://bell.example/tw/{account.pk}"
    urls = {"sms_url": f"{there}/text/", "voice_url": f"{there}/call/"} if registered else {}
    row = {"sid": "PN1", "phone_number": PAGING, "sms_method": "POST", "voice_method": "POST", **urls}
    return answers(200, {"incoming_phone_numbers": [row]})


def test_numbers_are_registered_once(script, account, number, capsys):
    script.will(
        listed(account, registered=False), answers(200, {"sid": "PN1"}), listed(account, registered=True)
    )

    call_command("register_numbers")
    call_command("register_numbers")

    assert capsys.readouterr().out == f"{PAGING}: registered\n{PAGING}: was registered already\n"
    assert script.seen[1].form["SmsUrl"] == [f"https://bell.example/tw/{account.pk}/text/"]
    assert script.seen[1].form["VoiceUrl"] == [f"https://bell.example/tw/{account.pk}/call/"]


def test_a_provider_that_refuses_is_said(script, number, capsys):
    script.will(refuses(401, 20003))

    with pytest.raises(CommandError, match=r"Not registered: \+12125550199"):
        call_command("register_numbers")

    assert "credentials" in capsys.readouterr().err


def test_archived_numbers_and_other_organizations_are_left_alone(script, number):
    call_command("register_numbers", organization="elsewhere")
    number.archived_at = NOW
    number.save()

    call_command("register_numbers")

    assert script.seen == []
