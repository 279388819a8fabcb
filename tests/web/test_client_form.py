"""The client's form: no login, no cookie, no script; what will happen is said before the button, and then it happens."""

import re

import pytest

from accounts.models import Organization
from delivery.models import Message
from hours import clock
from routing.models import InboundEvent, Incident
from routing.queries import last_decision
from sla.models import ServiceCalendar, Site
from tests.web.conftest import Seen
from tests.web.dana import FILLED, Dana, without_cookies
from tests.world import DANA, NIGHT, World

pytestmark = pytest.mark.django_db
SATURDAY_EVENING = {"hours": 4 * 24 + 19, "minutes": 26}  # from Tuesday 02:14 to Saturday 21:40


@pytest.fixture(autouse=True)
def _own_counts(settings: object, request: pytest.FixtureRequest) -> None:
    """Nobody has sent anything yet."""
    memory = "django.core.cache.backends.locmem.LocMemCache"
    settings.CACHES = {"default": {"BACKEND": memory, "LOCATION": request.node.name}}  # type: ignore[attr-defined]


@pytest.fixture
def dana(night: World) -> Dana:
    return Dana()


def test_the_form_says_what_counts_before_anything_is_typed(dana: Dana) -> None:
    words = dana.page.words

    assert words.index("Fire, medical or break-in? Call 911") < words.index("Get help for Northwind Dental")
    assert "Ring Harbor Pine IT: +1 212 555 0199" in dana.page
    assert "It is Tue 3 March 02:14 EST at your place. Your plan covers emergencies now." in dana.page
    for effect, promise in {
        "Everyone has stopped": "We will phone you within 30 minutes, by 02:44 EST.",
        "A team has stopped": "We will phone you within 1 hour, by 03:14 EST.",
        "One person has stopped": "A technician looks at it Tue 3 March 08:00 EST.",
        "It is not urgent": "A technician looks at it Tue 3 March 08:00 EST.",
    }.items():
        assert words.count(f"{effect} {promise}") == 2, "once at the choice and once above the button"
    assert words.rindex("We will phone you") < words.index("Send to Harbor Pine IT")


def test_the_page_is_small_has_one_heading_and_needs_no_script(dana: Dana) -> None:
    assert len(dana.page.html.encode()) < 50_000
    assert dana.page.html.count("<h1") == 1
    assert "<script" not in dana.page.html
    assert not re.search(r"\bP[1-4]\b", dana.page.words), "nobody is asked to think in priorities"


def test_every_field_has_its_label_and_is_announced(dana: Dana) -> None:
    html = dana.page.html
    fields = re.findall(r'<(?:input|textarea|select)\b[^>]*\bid="([^"]+)"', html)

    assert all(f'for="{field}"' in html for field in fields)
    assert all(
        token in html for token in ('autocomplete="name"', 'autocomplete="tel"', 'autocomplete="email"')
    )
    assert all(mode in html for mode in ('inputmode="tel"', 'inputmode="email"'))
    described = {word for found in re.findall(r'aria-describedby="([^"]+)"', html) for word in found.split()}
    assert all(f'id="{word}"' in html for word in described)


def test_no_cookie_is_set_and_none_is_needed(dana: Dana) -> None:
    seen = dana.sends()

    assert not dana.page.response.cookies
    assert "We have it. Reference HP-1001." in seen


def test_a_report_becomes_an_incident_with_everything_in_it(dana: Dana, night: World) -> None:
    dana.sends(
        details="Since 02:00.\nAll lines.", device="PBX in closet B", callback_ok=None, best_time="after six"
    )

    incident = dana.incident()
    assert (incident.summary, incident.priority, incident.service_line) == (
        "Phones are dead",
        "P1",
        "help_desk",
    )
    assert (incident.contact_name, incident.contact_phone) == ("Dana Reyes", DANA)
    assert incident.contact == night.northwind.contacts.get()
    assert incident.client == night.northwind
    assert incident.details == (
        "Since 02:00.\nAll lines.\n\nAffected: PBX in closet B\nBest time to call: after six\nCall at any hour: no"
    )
    assert incident.status == "triggered"


@pytest.mark.parametrize(
    ("impact", "priority"),
    [("all_stopped", "P1"), ("team_stopped", "P2"), ("one_user", "P3"), ("not_urgent", "P4")],
)
def test_the_effect_makes_the_priority(dana: Dana, impact: str, priority: str) -> None:
    dana.sends(impact=impact)

    assert dana.incident().priority == priority


