"""API tokens: made, used, revoked."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit import Actor, record
from accounts.models import ApiToken, Membership, Organization, Role, Scope
from accounts.permissions import Act, may
from accounts.refusal import Refused
from accounts.tokens import mint_token

USE_IS_WRITTEN_EVERY = timedelta(minutes=1)


def create_token(
    *,
    organization: Organization,
    name: str,
    scope: str,
    membership: Membership | None,
    actor: Actor,
    now: datetime,
    by: Membership | None = None,
) -> tuple[ApiToken, str]:
    """A new token and its secret, which nobody can read again. `by` None: a command. Raises Refused, naming the field."""
    if not name.strip() or len(name) > 80:
        raise Refused(name="The name must have 1 to 80 characters.")
    if scope not in Scope.values:
        raise Refused(scope=f"The scope must be one of {', '.join(Scope.values)}.")
    if membership is not None and membership.is_partner:
        raise Refused(membership=_("A partner has no token: it answers by its phone."))
    minted = mint_token()
    with transaction.atomic():
        if by is not None:
            held = _held(by, membership)
            refuse_foreign_name(by=held[by.pk], membership=membership and held[membership.pk])
        token = ApiToken.objects.create(
            organization=organization, membership=membership, name=name.strip(), prefix=minted.prefix,
            token_hash=minted.digest, scope=scope, made_by=by, created_at=now,
        )  # fmt: skip
        record(
            organization=organization, actor=actor, verb="created", object_kind="api_token",
            object_id=token.pk, now=now, after={"name": token.name, "scope": scope, "member": str(membership or "")},
        )  # fmt: skip
    return token, minted.secret


def _held(*members: Membership | None) -> dict[int, Membership]:
    """As they are now, by id, until the transaction ends: nobody is promoted or deactivated meanwhile."""
    ids = {each.pk for each in members if each is not None}
    rows = (
        Membership.objects.select_for_update(no_key=True, of=("self",)).select_related("user").order_by("pk")
    )
    return {row.pk: row for row in rows.filter(pk__in=ids)}


def refuse_foreign_name(*, by: Membership, membership: Membership | None) -> None:
    """A token acts in its member's name: everybody makes their own; managers also others', but never an owner's."""
    if by.archived_at is not None:
        raise Refused(membership=_("%(name)s was deactivated.") % {"name": by})
    if membership is not None and membership.pk == by.pk:
        return
    if not may(by.role, Act.MANAGE):
        raise Refused(membership=_("Make a token for yourself. For others, or for nobody, ask a manager."))
    if membership is None:
        return
    if membership.archived_at is not None:
        raise Refused(membership=_("%(name)s was deactivated.") % {"name": membership})
    if membership.role == Role.OWNER and not may(by.role, Act.OWN):
        raise Refused(membership=_("Only an owner makes a token in an owner's name."))


def revoke_token(*, token: ApiToken, actor: Actor, now: datetime) -> bool:
    """End a token for good; True for who did it first."""
    with transaction.atomic():
        won = ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=now)
        if not won:
            return False
        record(
            organization=token.organization, actor=actor, verb="revoked", object_kind="api_token",
            object_id=token.pk, now=now, before={"name": token.name, "prefix": token.prefix, "scope": token.scope},
        )  # fmt: skip
    return True


def note_use(*, token: ApiToken, now: datetime) -> None:
    """Remember that a token was used, at most once a minute."""
    if token.last_used_at and now - token.last_used_at < USE_IS_WRITTEN_EVERY:
        return
    ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
