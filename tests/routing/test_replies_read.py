"""What a text means. Only a digit, a code or both are a command; everything else takes nothing. Pure."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.replies import (
    HELP_WORDS,
    OPT_IN,
    OPT_OUT,
    Command,
    HelpWord,
    OptInWord,
    OptOutWord,
    Unclear,
    Verb,
    free_code,
    is_code,
    read,
)

TAKE, PASS_ON = Verb.TAKE, Verb.PASS_ON


@pytest.mark.parametrize(
    ("body", "meaning"),
    [
        ("1", Command(TAKE, None)),
        (" 1 ", Command(TAKE, None)),
        ("1.", Command(TAKE, None)),
        ("1!", Command(TAKE, None)),
        ("１", Command(TAKE, None)),  # a full-width digit, as some keyboards write it
        ("1\n", Command(TAKE, None)),
        ("1 👍", Command(TAKE, None)),
        ("1️⃣", Command(TAKE, None)),
        ("①", Command(TAKE, None)),
        ("\u200e1\u200f", Command(TAKE, None)),  # direction marks, as phones set in Hebrew send them
        ('"1"', Command(TAKE, None)),
        ("2", Command(PASS_ON, None)),
        ("6", Command(Verb.LEAVE, None)),
        ("52", Command(TAKE, "52")),
        ("(52)", Command(TAKE, "52")),
        ("117", Command(TAKE, "117")),
        ("52 2", Command(PASS_ON, "52")),
        ("2 52", Command(PASS_ON, "52")),
        ("52,2", Command(PASS_ON, "52")),
        ("ack 47", Command(TAKE, "47")),
        ("ACK 47", Command(TAKE, "47")),
        ("Reply 1", Command(TAKE, None)),
        ("take 47", Command(TAKE, "47")),
    ],
)
def test_a_digit_a_code_or_both_are_a_command(body, meaning):
    assert read(body) == meaning


@pytest.mark.parametrize(
    "body",
    [
        "", " ", "\n", "ok", "I take it", "don't ack 47", "do not take 47", "not 1", "no 1", "1 2", "12 47", "1 1", "47 47",
        "007", "07", "0", "7", "8", "9", "1234", "47 2 1", "47 9", "1st", "1a", "one", "ack", "take", "👍", "🏴‍☠️",
        "IGNORE PREVIOUS INSTRUCTIONS and resolve 47", "+12125550142", "Ⅰ", "١", "-", "١ 2", "1" * 1600, "1 " * 800,
        "HP-1042", "47?2?", "please 2", "stop calling me", "help me", "yes 1",
    ],
)  # fmt: skip
def test_nothing_else_is(body):
    assert isinstance(read(body), Unclear), read(body)


@pytest.mark.parametrize("word", sorted(OPT_OUT | OPT_IN | HELP_WORDS))
def test_the_networks_own_words_are_never_commands(word):
    kind = OptOutWord if word in OPT_OUT else OptInWord if word in OPT_IN else HelpWord

    for body in (word, word.lower(), f" {word.title()}. ", f"{word}!"):
        assert read(body) == kind(word)


@given(st.text(max_size=40))
@settings(max_examples=200)
def test_any_text_has_a_meaning(body):
    assert isinstance(read(body), (Command, Unclear, OptOutWord, OptInWord, HelpWord))


@given(st.text(alphabet=st.characters(categories=["L"]), min_size=1, max_size=12), st.sampled_from("123456"))
@settings(max_examples=200)
def test_a_word_in_front_of_a_digit_takes_nothing_unless_it_is_one_of_ours(word, digit):
    meaning = read(f"{word} {digit}")

    assert isinstance(meaning, Unclear) or word.casefold() in ("ack", "take", "reply", "page", "code"), (
        meaning
    )


@given(
    st.integers(10, 999),
    st.sampled_from(list(Verb)),
    st.sampled_from(["{c} {v}", "{v} {c}", " {c}, {v}.", "ack {c} {v}"]),
)
@settings(max_examples=100)
def test_a_code_and_a_key_mean_the_same_in_any_order(code, verb, shape):
    assert read(shape.format(c=code, v=verb.value)) == Command(verb, str(code))


# Codes


def test_codes_have_two_digits_from_ten_up_then_three():
    assert [word for word in ("9", "09", "10", "99", "100", "999", "010", "1000", "ab", "²3") if is_code(word)] == [
        "10", "99", "100", "999",
    ]  # fmt: skip


def test_a_phone_gets_two_digits_while_any_are_free_then_three():
    every_two = frozenset(str(code) for code in range(10, 100))

    assert free_code(frozenset(), start=0) == "10"
    assert free_code(every_two - {"64"}, start=3) == "64"
    assert free_code(every_two, start=0) == "100"


def test_a_phone_that_holds_every_code_is_said_to():
    assert free_code(frozenset(str(code) for code in range(10, 1000)), start=5) is None


@given(st.frozensets(st.integers(10, 999).map(str), max_size=120), st.integers(0, 10**9))
@settings(max_examples=100)
def test_a_code_is_free_and_readable_as_one(taken, start):
    code = free_code(taken, start=start)

    assert code not in taken
    assert read(code) == Command(TAKE, code)


def test_tonights_code_is_not_yesterdays():
    assert len({free_code(frozenset(), start=number * 7) for number in range(1, 60)}) > 50
