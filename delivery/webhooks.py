"""Where the provider reports: status callbacks, and calls that speak a message's own words. Signed, or refused with 403."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseForbidden
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from delivery.actions.callbacks import take_report
from delivery.actions.end import VERIFICATION
from delivery.actions.trial import key_pressed, spoken_trial
from delivery.models import Attempt, ProviderAccount
from delivery.providers.registry import provider_of, tokens_of
from delivery.queries import get_account, get_attempt
from delivery.signatures import is_genuine
from delivery.speech import say_and_hang_up
from hours import clock

Rest = ParamSpec("Rest")
SignedView = Callable[Concatenate[HttpRequest, ProviderAccount, Rest], HttpResponse]


def signed(view: SignedView[Rest]) -> Callable[..., HttpResponse]:
    """A webhook at `/tw/<account>/...`: POST only, signed with that account's secrets; the view is given the account."""

    @csrf_exempt
    @require_POST
    @wraps(view)
    def guarded(request: HttpRequest, account: UUID, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponse:
        try:
            known = get_account(account)
        except ObjectDoesNotExist as error:
            raise Http404 from error
        if not is_genuine(request, tokens=tokens_of(known)):
            return HttpResponseForbidden()
        return view(request, known, *args, **kwargs)

    return guarded


@signed
def status(request: HttpRequest, account: ProviderAccount, attempt: UUID) -> HttpResponse:
    """A status of a text or call of ours. Answers 204 whatever it says: the provider doesn't repeat."""
    report = provider_of(account).parse_status(request.POST)
    take_report(account=account, attempt_id=attempt, report=report, now=clock.now())
    return HttpResponse(status=204)


@signed
def speak_words(request: HttpRequest, account: ProviderAccount, attempt: UUID) -> HttpResponse:
    """A call of ours was answered: say the message's own words, or nothing if nobody waits for it any more.

    A code is always spoken so; a page only when its prompt can't be fetched (the provider's fallback), without keys.
    """
    message = found_attempt(account, attempt).message
    times = 0 if message.ended_at else 1 if message.purpose == VERIFICATION else 2
    return spoken(say_and_hang_up([message.body] * times))


@signed
def trial(request: HttpRequest, account: ProviderAccount, attempt: UUID) -> HttpResponse:
    """A test page's call was answered: it says so and asks for a key."""
    inbound = provider_of(account).parse_call(request.POST)
    return spoken(spoken_trial(found_attempt(account, attempt), answered_by=inbound.answered_by))


@signed
def trial_keys(request: HttpRequest, account: ProviderAccount, attempt: UUID) -> HttpResponse:
    """A key was pressed in a test page's call: somebody is there."""
    return spoken(key_pressed(found_attempt(account, attempt), now=clock.now()))


def found_attempt(account: ProviderAccount, attempt: UUID) -> Attempt:
    try:
        return get_attempt(account, attempt)
    except ObjectDoesNotExist as error:
        raise Http404 from error


def spoken(twiml: str) -> HttpResponse:
    """TwiML as the provider wants it: without this content type it drops the call (12300)."""
    return HttpResponse(twiml, content_type="text/xml; charset=utf-8")
