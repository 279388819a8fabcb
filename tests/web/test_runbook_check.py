"""Ready for the night: only who is promised a P1 at night is asked for a runbook and for somebody to phone."""

import pytest

from sla.models import Runbook
from tests.web.conftest import Browser
from tests.world import World

pytestmark = pytest.mark.django_db


def test_a_runbook_and_a_named_person_take_a_client_off_the_list(carol: Browser, night: World) -> None:
    before = carol.opens("/runbooks/check/").words
    for client, line in ((night.northwind, ""), (night.contoso, "monitoring")):
        Runbook.objects.create(
            organization=night.organization, client=client, service_line=line, title="Begin here"
        )

    after = carol.opens("/runbooks/check/").words

    assert "Northwind Dental Help desk, Monitoring, Security yes" in before
    assert "Contoso Legal Monitoring, Security nobody: name somebody" in before
    assert "Fabrikam" not in before
    assert "Northwind Dental" not in after
    assert "Contoso Legal Security nobody: name somebody" in after
