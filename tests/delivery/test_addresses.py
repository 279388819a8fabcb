"""Where webhooks may go: what a host's name stands for is looked at, and nothing private is dialled."""

import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import certifi
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from delivery import post as wire
from delivery.addresses import is_public
from delivery.post import NotPosted, post


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True), ("2606:4700::1111", True), ("127.0.0.1", False), ("10.1.2.3", False),
        ("172.16.0.1", False), ("192.168.1.1", False), ("169.254.169.254", False), ("100.64.0.1", False),
        ("0.0.0.0", False), ("224.0.0.1", False), ("255.255.255.255", False), ("168.63.129.16", False),
        ("::1", False), ("fe80::1%eth0", False), ("fd00:ec2::254", False), ("::ffff:10.0.0.1", False),
        ("fec0::1", False), ("192.0.0.192", False), ("3fff::1", False),
        ("64:ff9b::a00:1", False), ("2002:0a00:0001::", False), ("2001:0:4136:e378:8000:63bf:3fff:fdd2", False),
    ],
)  # fmt: skip
def test_only_what_the_whole_internet_has_is_public(address: str, public: bool) -> None:
    assert is_public(address) is public


@pytest.mark.parametrize("found", [["10.0.0.8"], ["93.184.216.34", "127.0.0.1"]])
def test_a_public_name_for_a_private_address_is_not_dialled(
    monkeypatch: pytest.MonkeyPatch, found: list[str]
) -> None:
    rows = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, 443)) for each in found]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *a, **k: rows)
    monkeypatch.setattr(socket, "create_connection", lambda *a, **k: pytest.fail("dialled"))

    with pytest.raises(NotPosted, match="private network"):
        post("https://rebind.example/", body=b"{}", headers={}, loopback=False)


@pytest.fixture
def dripping() -> Iterator[int]:
    """A server that answers one byte at a time, for ever, in the middle of a TLS handshake or of a line; its port."""
    server = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        there, _ = server.accept()
        with there:
            there.recv(10_000)
            try:
                there.sendall(b"\x16\x03\x03\x40\x00")
                while True:
                    there.sendall(b"\x02")
                    time.sleep(0.05)
            except OSError:
                return

    threading.Thread(target=serve, daemon=True).start()
    yield server.getsockname()[1]
    server.close()


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_who_drips_is_cut_off(monkeypatch: pytest.MonkeyPatch, dripping: int, scheme: str) -> None:
    monkeypatch.setattr(wire, "WHOLE_SECONDS", 0.3)
    began = time.monotonic()

    with pytest.raises(NotPosted):
        post(f"{scheme}://127.0.0.1:{dripping}/", body=b"{}", headers={}, loopback=True)

    assert time.monotonic() - began < 3


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate for localhost that nobody vouches for, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(datetime(2020, 1, 1, tzinfo=UTC)).not_valid_after(datetime(2099, 1, 1, tzinfo=UTC))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    path = tmp_path / "both.pem"
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(secret + made.public_bytes(Encoding.PEM))
    return path


@pytest.fixture
def over_tls(certificate: Path) -> Iterator[str]:
    """A server that takes one POST over TLS; its address."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with suppress(OSError), context.wrap_socket(server.accept()[0], server_side=True) as there:
            asked = b""
            while not asked.endswith(b"{}"):  # who hangs up on what is unread takes the answer back
                asked += there.recv(10_000)
            there.sendall(b"HTTP/1.1 204 No Content\r\n\r\n")

    threading.Thread(target=serve, daemon=True).start()
    yield f"https://localhost:{server.getsockname()[1]}/"
    server.close()


def test_a_certificate_that_nobody_vouches_for_ends_it(over_tls: str) -> None:
    with pytest.raises(NotPosted, match="certificate"):
        post(over_tls, body=b"{}", headers={}, loopback=True)


def test_a_certificate_for_the_hosts_name_is_good(
    monkeypatch: pytest.MonkeyPatch, over_tls: str, certificate: Path
) -> None:
    monkeypatch.setattr(certifi, "where", lambda: str(certificate))

    assert post(over_tls, body=b"{}", headers={}, loopback=True).status == 204
