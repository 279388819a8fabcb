"""Counting, folding and cutting texts: what a carrier bills and a phone shows."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from delivery.segments import (
    CUT_MARK,
    GSM,
    cut_to_segments,
    fold,
    graphemes,
    plain,
    segments,
    xml_safe,
)

ANY_TEXT = st.text(st.characters(codec=None), max_size=300)
GSM_TEXT = st.text(st.sampled_from(sorted(GSM)), max_size=500)
FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
FLAG = "\U0001f1fa\U0001f1f8"
MIXED_TEXT = st.lists(st.sampled_from(["ab ", "é", FAMILY, FLAG, "漢"]), max_size=120).map("".join)
PAGE = (
    "{organization} {priority}: {client}: {title}. Reply 1 to take it, 2 to pass on, 3 for details. ({code})"
)


def page(**parts: str) -> dict[str, str]:
    return {
        "organization": "Harbor Pine",
        "priority": "P1",
        "client": "Northwind Dental",
        "code": "47",
        "title": "Core switch down",
        **parts,
    }


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("a", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("€" * 152, 2),  # 76 of them in each segment: the 153rd septet stays empty
        ("€" * 153, 3),
        ("漢" * 70, 1),
        ("漢" * 71, 2),
        ("漢" * 134, 2),
        ("漢" * 135, 3),
        ("\U0001f600" * 35, 1),
        ("\U0001f600" * 66, 2),  # 33 pairs in each: the 67th unit stays empty
        ("\U0001f600" * 67, 3),
        ("a" * 159 + "\U0001f600", 3),
        ("\n" * 160, 1),
        ("`", 1),
        ("a" * 70 + "`", 2),
    ],
)
def test_a_text_costs_as_many_segments_as_the_standard_says(text, count):
    assert segments(text) == count


@given(GSM_TEXT)
def test_extension_characters_never_straddle_two_segments(text):
    widths = [2 if c in "\f^{}\\[~]|€" else 1 for c in text]

    pieces, room = 1, 153
    for width in widths:
        pieces, room = (pieces + 1, 153 - width) if width > room else (pieces, room - width)

    assert segments(text) == (0 if not text else 1 if sum(widths) <= 160 else pieces)


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("“Don’t” – it’s…", "\"Don't\" - it's..."),
        ("a\u00a0b", "a b"),
        ("`ls`", "'ls'"),
        ("Łódź, Ørsted, çok, São Paulo, naïve", "Lodz, Ørsted, cok, Sao Paulo, naive"),
        ("café ü ñ é", "café ü ñ é"),
        ("server\x00 down\x1b[0m", "server down[0m"),
        ("lone \ud800 surrogate", "lone  surrogate"),
        ("\u202emoc.live", "moc.live"),
        ("a\r\nb\rc\td", "a\nb\nc d"),
        ("漢字", "漢字"),
        ("\U0001f525 fire", "\U0001f525 fire"),
        ("ﬁle №5", "file No5"),
    ],
)
def test_folding_keeps_a_text_in_the_cheap_alphabet_where_it_can(written, sent):
    assert fold(written) == sent


@given(ANY_TEXT)
def test_folding_twice_changes_nothing_and_the_result_can_be_sent(text):
    once = fold(text)

    assert fold(once) == once
    assert xml_safe(once) == once
    once.encode("utf-8")


@given(ANY_TEXT)
def test_what_is_safe_for_xml_is_only_what_xml_allows(text):
    allowed = [
        c in "\t\n\r"
        or "\x20" <= c <= "\ud7ff"
        or "\ue000" <= c <= "\ufffd"
        or "\U00010000" <= c <= "\U0010ffff"
        for c in text
    ]

    assert xml_safe(text) == "".join(c for c, fine in zip(text, allowed, strict=True) if fine)


@given(ANY_TEXT)
def test_graphemes_are_the_text_in_pieces(text):
    assert "".join(graphemes(text)) == text
    assert all(graphemes(text))


def test_marks_families_flags_and_skin_tones_stay_whole():
    thumb = "\U0001f44d\U0001f3fd"

    pieces = graphemes(f"e\u0301{FAMILY}{FLAG}{FLAG}{thumb}x")

    assert pieces == ["e\u0301", FAMILY, FLAG, FLAG, thumb, "x"]


def test_a_page_that_fits_is_sent_as_it_is():
    text = cut_to_segments(PAGE, page())

    assert text == (
        "Harbor Pine P1: Northwind Dental: Core switch down."
        " Reply 1 to take it, 2 to pass on, 3 for details. (47)"
    )


@settings(max_examples=150)
@given(title=st.one_of(ANY_TEXT, MIXED_TEXT))
def test_a_title_of_any_kind_is_cut_and_never_the_code_or_the_instruction(title):
    text = cut_to_segments(PAGE, page(title=title), limit=2)

    assert text.startswith("Harbor Pine P1: Northwind Dental: ")
    assert text.endswith(". Reply 1 to take it, 2 to pass on, 3 for details. (47)")
    assert segments(text) <= 2


@settings(max_examples=100)
@given(title=MIXED_TEXT)
def test_a_cut_title_is_the_longest_beginning_that_fits_in_whole_graphemes(title):
    text = cut_to_segments("{title}|1", {"title": title}, limit=1)
    kept = text.removesuffix("|1")

    if kept == fold(title):
        return
    beginning = kept.removesuffix(CUT_MARK)
    pieces = graphemes(fold(title))
    lengths = ["".join(pieces[:n]).rstrip() for n in range(len(pieces))]
    following = next((one for one in lengths if len(one) > len(beginning)), None)
    assert beginning in lengths
    assert following is None or segments(f"{following}{CUT_MARK}|1") > 1


def test_the_client_is_cut_only_when_the_title_is_gone():
    parts = page(client="Northwind Dental " * 20, title="Core switch down")

    text = cut_to_segments(PAGE, parts, cut=("title", "client"))

    assert text.startswith("Harbor Pine P1: Northwind Dental Northwind")
    assert text.endswith("..: . Reply 1 to take it, 2 to pass on, 3 for details. (47)")
    assert segments(text) == 1


def test_an_instruction_that_is_too_long_by_itself_is_sent_whole():
    text = cut_to_segments("{title} " + "Reply 1 " * 40, {"title": "Core switch down"})

    assert text == " " + "Reply 1 " * 40


def test_braces_in_a_title_are_only_text():
    text = cut_to_segments("{title}. Reply 1", {"title": "{0.__class__} {{7*7}} %s"})

    assert text == "{0.__class__} {{7*7}} %s. Reply 1"


@given(ANY_TEXT)
def test_plain_text_has_no_control_and_no_direction_overrides(text):
    assert not set(plain(text)) & set("\x00\x1b\r\u202e\u2066\ufeff\x7f")
