"""The first evening: what is there, what comes next, and where it is done. The facts themselves are the progress."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.permissions import Act
from routing.readiness import Readiness, readiness
from web.live import stamp_of, unless_seen
from web.visit import Visit, members_only, show


@dataclass(frozen=True, slots=True)
class Step:
    """One step: done or not, what is there, what to do and where."""

    title: str
    words: str
    done: bool
    found: str
    deed: str
    address: str
    kept_at: str  # where what was done can be seen


@members_only(Act.MANAGE)
def first_evening(request: HttpRequest, visit: Visit) -> HttpResponse:
    request.session["first_evening"] = not visit.organization.went_live_at
    return show(request, visit, "first_evening/page.html", _context(visit))


@members_only(Act.MANAGE)
def first_evening_live(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The steps again, or 304: a code that was typed elsewhere, an alert that came, turn a step green."""
    context = _context(visit)

    def fresh() -> HttpResponse:
        return show(request, visit, "first_evening/_steps.html", context)

    return unless_seen(request, str(context["stamp"]), fresh)


def _context(visit: Visit) -> dict[str, object]:
    facts = readiness(visit.membership)
    steps = steps_of(
        facts, alone=visit.organization.alone_confirmed_at is not None, may_own=visit.may(Act.OWN)
    )
    ahead = next((number for number, step in enumerate(steps) if not step.done), None)
    return {
        "room": "setup", "steps": steps, "ahead": ahead, "done": sum(step.done for step in steps),
        "live": facts.live, "stamp": stamp_of(facts, visit.membership.pk, visit.organization.alone_confirmed_at),
    }  # fmt: skip


def steps_of(facts: Readiness, *, alone: bool, may_own: bool) -> Sequence[Step]:
    """In the order in which a night needs them."""
    return (
        _number(facts, may_own), _phone(facts), _technicians(facts, alone), _rotation(facts), _served(facts),
        _monitoring(facts), _test_page(facts), _live(facts),
    )  # fmt: skip


def _number(facts: Readiness, may_own: bool) -> Step:
    return Step(
        title=_("Your paging number"),
        words=_("Pages come from it, always the same, so that phones let it through at night."),
        done=facts.number,
        found="" if may_own else _("An owner enters it."),
        deed=_("Enter the number") if may_own else "",
        address=reverse("numbers"),
        kept_at=reverse("numbers") if may_own else "",
    )


def _phone(facts: Readiness) -> Step:
    return Step(
        title=_("Your own phone"),
        words=_("A code by text or spoken call proves that it is yours."),
        done=facts.phone is not None,
        found="",
        deed=_("Add your phone"),
        address=reverse("my_add_phone"),
        kept_at=reverse("my_phones"),
    )


def _technicians(facts: Readiness, alone: bool) -> Step:
    return Step(
        title=_("Your technicians"),
        words=_("They get a mail, choose a password and prove their own phones."),
        done=facts.others > 0 or facts.invited > 0 or alone,
        found=_team(facts, alone),
        deed=_("Invite them"),
        address=reverse("invite_people"),
        kept_at=reverse("people"),
    )


def _rotation(facts: Readiness) -> Step:
    return Step(
        title=_("Who is on call"),
        words=_("Choose how you take turns: alone, two by weeks, with a backup, or following the sun."),
        done=facts.rotation and facts.route,
        found=_partner(facts),
        deed=_("Choose a rotation"),
        address=reverse("first_rotation"),
        kept_at=reverse("schedules"),
    )


def _served(facts: Readiness) -> Step:
    return Step(
        title=_("Your clients"),
        words=_("Type one, or paste a list: you see what would happen before anything is saved."),
        done=facts.served > 0,
        found=_clients(facts.served),
        deed=_("Add clients"),
        address=reverse("client_import"),
        kept_at=reverse("clients"),
    )


def _monitoring(facts: Readiness) -> Step:
    return Step(
        title=_("Your monitoring"),
        words=_("Connect one tool. It listens first: nobody is woken while you look at what it sends."),
        done=facts.heard,
        found=_("Waiting for your first alert.") if facts.source and not facts.heard else "",
        deed=_("Look at it") if facts.source else _("Connect a source"),
        address=_page_of("source", facts.source, "new_source"),
        kept_at=_page_of("source", facts.source, "sources"),
    )


def _test_page(facts: Readiness) -> Step:
    phone = _page_of("my_phone", facts.phone, "my_phones")
    return Step(
        title=_("A test page"),
        words=_("Hear your own bell once before it counts."),
        done=facts.tested,
        found="" if facts.phone else _("Verify your phone first."),
        deed=_("Page me now") if facts.phone else "",
        address=phone,
        kept_at=phone,
    )


def _live(facts: Readiness) -> Step:
    return Step(
        title=_("Live"),
        words=_("From here on alerts wake whoever is on call."),
        done=facts.live,
        found="" if facts.source else _("Connect a source first."),
        deed=_("Set the source live") if facts.source else "",
        address=_page_of("source_set_live", facts.source, "new_source"),
        kept_at=_page_of("source", facts.source, "sources"),
    )


def _team(facts: Readiness, alone: bool) -> str:
    """Who is here, who is asked in, and whom no page would reach."""
    here = ngettext("%(n)d colleague is here.", "%(n)d colleagues are here.", facts.others) % {
        "n": facts.others
    }
    asked = ngettext("%(n)d is invited.", "%(n)d are invited.", facts.invited) % {"n": facts.invited}
    mute = ngettext(
        "%(n)d has no verified phone yet and cannot be paged.", "%(n)d have no verified phone yet and cannot be paged.",
        facts.unreached,
    ) % {"n": facts.unreached}  # fmt: skip
    counted = ((facts.others, here), (facts.invited, asked), (facts.unreached, mute))
    words = [sentence for number, sentence in counted if number]
    return " ".join(words) or (_("You are alone, and you know it.") if alone else "")


def _partner(facts: Readiness) -> str:
    """Whose nights go to somebody else until its phone is verified."""
    words = _("%(name)s has no verified phone yet: until it has, the next step is paged in its place.")
    return words % {"name": facts.mute_partner} if facts.mute_partner else ""


def _page_of(page: str, row: int | None, otherwise: str) -> str:
    return reverse(page, args=[row]) if row else reverse(otherwise)


def _clients(count: int) -> str:
    return ngettext("%(n)d client has an agreement.", "%(n)d clients have agreements.", count) % {"n": count} if count else ""  # fmt: skip