def test_what_was_promised_is_what_was_decided(dana: Dana) -> None:
    dana.sends()

    decision = last_decision(dana.incident())
    assert decision is not None
    assert (decision.outcome, decision.at) == ("page", dana.incident().received_at)
    assert f"{decision.response_due_at:%H:%M}" == "07:44"


def test_by_email_alone_where_it_can_wait(dana: Dana) -> None:
    dana.sends(impact="not_urgent", phone=None, email="dana@northwind.example")

    assert dana.incident().contact_email == "dana@northwind.example"


def test_a_contact_on_file_is_known_by_address_too(dana: Dana, night: World) -> None:
    night.northwind.contacts.update(email="Dana@Northwind.example")

    dana.sends(phone="212 555 0177", email="dana@northwind.example")

    assert dana.incident().contact == night.northwind.contacts.get()


def test_of_two_with_one_number_the_name_decides(dana: Dana, night: World) -> None:
    night.northwind.contacts.create(organization=night.organization, name="Dino Reyes", phone=DANA)

    dana.sends(name="Dino Reyes")

    assert str(dana.incident().contact) == "Dino Reyes"


# What is missing


def refused(seen: Seen) -> Seen:
    """Nothing was sent, the page says so at once and is the page again."""
    assert seen.status == 422
    assert "<title>Error: " in seen.html
    assert 'role="alert" tabindex="-1" autofocus' in seen.html
    assert "Not sent yet" in seen
    assert not Incident.objects.exists()
    return seen


def test_an_empty_form_names_all_that_is_missing(dana: Dana) -> None:
    seen = refused(dana.posts(dana.hidden()))

    for words, target in {
        "Choose how bad it is.": "id_impact_0",
        "Say in a few words what is wrong": "id_summary",
        "Say who you are": "id_name",
        "Leave a phone number or an e-mail address": "id_email",
    }.items():
        assert re.search(rf'<a href="#{target}">{words}', seen.html), words
        assert f'id="{target}"' in seen.html
    assert seen.html.count('aria-invalid="true"') == 4 + 3  # four radio buttons, three fields


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"phone": None}, "Leave a phone number: somebody will call you back."),
        ({"impact": "team_stopped", "phone": None, "email": "d@x.example"}, "Leave a phone number: somebody"),
        ({"impact": "all_of_it"}, "Choose how bad it is."),
        ({"summary": "Help"}, "“Help” says too little. Use at least 5 characters."),
        ({"summary": "x" * 141}, "This is too long: 141 characters. Use at most 140."),
        ({"details": "x" * 5001}, "This is too long: 5001 characters. Use at most 5000."),
        ({"name": "   "}, "Say who you are"),
        ({"email": "dana at northwind"}, "This is not an e-mail address."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    dana: Dana, fields: dict[str, str], words: str
) -> None:
    seen = refused(dana.sends(**({"details": "It smells <burnt>.", "device": "PBX"} | fields)))

    assert words in seen
    assert 'value="PBX"' in seen.html
    if "details" not in fields:
        assert "It smells &lt;burnt&gt;." in seen.html
    if "impact" not in fields:
        assert re.search(r'value="all_stopped"[^>]* checked', seen.html)


def test_five_thousand_characters_are_welcome(dana: Dana) -> None:
    dana.sends(details="é" * 5000, device="PBX")

    incident = dana.incident()
    assert len(incident.details) <= 5000
    assert incident.details.endswith("Affected: PBX")
    assert InboundEvent.objects.get().headers["fields"]["details"] == "é" * 5000


# The phone


def test_a_number_without_area_code_is_explained_and_then_taken_as_typed(dana: Dana) -> None:
    seen = refused(dana.sends(phone="555-0142"))
    assert "The area code is missing. Write the whole number, like (201) 555-0123." in seen
    assert "send the form again and we take it so" in seen
    assert 'value="555-0142"' in seen.html

    dana.sends(phone="555-0142")

    assert dana.incident().contact_phone == "555-0142"
    assert "Phone: 555-0142 (as typed, unverified)" in dana.incident().details
    assert InboundEvent.objects.get().headers["fields"]["phone_unverified"] is True


def test_a_number_mended_after_the_explanation_is_no_longer_in_doubt(dana: Dana) -> None:
    dana.sends(phone="555-0142")

    dana.sends(phone="+44 7700 900123")

    assert dana.incident().contact_phone == "+447700900123"
    assert "unverified" not in dana.incident().details


def test_numbers_are_read_in_the_organizations_country(night: World) -> None:
    Organization.objects.filter(pk=night.organization.pk).update(country="GB")
    dana = Dana()

    dana.sends(phone="07700 900123")

    assert dana.incident().contact_phone == "+447700900123"


# Places


