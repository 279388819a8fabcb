"""Changing webhooks: add one, change it, switch it off and on, replace its secret, archive it; a test and a replay."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.edition import edition_of
from accounts.permissions import Act
from accounts.refusal import Refused
from routing.actions.webhooks import (
    archive_webhook,
    create_webhook,
    edit_webhook,
    replace_secret,
    replay,
    send_test,
    switch_off,
    switch_on,
    told,
)
from routing.models import Webhook
from web.edit import Crumb, asked, confirm_page, data_of, form_page, result_of, saved, shown_once
from web.once import secret_once
from web.visit import Visit, members_only
from web.webhook_forms import EditWebhookForm, WebhookForm
from web.webhooks import found_delivery, found_webhook


@members_only(Act.MANAGE)
@secret_once
def new(request: HttpRequest, visit: Visit) -> HttpResponse:
    form = WebhookForm(data_of(request))
    if made := result_of(
        form,
        lambda: create_webhook(
            organization=visit.organization, **form.cleaned_data, actor=visit.actor, now=visit.now
        ),
    ):
        return _secret_page(request, visit, *made)
    return form_page(
        request, visit, form, title=_("Add a webhook"), leave=reverse("webhooks"), crumbs=_crumbs(),
        intro=_("Your own program is told of changes to incidents: your chat, your PSA, a screen on the wall."),
        save=_("Add it"),
    )  # fmt: skip


@members_only(Act.MANAGE)
def edit(request: HttpRequest, visit: Visit, webhook_id: int) -> HttpResponse:
    webhook = found_webhook(visit, webhook_id)
    state = told(webhook)
    form = EditWebhookForm(data_of(request), initial={**state, "edition": edition_of(state)})
    if saved(form, lambda: _change(visit, webhook, form)):
        messages.success(request, _("Saved."))
        return redirect("webhook", webhook_id=webhook.pk)
    return form_page(
        request, visit, form, title=_("Change the webhook"), leave=_page(webhook), crumbs=_crumbs(webhook)
    )


def _change(visit: Visit, webhook: Webhook, form: EditWebhookForm) -> None:
    said = form.cleaned_data
    edit_webhook(
        webhook=webhook, url=said["url"], events=said["events"], seen=said["edition"], actor=visit.actor, now=visit.now
    )  # fmt: skip


@members_only(Act.MANAGE)
@secret_once
def secret(request: HttpRequest, visit: Visit, webhook_id: int) -> HttpResponse:
    webhook = found_webhook(visit, webhook_id)
    form = forms.Form(data_of(request))
    if made := result_of(form, lambda: replace_secret(webhook=webhook, actor=visit.actor, now=visit.now)):
        return _secret_page(request, visit, *made)
    return confirm_page(
        request, visit, title=_("Replace the secret"), deed=_("Replace the secret"), leave=_page(webhook),
        crumbs=_crumbs(webhook), form=form,
        breaks=[
            _("A new secret is made and shown once. Everything is signed with it from now on."),
            _("Until your program knows it, it takes what we send for forged. What it refuses is tried again for a day."),
        ],
    )  # fmt: skip


@members_only(Act.MANAGE)
def turn_off(request: HttpRequest, visit: Visit, webhook_id: int) -> HttpResponse:
    webhook = found_webhook(visit, webhook_id)
    return _asked(
        request, visit, webhook, title=_("Switch the webhook off"), deed=_("Switch it off"), act=switch_off,
        breaks=[
            _("Nothing is sent there any more, also not what waits to be tried again."),
            _("What happens while it is off is not sent later."),
        ],
        done=_("It is off."),
    )  # fmt: skip


@members_only(Act.MANAGE)
def archive(request: HttpRequest, visit: Visit, webhook_id: int) -> HttpResponse:
    webhook = found_webhook(visit, webhook_id)
    return _asked(
        request, visit, webhook, title=_("Archive the webhook"), deed=_("Archive it"), act=archive_webhook,
        breaks=[_("Nothing is sent there any more."), _("It can't be brought back, and its secret is void.")],
        done=_("Archived."), back="webhooks",
    )  # fmt: skip


@require_POST
@members_only(Act.MANAGE)
def turn_on(request: HttpRequest, visit: Visit, webhook_id: int) -> HttpResponse:
    webhook = found_webhook(visit, webhook_id)
    return _done(
        request, webhook, _("It is on: what happens from now on is sent."),
        lambda: switch_on(webhook=webhook, actor=visit.actor, now=visit.now),
    )  # fmt: skip


@require_POST
@members_only(Act.MANAGE)
def test(request: HttpRequest, visit: Visit, webhook_id: int) -> HttpResponse:
    webhook = found_webhook(visit, webhook_id)
    return _done(
        request, webhook, _("A test is on its way."), lambda: send_test(webhook=webhook, now=visit.now)
    )


@require_POST
@members_only(Act.MANAGE)
def replay_delivery(request: HttpRequest, visit: Visit, webhook_id: int, delivery_id: UUID) -> HttpResponse:
    webhook = found_webhook(visit, webhook_id)
    delivery = found_delivery(webhook, delivery_id)
    return _done(
        request, webhook, _("The same event is on its way once more."),
        lambda: replay(delivery=delivery, actor=visit.actor, now=visit.now),
    )  # fmt: skip


def _done(request: HttpRequest, webhook: Webhook, words: str, act: Callable[[], object]) -> HttpResponse:
    try:
        act()
        messages.success(request, words)
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("webhook", webhook_id=webhook.pk)


def _asked(
    request: HttpRequest, visit: Visit, webhook: Webhook, *, breaks: list[str], act: Callable[..., bool],
    back: str = "", **page: Any,
) -> HttpResponse:  # fmt: skip
    return asked(
        request, visit, lambda: act(webhook=webhook, actor=visit.actor, now=visit.now),
        breaks=[webhook.url, *breaks], leave=_page(webhook), crumbs=_crumbs(webhook),
        onward=reverse(back) if back else "", **page,
    )  # fmt: skip


def _secret_page(request: HttpRequest, visit: Visit, webhook: Webhook, minted: str) -> HttpResponse:
    context = {"room": "setup", "webhook": webhook, "secret": minted}
    return shown_once(request, visit, "webhooks/secret.html", context, about=_page(webhook))


def _page(webhook: Webhook) -> str:
    return reverse("webhook", kwargs={"webhook_id": webhook.pk})


def _crumbs(webhook: Webhook | None = None) -> list[Crumb]:
    here = [Crumb(_("Webhooks"), reverse("webhooks"))]
    return [*here, Crumb(webhook.url[:60], _page(webhook))] if webhook else here
