"""What signs of a machine weigh: one alone turns nobody away, two make us ask, more hold it."""

from datetime import timedelta

from web.client_score import OFTEN, WEIGHTS, Level, Sign, level_of, signs_of_hand, signs_of_words

NEVER_ALONE = {Sign.MUCH, Sign.FLOOD}
LEVELS = {
    "": Level.LOW,
    "address client": Level.LOW,  # a busy office
    "phone same_words": Level.LOW,  # the same person once more, from a new page
    "address client phone": Level.MIDDLE,  # a school or Tor, a busy client, somebody who tries again
    "trap phone": Level.MIDDLE,
    "trap address": Level.MIDDLE,
    "trap links": Level.MIDDLE,
    "links many_links": Level.MIDDLE,
    "same_words often_same_words": Level.MIDDLE,
    "repeats links": Level.MIDDLE,
    "trap quick": Level.HIGH,
    "trap links many_links": Level.HIGH,
    "same_words often_same_words client": Level.HIGH,
    "client much": Level.HIGH,
    "phone much": Level.HIGH,
    "address much flood": Level.HIGH,
}
LOG = " ".join(f"line {number} of the log says error" for number in range(30))
TEXTS = [
    ("Phones are dead", 0, ""),
    ("See https://status.example and www.isp.example", 0, ""),
    ("http://a http://b [url=c", 1, "links same_words"),
    ("www.a " * 6, OFTEN, "links many_links same_words often_same_words"),
    ("buy now " * 30, 0, "repeats"),
    ("error " * 20, 0, ""),
    (LOG, 0, ""),
]


def named(signs: str) -> set[Sign]:
    return {Sign(sign) for sign in signs.split()}


def test_signs_add_up_and_none_alone_turns_anybody_away() -> None:
    assert {signs: level_of(named(signs)) for signs in LEVELS} == LEVELS
    assert {level_of({sign}) for sign in set(Sign) - NEVER_ALONE} == {Level.LOW}
    assert set(WEIGHTS) == set(Sign)


def test_words_and_hands_are_looked_at() -> None:
    found = [signs_of_words(text, said_before=before) for text, before, _signs in TEXTS]

    assert found == [named(signs) for _text, _before, signs in TEXTS]
    assert signs_of_hand(trap="", age=timedelta(seconds=2.9)) == {Sign.QUICK}
    assert signs_of_hand(trap="x", age=timedelta(seconds=3)) == {Sign.TRAP}
