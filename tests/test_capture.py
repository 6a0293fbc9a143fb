"""Captures from a server on loopback that misbehaves: what is fetched, redacted, refused, and never followed."""

import gzip
import json
import ssl
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from evidence.capture.fetch import Answer, FetchError, Limits, base, fetch
from evidence.capture.redaction import RefusedError, redact
from evidence.cli import app
from evidence.pack import Pack
from tests.conftest import EXAMPLE
from tests.planted import SECRETS

Act = Callable[[BaseHTTPRequestHandler], None]
SHORT = Limits(seconds=0.4, most=2000)
PATIENT = Limits(seconds=30, most=2000)


class Server:
    """A server whose answers a test decides; ``asked`` is every path that was asked for, with its authorization."""

    def __init__(self, context: ssl.SSLContext | None = None) -> None:
        self.acts: dict[str, Act] = {}
        self.asked: list[tuple[str, str | None]] = []
        self.over = threading.Event()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.asked.append((self.path, self.headers.get("Authorization")))
                outer.acts.get(self.path, said(404, b"not found"))(self)

            def log_message(self, *args: object) -> None:
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        self.http.handle_error = lambda *args: None  # type: ignore[method-assign]
        if context:
            self.http.socket = context.wrap_socket(self.http.socket, server_side=True)
        self.url = f"{'https' if context else 'http'}://127.0.0.1:{self.http.server_port}"
        threading.Thread(target=self.http.serve_forever, daemon=True).start()

    def close(self) -> None:
        self.over.set()
        self.http.shutdown()
        self.http.server_close()


