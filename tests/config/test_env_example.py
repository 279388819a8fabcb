"""Every setting is explained in .env.example, nothing else is, and the containers are told what they need."""

import re

from config.env import ROOT

READERS = ("config/settings.py", "config/attached.py", "config/web_server.py", "config/healthcheck.py")
ELSEWHERE = {
    "PORT",
    "PHONESIM_PORT",
    "STACK_SERVERS",
    "RUN_ENV_FILE",
    "POSTGRES_PASSWORD",
}  # make run, compose
NOT_IN_CONTAINERS = {
    *("PHONESIM_URL", "CLOCK_OFFSET_FILE", "WHITENOISE_USE_FINDERS"),  # not in production
    *("VAR_DIR", "WEB_BIND"),  # said by the Dockerfile
    *("EMAIL_BACKEND", "SECURE_SSL_REDIRECT"),  # their defaults follow from others
}


def settings_read() -> set[str]:
    """The names our readers ask for."""
    pattern = re.compile(r'env\.(?:text|secret|required_secret|integer|flag|choice|words)\(\s*"([A-Z_]+)"')
    return {name for file in READERS for name in pattern.findall((ROOT / file).read_text())}


def settings_explained() -> set[str]:
    return set(re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))


def test_every_setting_is_explained_and_nothing_else() -> None:
    assert settings_explained() == settings_read() | ELSEWHERE


def test_containers_are_told_every_setting_of_a_production() -> None:
    told = set(re.findall(r"^    ([A-Z_]+): ", (ROOT / "docker-compose.yml").read_text(), re.MULTILINE))

    assert settings_read() - NOT_IN_CONTAINERS <= told


def test_the_image_builds_the_same_psycopg2_from_source() -> None:
    binary = re.search(r"^psycopg2-binary==(\S+)", (ROOT / "requirements.txt").read_text(), re.MULTILINE)
    source = re.search(r"^psycopg2==(\S+)", (ROOT / "requirements-docker.txt").read_text(), re.MULTILINE)

    assert binary
    assert source
    assert binary[1] == source[1]
