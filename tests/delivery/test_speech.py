"""What a phone is told: valid XML whatever a title holds, and no verb of a stranger's."""

from xml.etree import ElementTree as xml

from hypothesis import given
from hypothesis import strategies as st

from delivery.speech import Prompt, ask, digit_by_digit, say_and_hang_up, text_back

ANY_TEXT = st.text(st.characters(codec=None), max_size=200)
KEYS = "https://bell.example/tw/a/keys/?step=1&round=2"


def test_a_prompt_is_spoken_three_times_with_open_keys_and_then_ends():
    prompt = Prompt(lines=["Press 1 to take it.", "Core switch down."], action_url=KEYS, closing=["Goodbye."])

    response = xml.fromstring(ask(prompt))

    assert [verb.tag for verb in response] == ["Gather", "Gather", "Gather", "Say", "Hangup"]
    gather = response[0]
    assert gather.attrib == {
        "input": "dtmf",
        "numDigits": "1",
        "timeout": "4",
        "action": KEYS,
        "method": "POST",
    }
    assert gather[0].text == "Press 1 to take it. Core switch down."
    assert response[3].text == "Goodbye."


@given(ANY_TEXT)
def test_any_title_gives_valid_xml_that_the_provider_accepts(title):
    for twiml in (
        ask(Prompt(lines=[title], action_url=KEYS)),
        say_and_hang_up([title]),
        text_back(title),
    ):
        raw = twiml.encode("utf-8")

        assert xml.fromstring(raw).tag == "Response"
        assert len(raw) < 64_000


def test_a_title_that_looks_like_verbs_is_only_spoken():
    response = xml.fromstring(say_and_hang_up(["</Say><Dial>+19005550100</Dial><Say>"]))

    assert [verb.tag for verb in response] == ["Say", "Hangup"]
    assert response[0].text == "</Say><Dial>+19005550100</Dial><Say>"


def test_nothing_to_say_makes_no_empty_say():
    assert [verb.tag for verb in xml.fromstring(say_and_hang_up(["\x00", " "]))] == ["Hangup"]


def test_a_long_title_stays_under_the_longest_say():
    response = xml.fromstring(say_and_hang_up(["x" * 10_000]))

    assert len(response[0].text) == 3000


def test_silence_is_an_empty_answer_and_a_reply_is_one_message():
    assert len(xml.fromstring(text_back())) == 0
    assert xml.fromstring(text_back("Fish & chips"))[0].text == "Fish & chips"


def test_a_code_is_read_digit_by_digit():
    assert digit_by_digit("4821") == "4, 8, 2, 1"
