"""Where the provider reports: status callbacks, and the call that speaks a code. Signed, or refused with 403."""

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
from delivery.models import ProviderAccount
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
def speak_code(request: HttpRequest, account: ProviderAccount, attempt: UUID) -> HttpResponse:
    """The call that was asked for is answered: say its code, or nothing if nobody waits for it any more."""
    try:
        message = get_attempt(account, attempt).message
    except ObjectDoesNotExist as error:
        raise Http404 from error
    is_open = message.purpose == VERIFICATION and message.ended_at is None
    return spoken(say_and_hang_up([message.body] if is_open else []))


def spoken(twiml: str) -> HttpResponse:
    """TwiML as the provider wants it: without this content type it drops the call (12300)."""
    return HttpResponse(twiml, content_type="text/xml; charset=utf-8")
