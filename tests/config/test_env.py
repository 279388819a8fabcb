"""Settings are read by type, and unknown words are refused loudly."""

from pathlib import Path

import pytest

from config.env import BadSetting, Reader, run_file


def read(**values: str) -> Reader:
    return Reader(values, {})


def test_the_environment_wins_over_the_run_file() -> None:
    reader = Reader({"PORT": "9000"}, {"PORT": "8000", "PHONESIM_PORT": "8801"})

    assert reader.text("PORT") == "9000"
    assert reader.text("PHONESIM_PORT") == "8801"


@pytest.mark.parametrize("word", ["1", "true", "YES", "on"])
def test_words_for_yes(word: str) -> None:
    assert read(EMAIL_USE_TLS=word).flag("EMAIL_USE_TLS", False) is True


@pytest.mark.parametrize("word", ["0", "False", "no", "off"])
def test_words_for_no(word: str) -> None:
    assert read(EMAIL_USE_TLS=word).flag("EMAIL_USE_TLS", True) is False


def test_a_word_that_is_neither_is_refused_by_name() -> None:
    with pytest.raises(BadSetting, match="EMAIL_USE_TLS must be on or off, not 'maybe'"):
        read(EMAIL_USE_TLS="maybe").flag("EMAIL_USE_TLS", False)


def test_a_number_must_be_whole() -> None:
    with pytest.raises(BadSetting, match="EMAIL_PORT must be a whole number, not '2.5'"):
        read(EMAIL_PORT="2.5").integer("EMAIL_PORT", 25)


def test_a_choice_must_be_known() -> None:
    with pytest.raises(BadSetting, match="NIGHTBELL_ENV must be one of production, demo"):
        read(NIGHTBELL_ENV="prod").choice("NIGHTBELL_ENV", ("production", "demo"), "production")


def test_words_are_split_at_commas() -> None:
    assert read(ALLOWED_HOSTS="a.example, b.example,").words("ALLOWED_HOSTS") == ["a.example", "b.example"]


def test_a_secret_may_lie_in_a_file(tmp_path: Path) -> None:
    secret = tmp_path / "token"
    secret.write_text("s3cret\n")

    assert read(TWILIO_AUTH_TOKEN_FILE=str(secret)).secret("TWILIO_AUTH_TOKEN") == "s3cret"


def test_a_missing_secret_says_both_its_names() -> None:
    with pytest.raises(BadSetting, match="SECRET_KEY is missing: set it, or SECRET_KEY_FILE"):
        read().required_secret("SECRET_KEY")


def test_a_run_file_has_comments_and_values_with_equal_signs(tmp_path: Path) -> None:
    file = tmp_path / "run.env"
    file.write_text("# written by make run\n\nREDIS_URL=redis://:a=b@127.0.0.1:1/0\nnonsense\n")

    assert run_file(file) == {"REDIS_URL": "redis://:a=b@127.0.0.1:1/0"}


def test_no_run_file_says_nothing(tmp_path: Path) -> None:
    assert run_file(tmp_path / "run.env") == {}
