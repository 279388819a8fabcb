"""The parts that only think: signatures, segments, TwiML, numbers, addresses."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from twilio.request_validator import RequestValidator
from twilio.twiml.voice_response import Gather, VoiceResponse

from delivery.segments import segments
from phonesim.phone_numbers import is_number
from phonesim.rest.given import is_url
from phonesim.segments import count_segments
from phonesim.signature import sign
from phonesim.twiml import TwimlError, read_text, read_voice

NAMES = some.text(min_size=1, max_size=8)


def test_the_official_vector():
    params = [("CallSid", "CA1234567890ABCDE"), ("Caller", "+14158675309"), ("Digits", "1234")]
    params += [("From", "+14158675309"), ("To", "+18005551212")]

    assert sign(url="https://mycompany.com/myapp.php?foo=1&bar=2", params=params, token="12345") == (
        "RSOYDt4T1cUTdK1PDd93/VVr8B8="
    )


@settings(max_examples=100)
@given(some.dictionaries(NAMES, some.text(max_size=20), max_size=6), NAMES)
def test_twilios_validator_takes_our_signatures(params, token):
    url = "https://bell.example/tw/1/text/?a=%2F&b="

    signature = sign(url=url, params=list(params.items()), token=token)

    assert RequestValidator(token).validate(url, params, signature)


@settings(max_examples=200)
@given(some.text(alphabet="aB1 {}€é🔥漢", min_size=1, max_size=500))
def test_segments_agree_with_the_other_count_in_this_house(body):
    assert count_segments(body) == segments(body)


def test_twiml_of_twilios_own_library_is_read():
    response = VoiceResponse()
    gather = Gather(num_digits=1, timeout=4, action="/keys?a=1&b=2", action_on_empty_result=True)
    gather.say("Tom & Jerry <3", language="en-US", voice="Polly.Joanna")
    response.append(gather)
    response.redirect("/again", method="POST")
    response.hangup()

    verbs = read_voice(str(response), content_type="text/xml; charset=utf-8")

    assert [verb.name for verb in verbs] == ["Gather", "Redirect", "Hangup"]
    assert verbs[0].attributes["action"] == "/keys?a=1&b=2"
    assert verbs[0].inner[0].words == "Tom & Jerry <3"


def test_ssml_is_spoken_as_its_words():
    say = '<Say>Code <say-as interpret-as="digits">4821</say-as><break/> please</Say>'

    assert read_voice(f"<Response>{say}</Response>", content_type="text/xml")[0].words == "Code 4821 please"


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ("", 12100),
        ("<Response>\x00</Response>", 12100),
        ('<!DOCTYPE x [<!ENTITY a "b">]><Response>&a;</Response>', 12100),
        ("<Response><Pause length='ten'/></Response>", 12200),
        ("<Response><Gather><Dial/></Gather></Response>", 12200),
        ("<Response><Gather><Gather/></Gather></Response>", 12200),
        ("<Response><Say><Dial>+1</Dial></Say></Response>", 12200),
        ("<Response><Hangup>now</Hangup><Foo/></Response>", 12200),
        (f"<Response><Say>{'x' * 3001}</Say></Response>", 13521),
        ("<Response><Record/></Response>", 12200),
        ('<Response><Gather numDigit="1"/></Response>', 12200),
        ("<Response><say>Hi</say></Response>", 12200),
        ("<Response>Hi</Response>", 12200),
        ("<html/>", 12200),
    ],
)
def test_what_is_no_twiml_is_refused_by_number(document, code):
    with pytest.raises(TwimlError) as refused:
        read_voice(document, content_type="text/xml")

    assert refused.value.code == code


def test_a_text_is_answered_by_body_or_by_words():
    document = "<Response><Message>One</Message><Message><Body>Two</Body></Message></Response>"

    assert [verb.words for verb in read_text(document, content_type="application/xml")] == ["One", "Two"]
    assert read_text("", content_type="") == ()


@pytest.mark.parametrize("number", ["+12125550142", "+447700900123", "+15005550006"])
def test_numbers(number):
    assert is_number(number)


@pytest.mark.parametrize(
    "number", ["", "12125550142", "+1212555014", "+0123456789", "+12125550142\n", "+1２125550142"]
)
def test_no_numbers(number):
    assert not is_number(number)


@pytest.mark.parametrize("url", ["http://127.0.0.1:8000/x?y=%2F", "https://bell.example", "http://[::1]:80/"])
def test_addresses(url):
    assert is_url(url)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "/x",
        "ftp://a.example",
        "http://",
        "http://a b.example",
        "http://a_b.example",
        "http://a:x/",
        "http://ü.example/",
    ],
)
def test_no_addresses(url):
    assert not is_url(url)
