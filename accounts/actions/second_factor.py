"""Whose login must have a second factor: the organization's rule."""

from datetime import datetime

from django.db import transaction

from accounts.actions.lock import lock_organization
from accounts.audit import Actor, record_edit
from accounts.models import Organization, SecondFactorRule


def require_second_factor(
    *, organization: Organization, rule: SecondFactorRule, actor: Actor, now: datetime
) -> bool:
    """From the next page on, whom the rule binds is led to setting one up. False where nothing changed."""
    with transaction.atomic():
        locked = lock_organization(organization.pk)
        before, locked.second_factor_rule = locked.second_factor_rule, rule
        locked.save(update_fields=["second_factor_rule"])
        line = record_edit(
            organization=locked, actor=actor, object_kind="organization", object_id=locked.pk, now=now,
            before={"second_factor_rule": before}, after={"second_factor_rule": str(rule)},
        )  # fmt: skip
    return line is not None
