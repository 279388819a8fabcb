"""The demo's mail: read by its owner, as text, and nowhere else."""

from pathlib import Path
from typing import Any

import pytest
from django.core.mail import EmailMultiAlternatives, get_connection, send_mail

from tests.web.conftest import Browser

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path
    return tmp_path


def test_the_owner_reads_it(alice: Browser, folder: Path) -> None:
    send_mail("The desk opens", "HP-1001 waits.\nhttps://bell.example/", "bell@x.example", ["desk@x.example"])

    seen = alice.opens("/mail/")

    assert "The desk opens" in seen
    assert "To desk@x.example HP-1001 waits. https://bell.example/" in seen


def test_several_mails_in_one_file_are_several(alice: Browser, folder: Path) -> None:
    with get_connection() as connection:
        for name in ("first", "second"):
            send_mail(name, f"the {name} one", "bell@x.example", ["a@x.example"], connection=connection)

    seen = alice.opens("/mail/")

    assert seen.html.count("<article") == 2


def test_what_is_in_a_mail_is_only_ever_text(alice: Browser, folder: Path) -> None:
    mail = EmailMultiAlternatives("<script>1</script>", "", "bell@x.example", ["a@x.example"])
    mail.attach_alternative("<script>alert(1)</script>", "text/html")
    mail.send()

    seen = alice.opens("/mail/")

    assert "<script>alert" not in seen.html
    assert "<script>1" not in seen.html


def test_a_link_out_of_the_folder_is_not_followed(
    alice: Browser, folder: Path, tmp_path_factory: Any
) -> None:
    secret = tmp_path_factory.mktemp("elsewhere") / "secret.log"
    secret.write_text("Subject: secret\n\nkey")
    (folder / "link.log").symlink_to(secret)

    assert "secret" not in alice.opens("/mail/")


def test_an_empty_folder_says_so(alice: Browser, folder: Path) -> None:
    assert "No mail yet." in alice.opens("/mail/")


def test_only_the_owner_reads_it(bob: Browser, carol: Browser, folder: Path) -> None:
    assert bob.opens("/mail/").status == 403
    assert carol.opens("/mail/").status == 403


def test_without_files_there_is_no_such_page(alice: Browser, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"

    assert alice.opens("/mail/").status == 404


def test_production_never_has_it(alice: Browser, folder: Path, settings: Any) -> None:
    settings.PRODUCTION = True

    assert alice.opens("/mail/").status == 404
    assert "Mail of the demo" not in alice.opens("/")
