"""SLA tiers: the list, one in any version, making, changing, archiving and restoring one, moving agreements to a version."""

from functools import partial
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.edition import edition_of
from hours.clock import now
from sla.actions.agreements import move_agreements
from sla.actions.tiers import (
    archive_tier,
    create_tier,
    newest_promise,
    restore_tier,
    save_tier,
    tier_edition,
)
from sla.lookups import (
    agreements_on,
    archived_tiers,
    get_archived_tier,
    get_tier,
    tiers_in_use,
    with_versions,
)
from sla.models import Agreement, SlaTier, SlaTierVersion
from sla.stored_tiers import tier_facts
from web.api import tier_shapes as shapes
from web.api.covering import HolesAnswered, promises_covered
from web.api.idempotency import answered_once
from web.api.pagination import one_page
from web.api.promise_reading import seen, tier_numbered
from web.api.promised import ALL_TO_THE_DESK, promise_of, promise_told
from web.api.reading import read_query, read_question, refused_as, refused_as_it_stands
from web.api.telling import instant
from web.api.view import ApiView, actor_of, organization_of

FIELDS = {"grid": "rules", "rate": "call_out"}
Said = dict[str, Any]


def told(row: SlaTier) -> Said:
    """From `with_versions`."""
    versions = row.versions.all()
    return {
        "id": row.pk,
        "name": row.name,
        "kind": row.kind,
        "version": versions[0].number,
        "versions": list(map(version_told, versions)),
        "archived_at": instant(row.archived_at),
        "edition": edition_of(tier_edition(row)),
    }


def version_told(row: SlaTierVersion) -> Said:
    agreements = getattr(row, "agreement_count", 0)
    return {"number": row.number, "created_at": instant(row.created_at), "agreements": agreements}


def whole(row: SlaTier, number: int | None = None) -> Said:
    """With what the newest version promises, or the one with that number. Raises SlaTierVersion.DoesNotExist."""
    version = next((each for each in row.versions.all() if number in (None, each.number)), None)
    if version is None:
        raise SlaTierVersion.DoesNotExist
    facts = tier_facts(version.pk, row.name, row.kind)
    promise = promise_told(facts.rules, facts.targets, facts.call_out)
    return told(row) | {"version": version.number} | promise


class Tiers(ApiView):
    @extend_schema(operation_id="tiers_list", parameters=[shapes.TiersAsked], responses=shapes.TiersTold)
    def get(self, request: Request) -> Response:
        """Tiers that are offered, the newest first."""
        said, organization = read_query(shapes.TiersAsked, request), organization_of(request)
        archived = said["archived"]
        found = (
            with_versions(archived_tiers(organization), organization, now())
            if archived
            else tiers_in_use(organization, now())
        )
        return Response(one_page(found, request).told(told))

    @extend_schema(operation_id="tiers_add", request=shapes.TierNew, responses={201: shapes.TierWhole})
    @answered_once
    def post(self, request: Request) -> Response:
        """A tier of one's own with its first version; no agreement names it yet."""
        organization = organization_of(request)
        said = read_question(shapes.TierNew, request)
        like = said["like"]
        begun = (
            ALL_TO_THE_DESK
            if like is None
            else newest_promise(tier_numbered(organization, like, field="like"))
        )
        promise = promise_of(begun, said)
        with refused_as(**FIELDS):
            row = create_tier(
                organization=organization, name=said["name"], promise=promise, actor=actor_of(request), now=now()
            )  # fmt: skip
        made = whole(get_tier(organization, row.pk, now()))
        return Response(made, status=201, headers={"Location": f"{request.path}{row.pk}/"})


class OneTier(ApiView):
    @extend_schema(operation_id="tiers_read", parameters=[shapes.VersionAsked], responses=shapes.TierWhole)
    def get(self, request: Request, tier_id: int) -> Response:
        """One tier with its grid and targets, today's or those of an earlier version."""
        number = read_query(shapes.VersionAsked, request).get("version")
        return Response(whole(get_tier(organization_of(request), tier_id, now()), number))

    @extend_schema(
        operation_id="tiers_change", parameters=[HolesAnswered], request=shapes.TierChange, responses=shapes.TierWhole
    )  # fmt: skip
    def patch(self, request: Request, tier_id: int) -> Response:
        """The next version, where it promises something else; a new name holds for all versions."""
        organization = organization_of(request)
        row = get_tier(organization, tier_id, now())
        said = read_question(shapes.TierChange, request)
        promise = promise_of(newest_promise(row), said)
        save = partial(
            save_tier, tier=row, name=said.get("name", row.name), promise=promise, actor=actor_of(request), now=now(),
            seen=seen(said, tier_edition(row)),
        )  # fmt: skip
        with refused_as(**FIELDS):
            promises_covered(request, save)
        return Response(whole(get_tier(organization, tier_id, now())))

    @extend_schema(operation_id="tiers_archive", responses={204: None})
    def delete(self, request: Request, tier_id: int) -> Response:
        """Offer it no more; agreements on it go on. 409 for the two that answer where no agreement does."""
        row = get_tier(organization_of(request), tier_id, now())
        with refused_as_it_stands():
            archive_tier(tier=row, actor=actor_of(request), now=now())
        return Response(status=204)


class Restored(ApiView):
    @extend_schema(operation_id="tiers_restore", request=None, responses=shapes.TierWhole)
    @answered_once
    def post(self, request: Request, tier_id: int) -> Response:
        """Offer an archived tier again."""
        organization = organization_of(request)
        row = get_archived_tier(organization, tier_id)
        restore_tier(tier=row, actor=actor_of(request), now=now())
        return Response(whole(get_tier(organization, tier_id, now())))


class Moving(ApiView):
    @extend_schema(
        operation_id="tiers_move_agreements", parameters=[HolesAnswered], request=shapes.Move, responses=shapes.Moved
    )  # fmt: skip
    @answered_once
    def post(self, request: Request, tier_id: int) -> Response:
        """Let agreements on earlier versions go by the newest one from a day on; what is decided stays decided."""
        tier = get_tier(organization_of(request), tier_id, now())
        said = read_question(shapes.Move, request)
        newest = tier.versions.all()[0]
        rows = chosen(tier, newest, said.get("agreements"))
        move = partial(
            move_agreements, agreements=rows, version=newest, starts_on=said["starts_on"], actor=actor_of(request), now=now()
        )  # fmt: skip
        number = promises_covered(request, move)
        return Response({"version": newest.number, "moved": number})


def chosen(tier: SlaTier, newest: SlaTierVersion, numbers: list[int] | None) -> list[Agreement]:
    """Those on earlier versions, or of them those with these numbers. Raises ValidationError for others."""
    rows = {row.pk: row for row in agreements_on(tier, now()) if row.version_id != newest.pk}
    if numbers is None:
        return list(rows.values())
    words = f"No agreement on an earlier version of {tier.name} has this id."
    strange = {f"agreements[{place}]": [words] for place, one in enumerate(numbers) if one not in rows}
    if strange:
        raise ValidationError(dict(list(strange.items())[:20]))
    return [rows[number] for number in dict.fromkeys(numbers)]
