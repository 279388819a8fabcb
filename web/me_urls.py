"""One's own pages under /me/, and a manager's look at another member's phones and rules under /people/<id>/."""

from collections.abc import Callable
from typing import Any

from django.urls import URLPattern, include, path

from web import (
    me,
    my_cover,
    my_feeds,
    my_handoffs,
    my_kit,
    my_phone_removal,
    my_phones,
    my_profile,
    my_rules,
    swap_ask,
    time_off,
)

View = Callable[..., Any]


def patterns_of(prefix: str) -> list[URLPattern]:
    """The addresses of phones, rules and time off, named for whose they are: `my_phones`, `member_phones`."""
    rules: list[tuple[str, View, str]] = [
        ("rules/", my_rules.rule_list, "rules"),
        ("rules/<str:priority>/", my_rules.rules_page, "rules_of"),
        ("rules/<str:priority>/preset/", my_rules.preset_page, "preset"),
        ("time-off/", time_off.time_off_page, "time_off"),
        ("time-off/<int:time_off_id>/cancel/", time_off.cancel_page, "cancel_time_off"),
    ]
    return [*phone_patterns_of(prefix), *_named(prefix, rules)]


def phone_patterns_of(prefix: str) -> list[URLPattern]:
    """Those of phones alone: a partner has no rules of its own."""
    pages: list[tuple[str, View, str]] = [
        ("phones/", my_phones.phone_list, "phones"),
        ("phones/add/", my_phones.add_phone_page, "add_phone"),
        ("phones/add-email/", my_phones.add_email_page, "add_email"),
        ("phones/<int:method_id>/", my_phones.phone_page, "phone"),
        ("phones/<int:method_id>/sent/", my_phones.phone_sent, "phone_sent"),
        ("phones/<int:method_id>/code/", my_phones.send_code_page, "send_code"),
        ("phones/<int:method_id>/try/", my_phones.try_phone_page, "try_phone"),
        ("phones/<int:method_id>/change/", my_phones.change_phone_page, "change_phone"),
        ("phones/<int:method_id>/remove/", my_phone_removal.remove_phone_page, "remove_phone"),
    ]
    return _named(prefix, pages)


def _named(prefix: str, pages: list[tuple[str, View, str]]) -> list[URLPattern]:
    return [path(address, view, name=f"{prefix}_{name}") for address, view, name in pages]


mine = [
    path("", me.my_page, name="me"),
    path("live/", me.my_page_live, name="me_live"),
    path("cover/", my_cover.cover_me, name="cover_me"),
    path("on/<int:handoff_id>/", my_handoffs.confirm_mine, name="confirm_handoff"),
    path("ask/", swap_ask.ask_cover, name="ask_cover"),
    path("kit/", my_kit.kit_page, name="my_kit"),
    path("kit/on-call.vcf", my_kit.kit_card, name="my_kit_card"),
    path("feeds/", my_feeds.feed_list, name="my_feeds"),
    path("feeds/new/", my_feeds.new, name="new_feed"),
    path("feeds/<int:feed_id>/rotate/", my_feeds.rotate, name="rotate_feed"),
    path("feeds/<int:feed_id>/revoke/", my_feeds.revoke, name="revoke_feed"),
    path("profile/", my_profile.profile_page, name="my_profile"),
    path("phones/<int:method_id>/enter/", my_phones.enter_code_page, name="my_enter_code"),
]
urlpatterns = [
    path("me/", include([*mine, *patterns_of("my")])),
    path("people/<int:member_id>/", include(patterns_of("member"))),
]