def said(status: int, body: bytes, **headers: str) -> Act:
    def act(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        if "Content_Length" not in headers:
            handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return act


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    yield made
    made.close()


def get(server: Server, path: str, limits: Limits = PATIENT) -> Answer:
    return fetch(base(server.url), path, limits)


def test_an_answer_and_an_error_page_are_both_answers(server: Server) -> None:
    server.acts["/readyz"] = said(503, b"database is down", Content_Type="text/plain; charset=utf-8")
    assert get(server, "/readyz") == Answer(503, "text/plain", b"database is down")
    assert get(server, "/none").status == 404


def test_a_server_that_never_answers(server: Server) -> None:
    server.acts["/x"] = lambda handler: (server.over.wait(30), None)[1]
    with pytest.raises(FetchError, match="no whole answer within"):
        get(server, "/x", SHORT)


def test_a_server_that_trickles(server: Server) -> None:
    def act(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        while not server.over.wait(0.05):
            handler.wfile.write(b".")

    server.acts["/x"] = act
    with pytest.raises(FetchError, match=r"no whole answer within|more than"):
        get(server, "/x", SHORT)


def test_more_than_is_read(server: Server) -> None:
    def endless(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        while not server.over.is_set():
            handler.wfile.write(b"x" * 4096)

    server.acts["/x"] = endless
    server.acts["/y"] = said(200, b"x" * 2001)
    server.acts["/z"] = said(200, b"x" * 2000)
    for path in ("/x", "/y"):
        with pytest.raises(FetchError, match="more than 2000 bytes"):
            get(server, path, PATIENT)
    assert len(get(server, "/z", PATIENT).body) == 2000


def raw(data: bytes) -> Act:
    def act(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(data)
        handler.close_connection = True

    return act


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"SSH-2.0-hello\r\n",
        b"HTTP/1.1 abc OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"".join(b"X-%d: y\r\n" % n for n in range(200)) + b"\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"y" * 70000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + gzip.compress(b"x", mtime=0),
    ],
)
def test_what_is_no_sound_answer(server: Server, data: bytes) -> None:
    server.acts["/x"] = raw(data)
    with pytest.raises(FetchError):
        get(server, "/x", PATIENT)


def test_nobody_listens() -> None:
    with pytest.raises(FetchError, match="connection refused"):
        fetch(base("http://127.0.0.1:9"), "/x", PATIENT)


def test_redirects_on_the_same_host_only(server: Server) -> None:
    other = Server()
    try:
        limits = Limits(seconds=30, most=2000, token="abc")
        server.acts["/a"] = said(302, b"", Location="/b?x=1")
        server.acts["/b?x=1"] = said(307, b"", Location=f"{server.url}/c")
        server.acts["/c"] = said(200, b"here")
        assert get(server, "/a", limits).body == b"here"
        server.acts["/loop"] = said(302, b"", Location="/loop")
        with pytest.raises(FetchError, match="more than 3 times"):
            get(server, "/loop", limits)
        for target in (f"{other.url}/x", "//192.0.2.1/x", "https://127.0.0.1/x", "file:///etc/passwd", "http://[::1"):
            server.acts["/out"] = said(301, b"", Location=target)
            with pytest.raises(FetchError, match="redirects to"):
                get(server, "/out", limits)
        assert other.asked == []
        assert {token for _, token in server.asked} == {"Bearer abc"}
    finally:
        other.close()


@pytest.mark.parametrize(
    "text",
    ["", "example", "ftp://h", "https://", "https://u:p@h", "https://h?x=1", "http://deployment.example", "http://[x"],
)
def test_addresses_that_are_not_asked(text: str) -> None:
    with pytest.raises(FetchError):
        base(text)


def certificate(folder: Path) -> Path:
    """Make a certificate for 127.0.0.1 that signs itself; returns one file with key and certificate."""
    from ipaddress import ip_address

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "test")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now, now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    path = folder / "server.pem"
    path.write_bytes(key.private_bytes(*form) + made.public_bytes(serialization.Encoding.PEM))
    return path


def test_certificates_are_verified(tmp_path: Path) -> None:
    path = certificate(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    secure = Server(context)
    try:
        secure.acts["/x"] = said(200, b"over TLS")
        limits = Limits(seconds=30, most=2000, token="abc")
        with pytest.raises(FetchError, match="certificate does not verify"):
            get(secure, "/x", limits)
        assert secure.asked == []
        trusting = Limits(seconds=30, most=2000, authorities=path)
        assert get(secure, "/x", trusting).body == b"over TLS"
        with pytest.raises(FetchError, match="certificate does not verify"):
            fetch(base(secure.url.replace("127.0.0.1", "localhost")), "/x", trusting)
    finally:
        secure.close()


def capture(server: Server, out: Path, *more: str) -> Result:
    args = ["capture", str(EXAMPLE), "--base-url", server.url, "--out", str(out), "--timeout", "30", *more]
    return CliRunner().invoke(app, args, catch_exceptions=False)


PATHS = ("/v1/auth/policy", "/v1/auth/secrets/lifecycle", "/v1/posture/enrichment", "/readyz", "/metrics")


def test_the_bundle(server: Server, tmp_path: Path) -> None:
    token, _ = SECRETS["github"]()
    server.acts |= {path: said(200, b'{"status": "ok"}') for path in PATHS}
    server.acts["/metrics"] = said(200, f'up 1\nlast_login{{user="a@mailbox.invalid"}} {token}\n'.encode())
    secret = tmp_path / "token"
    secret.write_text("abc123abc\n")
    server.acts["/readyz"] = said(200, b'{"seen": "abc123abc", "password": "hunter2", "tenants": 3}')
    done = capture(
        server,
        tmp_path / "out",
        "--fact",
        "release tag=v1.2.0",
        "--fact",
        "owner=team two",
        "--token-file",
        str(secret),
    )
    assert done.exit_code == 0, done.output
    assert [path for path, _ in server.asked] == list(PATHS)
    whole = "".join(p.read_text() for p in (tmp_path / "out").rglob("*") if p.is_file())
    for hidden in (token, "abc123abc", "hunter2", "a@mailbox.invalid", "127.0.0.1"):
        assert hidden not in whole
        assert hidden not in done.output.replace(str(tmp_path), "")
    ready = json.loads((tmp_path / "out/captures/readyz.json").read_bytes())
    assert ready == {
        "seen": "<redacted: the token that was sent>",
        "password": "<redacted: text under a secret's key>",
        "tenants": 3,
    }
    steps = (tmp_path / "out/escalation.md").read_text()
    assert "- [ ] Confirm the release tag" in steps
    assert "  - release tag: v1.2.0" in steps
    assert "- [x] Capture non-secret posture" in steps
    assert "- owner: team two" in steps
    assert "Never put secrets" in steps
    record = json.loads((tmp_path / "out/capture.json").read_bytes())
    assert [e["endpoint"] for e in record["endpoints"]] == list(PATHS)
    again = capture(server, tmp_path / "out")
    assert again.exit_code == 0


def test_what_is_not_captured_is_said(server: Server, tmp_path: Path) -> None:
    server.acts |= {path: said(200, b"ok") for path in PATHS}
    server.acts["/readyz"] = said(302, b"", Location="http://192.0.2.1/")
    server.acts["/metrics"] = said(200, b"\x00\x01")
    done = capture(server, tmp_path / "out")
    assert done.exit_code == 1
    assert "error[not-captured]: /readyz: it redirects to another host" in done.stderr
    steps = (tmp_path / "out/escalation.md").read_text()
    assert "- [ ] Capture non-secret posture" in steps
    assert "/metrics: not captured: it has control characters" in steps
    assert not (tmp_path / "out/captures/metrics.txt").exists()


def test_refusing_instead_of_redacting(server: Server, tmp_path: Path) -> None:
    server.acts |= {path: said(200, b"ok") for path in PATHS}
    planted, value = SECRETS["gitlab"]()
    server.acts["/metrics"] = said(200, planted.encode())
    done = capture(server, tmp_path / "out", "--refuse")
    assert "error[not-captured]: /metrics: it holds GitLab token" in done.stderr
    assert value not in done.output
    assert not (tmp_path / "out/captures/metrics.txt").exists()


@pytest.mark.parametrize("name", sorted(SECRETS))
@pytest.mark.parametrize("form", ["text", "json"])
def test_no_kind_of_secret_is_passed_on(example: Pack, name: str, form: str) -> None:
    planted, value = SECRETS[name]()
    body = planted if form == "text" else json.dumps({"state": [{"note": f"before {planted} after"}]})
    try:
        kept = redact(Answer(200, "text/plain", body.encode()), example.content.statements, None, refuse=False)
    except RefusedError as fault:
        assert value not in str(fault)
        return
    assert value not in kept.data.decode()
    assert kept.taken


def test_harmless_posture_stays_as_it_is(example: Pack) -> None:
    body = (
        '# HELP requests_total Requests.\nrequests_total 12\nbuild_info{revision="'
        + "0a" * 20
        + '",version="1.2.0"} 1\n'
    )
    kept = redact(Answer(200, "text/plain", body.encode()), example.content.statements, None, refuse=True)
    assert kept.data.decode() == body


@pytest.mark.parametrize("args", [("--fact", "x"), ("--fact", "=x"), ("--token-file", "/none"), ("--timeout", "0")])
def test_usage(server: Server, tmp_path: Path, args: tuple[str, str]) -> None:
    assert capture(server, tmp_path / "out", *args).exit_code == 2
    assert CliRunner().invoke(app, ["capture", str(EXAMPLE), "--base-url", "http://deployment.example"]).exit_code == 2
    assert server.asked == []