@pytest.fixture
def two_sites(night: World) -> list[Site]:
    return [
        Site.objects.create(organization=night.organization, client=night.northwind, name=name)
        for name in ("Main St", "Harbor Rd")
    ]


def test_a_client_with_one_place_is_not_asked_where(night: World) -> None:
    site = Site.objects.create(organization=night.organization, client=night.northwind, name="Main St")
    dana = Dana()

    dana.sends()

    assert "Where?" not in dana.page
    assert dana.incident().site == site


def test_a_client_with_several_chooses(two_sites: list[Site]) -> None:
    dana = Dana()

    dana.sends(site=str(two_sites[1].pk))

    assert dana.incident().site == two_sites[1]


def test_a_place_that_is_not_listed_is_told(two_sites: list[Site]) -> None:
    dana = Dana()

    dana.sends(site="other")

    assert dana.incident().site is None
    assert "Place: not in the list" in dana.incident().details


def test_another_clients_place_is_no_choice(two_sites: list[Site], night: World) -> None:
    foreign = Site.objects.create(organization=night.organization, client=night.contoso, name="Court Sq")
    dana = Dana()

    refused(dana.sends(site=str(foreign.pk)))


def test_a_place_with_other_hours_is_told_once_what_happens_there(
    two_sites: list[Site], night: World
) -> None:
    """West keeps its own calendar: it opens three hours later."""
    west = ServiceCalendar.objects.create(
        organization=night.organization, name="West", time_zone="America/Los_Angeles", weekend_days=[5, 6]
    )
    west.windows.create(days=[0, 1, 2, 3, 4], start_minute=8 * 60, end_minute=17 * 60)
    Site.objects.filter(pk=two_sites[1].pk).update(calendar=west)
    dana = Dana()
    here, there = {"site": str(two_sites[0].pk)}, {"site": str(two_sites[1].pk)}

    seen = refused(dana.sends(impact="one_user", **there))
    assert "What happens next has changed since this page was shown." in seen
    assert "One person has stopped A technician looks at it Tue 3 March 08:00 PST." in seen

    dana.sends(impact="one_user", **there)
    assert dana.incident().site == two_sites[1]
    Dana().sends(impact="one_user", **here)
    assert Incident.objects.count() == 2


def test_what_happens_at_a_place_is_shown_without_a_script_and_nothing_is_sent(
    two_sites: list[Site], night: World
) -> None:
    west = ServiceCalendar.objects.create(
        organization=night.organization, name="West", time_zone="America/Los_Angeles"
    )
    west.windows.create(days=[0, 1, 2, 3, 4], start_minute=8 * 60, end_minute=17 * 60)
    Site.objects.filter(pk=two_sites[1].pk).update(calendar=west)
    dana = Dana()
    there = {"site": str(two_sites[1].pk), "summary": "No", "email": "dana@", "callback_ok": None}

    seen = dana.sends(impact="one_user", look="1", **there)

    assert seen.status == 200
    assert "One person has stopped A technician looks at it Tue 3 March 08:00 PST." in seen
    assert "Not sent yet" not in seen
    assert f'value="{two_sites[1].pk}" selected' in seen.html
    assert 'name="callback_ok" id="id_callback_ok" checked' not in seen.html
    assert not Incident.objects.exists()
    dana.sends(impact="one_user", site=there["site"])
    assert dana.incident().site == two_sites[1], "it is sent at once: what happens was shown"


# Time


def test_a_covered_promise_is_kept_for_ten_minutes(dana: Dana, night: World) -> None:
    """The page is opened at 07:58, when Gold pages; it is sent at 08:01, when the desk is open."""
    dana.waits(hours=5, minutes=44)
    dana = Dana()
    assert "It is Tue 3 March 07:58 EST" in dana.page
    dana.waits(minutes=3)

    dana.sends()

    event, decision = InboundEvent.objects.get(), last_decision(dana.incident())
    assert decision is not None
    assert decision.outcome == "page"
    assert f"{event.decided_at:%H:%M} {event.received_at:%H:%M}" == "12:58 13:01"


def test_an_older_promise_that_changed_is_shown_once_with_everything_kept(dana: Dana) -> None:
    dana.waits(hours=5, minutes=44)
    dana = Dana()
    dana.waits(minutes=20)

    seen = refused(dana.sends(details="All lines."))
    assert "What happens next has changed since this page was shown." in seen
    assert (
        "Everyone has stopped Our service desk looks at it now. We will phone you within 30 minutes" in seen
    )
    assert "All lines." in seen

    dana.sends(details="All lines.")
    decision = last_decision(dana.incident())
    assert decision is not None
    assert decision.outcome == "queue"


