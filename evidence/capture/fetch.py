"""One careful request: the own host only, over verified TLS, so many seconds and bytes and no more."""

import http.client
import ssl
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import SplitResult, urljoin, urlsplit

_REDIRECTS: Final = 3
_CHUNK: Final = 16 * 1024
_LOOPBACK: Final = ("localhost", "127.0.0.1", "::1")
_REDIRECTED: Final = (301, 302, 303, 307, 308)


@dataclass(frozen=True)
class Limits:
    """What a request may cost, and whom it trusts. The token goes to the own host and nowhere else."""

    seconds: float = 10.0
    most: int = 1024 * 1024
    authorities: Path | None = None
    token: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Answer:
    """What came back: the status, the type that was stated, and the body."""

    status: int
    kind: str
    body: bytes


class FetchError(Exception):
    """Nothing usable came back; the message says why, and has nothing of the answer in it."""


def base(text: str) -> SplitResult:
    """Return a base address. Raises FetchError where it is none, or would be asked in the clear over a network."""
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname, parts.port
    except ValueError as fault:
        raise FetchError("this is no address") from fault
    if parts.scheme not in ("http", "https") or not host or any(c.isspace() for c in text):
        raise FetchError("name an address that begins with https://")
    if parts.username is not None or parts.query or parts.fragment:
        raise FetchError("an address has no user, query or fragment here")
    if parts.scheme == "http" and host not in _LOOPBACK:
        raise FetchError("without TLS only this machine itself is asked; use https://")
    return parts


def fetch(origin: SplitResult, path: str, limits: Limits) -> Answer:
    """Ask for a path of a deployment, following redirects on the same host. Raises FetchError."""
    deadline = time.monotonic() + limits.seconds
    url = origin._replace(path=origin.path.rstrip("/") + path).geturl()
    for _ in range(_REDIRECTS + 1):
        status, location, answer = _asked(urlsplit(url), limits, deadline)
        if status not in _REDIRECTED or not location:
            return answer
        target = _target(url, location)
        if _place(target) != _place(origin):
            raise FetchError("it redirects to another host, port or protocol, which is not followed")
        url = target._replace(fragment="").geturl()
    raise FetchError(f"it redirects more than {_REDIRECTS} times")


def _target(url: str, location: str) -> SplitResult:
    try:
        target = urlsplit(urljoin(url, location))
        _ = target.port
    except ValueError as fault:
        raise FetchError("it redirects to something that is no address") from fault
    return target


def _place(parts: SplitResult) -> tuple[str, str | None, int | None]:
    return parts.scheme, parts.hostname, parts.port or {"http": 80, "https": 443}.get(parts.scheme)


def _asked(url: SplitResult, limits: Limits, deadline: float) -> tuple[int, str | None, Answer]:
    connection = _connection(url, limits, deadline)
    headers = {"Accept": "application/json, text/plain;q=0.9, */*;q=0.1", "Accept-Encoding": "identity"}
    if limits.token:
        headers["Authorization"] = f"Bearer {limits.token}"
    try:
        connection.request("GET", (url.path or "/") + (f"?{url.query}" if url.query else ""), headers=headers)
        response = connection.getresponse()
        encoding = response.headers.get("Content-Encoding", "identity").strip().lower()
        if encoding not in ("", "identity"):
            raise FetchError("the answer is encoded, although that was not asked for")
        body = _body(connection, response, limits, deadline)
        kind = response.headers.get_content_type()
        return response.status, response.headers.get("Location"), Answer(response.status, kind, body)
    except ssl.SSLCertVerificationError as fault:
        raise FetchError(f"its certificate does not verify: {fault.verify_message.lower()}") from fault
    except TimeoutError as fault:
        raise FetchError(f"no whole answer within {limits.seconds:g} seconds") from fault
    except http.client.HTTPException as fault:
        raise FetchError(f"the answer is no sound HTTP ({type(fault).__name__})") from fault
    except OSError as fault:
        raise FetchError((fault.strerror or "the connection failed").lower()) from fault
    finally:
        connection.close()


def _connection(url: SplitResult, limits: Limits, deadline: float) -> http.client.HTTPConnection:
    left = max(0.001, deadline - time.monotonic())
    host = url.hostname or ""
    if url.scheme == "http":
        return http.client.HTTPConnection(host, url.port, timeout=left)
    try:
        context = ssl.create_default_context(cafile=limits.authorities)
    except OSError as fault:
        raise FetchError("the file of certificate authorities cannot be read") from fault
    return http.client.HTTPSConnection(host, url.port, timeout=left, context=context)


def _body(
    connection: http.client.HTTPConnection, response: http.client.HTTPResponse, limits: Limits, deadline: float
) -> bytes:
    """Read a body while time and size allow; a peer that trickles bytes gets no more time than any other."""
    found = bytearray()
    while True:
        left = deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        if connection.sock:
            connection.sock.settimeout(left)
        part = response.read1(_CHUNK)
        if not part:
            break
        found += part
        if len(found) > limits.most:
            raise FetchError(f"the answer has more than {limits.most} bytes")
    if response.length:
        raise FetchError("the answer ends before its stated length")
    return bytes(found)
