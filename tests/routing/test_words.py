"""The texts people get at night: one segment, GSM-7, the title cut first, never the code or the instruction. Pure."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from delivery.segments import GSM, segments
from routing import call_words, client_news, holder_words, more_words, news_words, words
from routing.actions.client_acts import _did
from routing.subject import SENDER_LENGTH, short_name
from routing.words import Subject
from routing.written import written

NEW_YORK = ZoneInfo("America/New_York")
NOW = datetime(2026, 3, 3, 7, 14, tzinfo=UTC)
SOON, MORNING = NOW + timedelta(minutes=10), datetime(2026, 3, 3, 13, 0, tzinfo=UTC)
PLAIN = Subject(
    organization="Harbor Pine",
    reference="HP-1042",
    priority="P1",
    title="Core switch down",
    client="Northwind Dental",
    site="Main St",
    code="47",
    zone=NEW_YORK,
    contact="Dana +12125550142",
    respond_by=datetime(2026, 3, 3, 7, 44, tzinfo=UTC),
)
LONG = replace(
    PLAIN,
    organization="Harbor Pine Technology"[:SENDER_LENGTH],
    title="The second core switch of the western building stopped answering " * 12,
    client="Northwind Dental and Orthodontics of Greater Westchester County " * 2,
    site="Main Street 1200, rear building, third floor",
    code="964",
    contact="Maximiliane-Theresia +493012345678901",
)
BARE = replace(PLAIN, client="", site="", contact="", respond_by=None)
ALICE = "Alice Featherstonehaugh-Cholmondeley of the Night Watch"


def about(subject):
    return client_news.About(subject.organization, subject.reference, NEW_YORK, "+1 212 555 0199")


# Each text people may get: how it is made, its segments, and what must stand in it whatever the title.
TEXTS = {
    "page": (lambda s: words.page(s), 1, ["Reply 1 to take it, 2 to pass on, 3 for details. ({code})"]),
    "page, not covered": (
        lambda s: words.page(replace(s, security_not_covered=True)),
        1,
        ["NOT COVERED: contain only", "Reply 1 to take it, 2 to pass on, 3 for details. ({code})"],
    ),
    "second": (
        lambda s: words.second_page(s, take_by=SOON, other_code="52"),
        1,
        ["Page 52 is also yours: reply {code} to take this one, {code} 2 to pass it on."],
    ),
    "second, not covered": (
        lambda s: words.second_page(replace(s, security_not_covered=True), take_by=SOON, other_code="52"),
        1,
        ["NOT COVERED", "reply {code} to take this one, {code} 2 to pass it on."],
    ),
    "coded": (
        lambda s: words.coded_page(s),
        1,
        ["Reply {code} to take it, {code} 2 to pass on, {code} 3 for details."],
    ),
    "last": (
        lambda s: words.last_one(s, opens_at=MORNING, coded=False, now=NOW),
        1,
        ["Nobody else is left. Reply 1 to take it, or 6 to leave it until 08:00 EST. ({code})"],
    ),
    "last, coded": (
        lambda s: words.last_one(s, opens_at=MORNING, coded=True, now=NOW),
        1,
        ["Nobody else is left. Reply {code} to take it, or {code} 6 to leave it until 08:00 EST."],
    ),
    "last, desk open": (
        lambda s: words.last_one(s, opens_at=NOW, coded=False, now=NOW),
        1,
        ["Nobody else is left. Reply 1 to take it, or 6 to leave it to the desk, which is open. ({code})"],
    ),
    "last, no desk": (
        lambda s: words.last_one(s, opens_at=None, coded=False, now=NOW),
        1,
        ["Nobody else is left. Reply 1 to take it. ({code})"],
    ),
    "taken": (
        lambda s: words.taken(s, first_step="Check the UPS in closet B " * 9, ask_at=SOON),
        2,
        ["You have it", "We ask again at 02:24 EST.", "4 = help, 5 = done. ({code})"],
    ),
    "passed on": (
        lambda s: words.passed_on(s, next_names=[ALICE, ALICE]),
        1,
        ["Passed on", "({code})"],
    ),
    "late": (lambda s: words.late(s, holder=ALICE, since=NOW), 1, ["since 02:14 EST", "({code})"]),
    "closed": (
        lambda s: words.closed(s, by=ALICE, at=NOW),
        1,
        ["already closed", "at 02:14 EST. Nothing to do. ({code})"],
    ),
    "sign of life": (
        lambda s: words.still_on_it(s, answer_by=SOON),
        1,
        ["Reply 1 if yes, 4 for help, 5 if done. No answer by 02:24 EST: the next person is called. ({code})"],
    ),
    "moved on": (lambda s: news_words.moved_on(s), 1, ["the next person is being paged", "({code})"]),
    "seen alive": (lambda s: words.seen_alive(s, ask_at=SOON), 1, ["stays with you", "({code})"]),
    "more": (
        lambda s: more_words.more(
            s, details="port 7 " * 28, first_step="Ring the carrier", note="Alarm code", link="https://bell.example/incidents/1042/",
            keys=more_words.to_take(s),
        ),
        3,
        ["HP-1042", "First: Ring the carrier. https://bell.example/incidents/1042/ Reply 1 to take it, 2 to pass on. ({code})"],
    ),
    "help sent": (lambda s: words.help_sent(s, names=[ALICE, ALICE]), 1, ["You keep it. ({code})"]),
    "help wanted": (lambda s: news_words.help_wanted(s, holder=ALICE), 1, ["asks for your help", "({code})"]),
    "coming": (lambda s: news_words.coming(s, holder=ALICE), 1, ["you are coming", "({code})"]),
    "helper comes": (lambda s: holder_words.helper_comes(s, helper=ALICE), 1, ["is coming to help you", "({code})"]),
    "called away": (
        lambda s: holder_words.called_away(s, by=ALICE),
        1,
        ["asked for the next person", "It is not yours any more: reply 1 to take it back. ({code})"],
    ),
    "given away": (
        lambda s: holder_words.given_away(s, by=ALICE, to=ALICE),
        1,
        ["It is not yours any more. Nothing to do. ({code})"],
    ),
    "opened again": (
        lambda s: holder_words.opened_again_by(s, by=ALICE),
        1,
        ["It is yours again: 5 = done. ({code})"],
    ),
    "done": (lambda s: words.done(s), 1, ["is closed", "({code})"]),
    "left": (
        lambda s: words.left_until(s, opens_at=MORNING, client_knows=True),
        1,
        ["is left until Tue 08:00 EST", "The client is told so. ({code})"],
    ),
    "the client, left": (
        lambda s: client_news.left(about(s), until=MORNING),
        2,
        ["HP-1042: we found no technician", "looks at it Tue 3 March 08:00 EST. If it can't wait, ring +1 212 555 0199."],
    ),
    "recovered": (
        lambda s: news_words.recovered(s, at=NOW),
        1,
        ["Recovered by itself at 02:14 EST", "Nothing to do. ({code})"],
    ),
    "the client solved it": (
        lambda s: news_words.client_solved(s, at=NOW),
        1,
        ["The client said at 02:14 EST that it solved itself", "Nothing to do. ({code})"],
    ),
    "not covered": (
        lambda s: news_words.not_covered(s, opens_at=MORNING, now=NOW),
        1,
        ["NOT COVERED now, nobody is paged.", "08:00 EST. Reply {code} to take it unbilled."],
    ),
    "unclear": (
        lambda s: words.unclear(s),
        1,
        ["Not understood, nothing is taken. Reply 1 to take", "2 to pass on, 3 for details. ({code})"],
    ),
    "worse": (lambda s: news_words.worse(s), 1, ["it got worse", "({code})"]),
    "the client's note": (lambda s: _did(s, "writes: " + "Still nothing works here " * 20), 2, ["the client writes: Still", "({code})"]),
    "the client, late": (
        lambda s: client_news.late(about(s), promised_at=SOON),
        2,
        ["HP-1042: we promised a call by 02:24 EST", "Please ring +1 212 555 0199."],
    ),
    "which": (
        lambda s: words.which_one([(str(c), s.client or "unknown client", s.title) for c in (47, 52, 961)]),
        1,
        ["Which one? 47 ", "52 ", "961 ", "Reply 47 or 52 or 961. Nothing is taken yet."],
    ),
    "which to pass on": (
        lambda s: words.which_one([(str(c), s.client, s.title) for c in (47, 52, 961)], key="2"),
        1,
        ["Reply 47 2 or 52 2 or 961 2. Nothing is done yet."],
    ),
    "unclear from who has it": (
        lambda s: words.unclear_from_holder(s),
        1,
        ["Not understood. You have", "reply 1 if you are still on it, 4 for help, 5 if done. ({code})"],
    ),
}  # fmt: skip
every_text = pytest.mark.parametrize("name", TEXTS)


def checked(name, subject):
    """The text of this name about a subject, in as many segments as it may have, with all that must stand in it."""
    make, limit, musts = TEXTS[name]
    text = written(make(subject), limit=limit)
    plain = GSM.issuperset(text)
    assert segments(text) <= (limit if plain else 3 * limit), f"{segments(text)} segments: {text}"
    for must in musts:
        assert must.format(code=subject.code) in text, text
    return text


@every_text
@pytest.mark.parametrize("subject", [PLAIN, LONG, BARE], ids=["plain", "long", "bare"])
def test_every_text_is_gsm_in_its_segments_with_code_and_instruction(name, subject):
    text = checked(name, subject)

    assert GSM.issuperset(text)
    assert text[0].isupper()


texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=90)
gsm_texts = st.text("abcdeABCDE åéÄö0123456789.,:-/&'(){}[]€", max_size=400)
subjects = st.builds(
    replace,
    st.just(PLAIN),
    title=st.one_of(texts, gsm_texts),
    client=st.one_of(texts, gsm_texts.map(lambda text: text[:120])),
    site=st.one_of(st.just(""), texts),
    code=st.integers(10, 999).map(str),
    contact=st.sampled_from(["", "Dana +12125550142", "Maximiliane-Theresia +493012345678901"]),
)


@every_text
@given(subject=subjects)
@example(subject=replace(PLAIN, title="", client="\u013f", site="", code="10"))
@settings(max_examples=25)
def test_whatever_the_title_says_code_and_instruction_stay(name, subject):
    checked(name, subject)


@pytest.mark.parametrize(
    "make",
    [
        lambda s: words.taken(s, first_step="Ring the carrier", ask_at=SOON),
        lambda s: words.seen_alive(s, ask_at=SOON),
        lambda s: words.still_on_it(s, answer_by=SOON),
        words.unclear,
        words.unclear_from_holder,
        *(
            lambda s, keys=keys: more_words.more(
                s, details="", first_step="", note="", link="https://bell.example/p/x/", keys=keys(s)
            )
            for keys in (more_words.to_take, more_words.in_hand)
        ),
    ],
)
def test_where_a_bare_key_would_ask_which_every_key_has_the_code_before_it(make):
    text = written(make(replace(PLAIN, coded=True)), limit=3)

    assert "(47)" not in text
    assert re.findall(r"(\w+) [1-6](?= to| if| for| =)", text)
    assert set(re.findall(r"(\w+) [1-6](?= to| if| for| =)", text)) == {"47"}


def test_3_ends_each_sentence_once_and_says_who_has_it():
    told = {
        "details": "port: 7",
        "first_step": "Ring the carrier.",
        "note": "Alarm code 4.",
        "link": "https://b/p",
    }

    assert written(
        more_words.more(PLAIN, **told, keys=more_words.with_another(PLAIN), holder=ALICE), limit=3
    ) == (
        f"HP-1042 Northwind Dental, Main St: Core switch down. Details: port: 7. Note: Alarm code 4."
        f" Call Dana +12125550142 by 02:44 EST. First: Ring the carrier. https://b/p {ALICE} has it. (47)"
    )


def test_the_texts_are_those_of_the_design():
    assert written(words.page(PLAIN)) == (
        "Harbor Pine P1: Northwind Dental, Main St: Core switch down. Call Dana +12125550142 by 02:44 EST."
        " Reply 1 to take it, 2 to pass on, 3 for details. (47)"
    )
    assert written(words.still_on_it(PLAIN, answer_by=SOON)) == (
        "Still on Northwind Dental? Reply 1 if yes, 4 for help, 5 if done. No answer by 02:24 EST: the next person is"
        " called. (47)"
    )
    assert written(news_words.recovered(PLAIN, at=NOW)) == (
        "Harbor Pine: Recovered by itself at 02:14 EST: Northwind Dental, Main St: Core switch down. Nothing to do. (47)"
    )


def test_a_long_title_gives_way_and_what_it_begins_with_stays():
    text = written(words.page(replace(PLAIN, title="Core switch SW1 in closet B down since " + "x" * 900)))

    assert "Core switch SW1 in closet B do" in text
    assert ".." in text


def test_the_number_to_call_gives_way_to_a_title_that_would_say_nothing():
    text = written(words.page(replace(LONG, client="Northwind Dental and Orthodontics")))

    assert "The second core switch of the " in text
    assert "+4930" not in text


def test_an_emoji_is_left_out_and_does_not_cost_the_title():
    text = written(words.page(replace(PLAIN, title="🔥🔴 Core switch SW1 down ✅")))

    assert "Core switch SW1 down." in text
    assert GSM.issuperset(text)
    assert segments(text) == 1


def test_another_script_is_readable_and_costs_more():
    text = written(words.page(replace(PLAIN, title="Главный коммутатор не отвечает")))

    assert "Главный коммутатор не отвечает" in text
    assert 1 < segments(text) <= 3


@pytest.mark.parametrize("title", ["{code}", "{0.__class__}", "%s %(x)s", "{{7*7}}", "}{", "{org} {nothing}"])
def test_a_title_is_never_read_as_a_template(title):
    assert title in written(words.page(replace(PLAIN, title=title)))


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Harbor Pine IT", "Harbor Pine"),
        ("Elsewhere Ltd", "Elsewhere Ltd"),
        ("Donaudampfschifffahrtsgesellschaft", "Donaudampfschifffahrtsge"),
    ],
)
def test_an_organizations_name_is_short_in_texts(name, short):
    assert short_name(name) == short


# Calls


def test_a_call_says_who_and_the_keys_first_and_then_the_matter():
    spoken = call_words.page(PLAIN, member="Bob", private=False)

    assert spoken.greeting == (
        "Harbor Pine on-call page for Bob. Press 1 to take it, 2 to pass it on, 3 to hear more."
    )
    assert spoken.matter == "Priority one. Northwind Dental, Main St. Core switch down. Call Dana by 2:44."


def test_a_private_clients_name_is_said_only_after_a_key():
    spoken = call_words.page(PLAIN, member="Bob", private=True)

    assert "Northwind" not in spoken.greeting + spoken.matter
    assert "Core switch" not in spoken.greeting + spoken.matter
    assert "Northwind" in call_words.matter(PLAIN)


def test_a_call_says_that_security_work_is_not_covered():
    assert "Not covered: contain only" in call_words.matter(replace(PLAIN, security_not_covered=True))


def test_an_opening_within_a_day_is_a_time_and_later_one_has_its_day():
    monday = datetime(2026, 3, 9, 12, 0, tzinfo=UTC)

    assert words.opening_words(MORNING, NEW_YORK, NOW) == "08:00 EST"
    assert words.opening_words(monday, NEW_YORK, NOW) == "Mon 08:00 EDT"