def test_an_older_promise_that_still_holds_is_no_matter(dana: Dana) -> None:
    dana.waits(minutes=31)

    seen = dana.sends()

    assert "A person will phone +1 212 555 0142 by 03:15 EST." in seen
    assert InboundEvent.objects.get().decided_at == InboundEvent.objects.get().received_at


def test_a_page_two_hours_old_is_shown_once_more_with_everything_kept(dana: Dana) -> None:
    dana.waits(hours=2)

    seen = refused(dana.sends(details="All lines."))
    assert "This page was open for a long time." in seen
    assert "All lines." in seen

    assert "We have it." in dana.sends()


# Not covered


def test_who_is_not_covered_is_told_before_and_after(night: World) -> None:
    clock.move(SATURDAY_EVENING["hours"] * 3600 + SATURDAY_EVENING["minutes"] * 60)
    dana = Dana("harbor-pine-fabrikam")
    none = "Nobody is woken tonight; a technician looks at it Mon 9 March 08:00 EDT."
    assert "Your plan has no after-hours help right now." in dana.page
    assert f"Everyone has stopped {none}" in dana.page
    assert "$" not in dana.page.words, "nobody can accept a charge yet"

    seen = dana.sends()

    assert f"Your plan has no after-hours help right now (Sat 7 March 21:40 EST). {none}" in seen
    decision = last_decision(dana.incident())
    assert decision is not None
    assert (decision.outcome, dana.incident().status) == ("consent", "queued")


def test_an_ended_agreement_is_not_told_to_a_stranger(night: World) -> None:
    night.northwind.agreements.update(archived_at=NIGHT)

    dana = Dana()

    assert "After-hours support is not active for this account." in dana.page
    assert "ended" not in dana.page.words
    assert "agreement" not in dana.page.words


# Sent twice


def test_a_double_click_is_one_report(dana: Dana) -> None:
    first, second = dana.sends(), dana.sends()

    assert first.words == second.words
    assert Incident.objects.count() == 1
    assert not dana.incident().timeline.filter(kind="client_note").exists()


def test_back_and_sent_again_hours_later_leads_to_the_same_page(dana: Dana) -> None:
    dana.sends()
    link = dana.link
    dana.waits(hours=9)

    dana.sends()

    assert dana.link == link
    assert Incident.objects.count() == 1


def test_back_past_an_error_is_still_the_same_report(dana: Dana) -> None:
    """The page with the error replaced the first one: both are one page."""
    first = dana.page
    dana.sends(name="")
    dana.sends()

    dana.page = first
    dana.sends()

    assert Incident.objects.count() == 1


def test_what_was_changed_before_it_was_sent_again_is_not_lost(dana: Dana) -> None:
    dana.sends(impact="one_user")

    dana.sends(impact="team_stopped", details="Now the whole front desk.")

    incident = dana.incident()
    assert Incident.objects.count() == 1
    assert incident.priority == "P2"
    notes = incident.timeline.filter(kind="client_note").values_list("text", flat=True)
    assert "Now the whole front desk." in " ".join(notes)


# Whose form


@pytest.mark.parametrize(
    "slug", ["nobody-knows", "northwind-dental", "Harbor-Pine-Northwind-Dental", "x" * 300]
)
def test_a_wrong_address_says_nothing_about_who_is_a_client(night: World, slug: str) -> None:
    wrong = Seen(without_cookies().get(f"/r/{slug}/"))

    assert wrong.status == 404
    assert wrong.html == Seen(without_cookies().get("/r/no-such-thing/")).html
    assert "This address leads nowhere" in wrong
    assert "Harbor Pine" not in wrong.words


def test_an_archived_clients_form_is_gone(night: World) -> None:
    night.northwind.archived_at = NIGHT
    night.northwind.save()

    assert Dana().page.html == Seen(without_cookies().get("/r/no-such-thing/")).html


def test_there_is_no_list_of_forms(night: World) -> None:
    assert without_cookies().get("/r/").status_code == 404


def test_one_clients_page_does_not_serve_another(dana: Dana) -> None:
    other = Dana("harbor-pine-contoso-legal")

    refused(other.posts(dana.hidden() | FILLED))


def test_who_ticks_it_gets_the_link_and_not_a_word_of_the_request(dana: Dana) -> None:
    dana.sends(copy="on", email="dana@northwind.example")

    copies = Message.objects.filter(purpose="client").order_by("channel")
    assert [copy.address for copy in copies] == ["dana@northwind.example", "+12125550142"]
    assert all(dana.link in copy.body and "Phones" not in copy.body + copy.subject for copy in copies)
