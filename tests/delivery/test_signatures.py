"""Only the provider's own requests pass; whatever can't be read is forged, and nothing raises."""

import hashlib
from urllib.parse import urlencode

import pytest
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator

from delivery.signatures import is_genuine, sign, verify

TOKEN = "12345"
URL = "https://mycompany.com/myapp.php?foo=1&bar=2"
FORM = {
    "CallSid": ["CA1234567890ABCDE"],
    "Caller": ["+14158675309"],
    "Digits": ["1234"],
    "From": ["+14158675309"],
    "To": ["+18005551212"],
}
NAMES = st.text(min_size=1, max_size=10)


def test_the_official_vector():
    assert sign(URL, FORM, TOKEN) == "RSOYDt4T1cUTdK1PDd93/VVr8B8="


@given(
    params=st.dictionaries(NAMES, st.lists(st.text(max_size=20), min_size=1, max_size=3), max_size=5),
    path=st.sampled_from(["/a", "/tw/x/?a=1&b=%2F", "/?q=%c3%a9"]),
    host=st.sampled_from(["bell.example", "bell.example:8443", "127.0.0.1:8000"]),
)
def test_we_sign_as_the_providers_own_library_does(params, path, host):
    class Form(dict):
        def getlist(self, name):
            return self[name]

    official = RequestValidator(TOKEN).compute_signature(f"https://{host}{path}", Form(params))

    assert sign(f"https://{host}{path}", params, TOKEN) == official


@pytest.mark.parametrize(
    ("signed", "asked"),
    [
        ("https://bell.example/x/", "https://bell.example:443/x/"),
        ("https://bell.example:443/x/", "https://bell.example/x/"),
        ("http://127.0.0.1:80/x/", "http://127.0.0.1/x/"),
        ("https://bell.example/x/", "https://bell.example:8443/x/"),
    ],
)
def test_the_port_may_be_signed_or_not(signed, asked):
    assert verify(url=asked, params=FORM, signature=sign(signed, FORM, TOKEN), tokens=[TOKEN])


def test_during_a_rotation_both_tokens_count_and_afterwards_only_the_new_one():
    old, new = "old", "new"

    for token in (old, new):
        assert verify(url=URL, params=FORM, signature=sign(URL, FORM, token), tokens=[new, old])

    assert not verify(url=URL, params=FORM, signature=sign(URL, FORM, old), tokens=[new])


@pytest.mark.parametrize(
    "signature", ["", "x", "RSOYDt4T1cUTdK1PDd93/VVr8B9=", "é" * 28, "\ud800", "a" * 5000]
)
def test_a_wrong_signature_is_forged(signature):
    assert not verify(url=URL, params=FORM, signature=signature, tokens=[TOKEN])


def test_an_account_without_a_token_trusts_nobody():
    assert not verify(url=URL, params=FORM, signature=sign(URL, FORM, ""), tokens=[""])
    assert not verify(url=URL, params=FORM, signature=sign(URL, FORM, TOKEN), tokens=[])


@pytest.mark.parametrize(
    "url",
    [
        URL + "&x=1",
        "https://mycompany.com/myapp.php?bar=2&foo=1",
        "https://other.example/myapp.php?foo=1&bar=2",
        "http://mycompany.com/myapp.php?foo=1&bar=2",
    ],
)
def test_another_address_is_forged(url):
    assert not verify(url=url, params=FORM, signature=sign(URL, FORM, TOKEN), tokens=[TOKEN])


def test_a_changed_value_is_forged():
    changed = {**FORM, "Digits": ["1"]}

    assert not verify(url=URL, params=changed, signature=sign(URL, FORM, TOKEN), tokens=[TOKEN])


class TestRequests:
    """Behind a proxy that ends TLS: the address is the configured one, whatever Host says."""

    path = "/tw/a/text/?next=%2Fx"
    form = {"Body": "", "From": "+12125550100", "Text": "a +&=é"}

    @pytest.fixture(autouse=True)
    def _public_address(self, settings):
        settings.PUBLIC_BASE_URL = "https://bell.example"

    def post(self, signature):
        return RequestFactory().post(
            self.path,
            urlencode(self.form),
            content_type="application/x-www-form-urlencoded",
            headers={"X-Twilio-Signature": signature, "Host": "evil.example"},
        )

    def signature(self):
        lists = {name: [value] for name, value in self.form.items()}
        return sign("https://bell.example" + self.path, lists, TOKEN)

    def test_blank_values_and_an_encoded_slash_pass_behind_the_proxy(self):
        assert is_genuine(self.post(self.signature()), tokens=[TOKEN])

    def test_without_a_signature_it_is_forged(self):
        assert not is_genuine(self.post(""), tokens=[TOKEN])

    def test_json_counts_only_with_the_hash_of_its_body(self):
        body = b'{"a": 1}'
        hashed = f"/tw/a/?bodySHA256={hashlib.sha256(body).hexdigest()}"

        def asks(path, body):
            signature = sign("https://bell.example" + path, {}, TOKEN)
            return RequestFactory().post(
                path, body, content_type="application/json", headers={"X-Twilio-Signature": signature}
            )

        assert is_genuine(asks(hashed, body), tokens=[TOKEN])
        assert not is_genuine(asks(hashed, b'{"a": 2}'), tokens=[TOKEN])
        assert not is_genuine(asks("/tw/a/", body), tokens=[TOKEN])

    def test_too_many_fields_and_broken_forms_are_forged(self):
        many = RequestFactory().post(
            self.path,
            urlencode({f"f{n}": "" for n in range(2000)}),
            content_type="application/x-www-form-urlencoded",
        )
        broken = RequestFactory().post(self.path, b"--x", content_type="multipart/form-data; boundary=y")
        nameless = RequestFactory().post(self.path, b"--x", content_type="multipart/form-data")

        for request in (many, broken, nameless):
            assert not is_genuine(request, tokens=[TOKEN])
