"""One's own calendar feeds: made, shown once, given another address, ended."""

from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Organization
from accounts.permissions import Act
from oncall.actions.feeds import make_feed, revoke_feed, rotate_feed
from oncall.calendar_feed import CalendarFeed
from oncall.feeds import feeds_of, get_feed
from oncall.models import Schedule
from oncall.queries import schedules
from web.drawing.qr import qr_picture
from web.edit import Crumb, asked, confirm_page, data_of, either, form_page, result_of, shown_once
from web.found import or_404
from web.once import secret_once
from web.visit import Visit, members_only, show


class FeedForm(forms.Form):
    """Which device reads it, and what: one's own shifts, or everybody's in a schedule."""

    name = forms.CharField(
        label=gettext_lazy("What reads it"), max_length=80, help_text=gettext_lazy("Such as: My phone. One feed for each device, so that you can end one alone."),
    )  # fmt: skip
    schedule = forms.ModelChoiceField(
        queryset=Schedule.objects.none(), label=gettext_lazy("What it shows"), required=False,
        empty_label=gettext_lazy("My own shifts, in all schedules"), help_text=gettext_lazy("A schedule shows everybody's shifts in it."),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, organization: Organization, chosen: str) -> None:
        super().__init__(data, initial={"schedule": chosen})
        either(self.fields["schedule"])
        self.fields["schedule"].queryset = schedules(organization)  # type: ignore[attr-defined]


@members_only(Act.VIEW)
def feed_list(request: HttpRequest, visit: Visit) -> HttpResponse:
    context = {"room": "me", "feeds": list(feeds_of(visit.membership)), "crumbs": [_me()]}
    return show(request, visit, "feeds/list.html", context)


@members_only(Act.VIEW)
@secret_once
def new(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The address is on the page that answers, and nowhere afterwards. `?schedule=` chooses one."""
    form = FeedForm(
        data_of(request), organization=visit.organization, chosen=request.GET.get("schedule", "")[:18]
    )
    if made := result_of(
        form,
        lambda: make_feed(member=visit.membership, actor=visit.actor, now=visit.now, **form.cleaned_data),
    ):
        return _address_page(request, visit, *made)
    return form_page(
        request, visit, form, title=_("New calendar feed"), crumbs=[_me(), _back()], leave=reverse("my_feeds"),
        save=_("Make it"), room="me",
        intro=_("Your calendar program reads it by itself, about once an hour. Its address is shown once."),
    )  # fmt: skip


@members_only(Act.VIEW)
@secret_once
def rotate(request: HttpRequest, visit: Visit, feed_id: int) -> HttpResponse:
    """Asks first; the new address is on the page that answers."""
    feed, form = _mine(visit, feed_id), forms.Form(data_of(request))
    if secret := result_of(form, lambda: rotate_feed(feed=feed, actor=visit.actor, now=visit.now)):
        return _address_page(request, visit, feed, secret)
    return confirm_page(
        request, visit, title=_("Give “%(name)s” another address?") % {"name": feed.name}, crumbs=[_me(), _back()],
        leave=reverse("my_feeds"), deed=_("Give it another address"), room="me", form=form, breaks=[
            _("The old address ends now: whoever reads it gets no more shifts."),
            _("Enter the new address where you read this feed."),
        ],
    )  # fmt: skip


@members_only(Act.VIEW)
def revoke(request: HttpRequest, visit: Visit, feed_id: int) -> HttpResponse:
    feed = _mine(visit, feed_id)
    return asked(
        request, visit, lambda: revoke_feed(feed=feed, actor=visit.actor, now=visit.now), done=_("It has ended."),
        leave=reverse("my_feeds"), title=_("End “%(name)s”?") % {"name": feed.name}, crumbs=[_me(), _back()],
        deed=_("End it"), room="me", breaks=[
            _("Whatever reads it gets no more shifts, for good. What it has read may stay there: remove the calendar there, too."),
            _("Your shifts stay as they are."),
        ],
    )  # fmt: skip


def address_of_feed(secret: str) -> str:
    return f"{settings.PUBLIC_BASE_URL}{reverse('calendar_file', args=[secret])}"


def _address_page(request: HttpRequest, visit: Visit, feed: CalendarFeed, secret: str) -> HttpResponse:
    address = address_of_feed(secret)
    subscribing = urlsplit(address)._replace(scheme="webcal").geturl()
    context = {
        "room": "me", "feed": feed, "address": address, "subscribing": subscribing, "qr": qr_picture(subscribing),
        "crumbs": [_me(), _back()],
    }  # fmt: skip
    return shown_once(request, visit, "feeds/address.html", context, about=reverse("my_feeds"))


def _mine(visit: Visit, feed_id: int) -> CalendarFeed:
    """Raises Http404, also for a colleague's."""
    feed = or_404(get_feed, visit.organization, feed_id)
    if feed.member_id != visit.membership.pk:
        raise Http404(_("There is no such feed."))
    return feed


def _me() -> Crumb:
    return Crumb(_("Me"), reverse("me"))


def _back() -> Crumb:
    return Crumb(_("Calendar feeds"), reverse("my_feeds"))
