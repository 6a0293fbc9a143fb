"""Secrets of many kinds, drawn when the tests run, and strings that only look like some."""

import base64
import hashlib
import json
import random
import string
import uuid
from collections.abc import Callable
from typing import Final

LOWER: Final = string.ascii_lowercase
HEX: Final = "0123456789abcdef"
WORD: Final = string.ascii_letters + string.digits
BASE64: Final = WORD + "+/"
PNG: Final = bytes.fromhex("89504e470d0a1a0a")

_draw = random.Random(20261101)


def of(alphabet: str, length: int) -> str:
    return "".join(_draw.choices(alphabet, k=length))


def mixed(length: int) -> str:
    """Letters and digits, some of each."""
    return of(string.ascii_letters, length - 4) + of(string.digits, 2) + of(LOWER, 1) + of(string.digits, 1)


def part(**claims: str) -> str:
    return base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")


def pem(kind: str) -> str:
    return f"-----BEGIN {kind}-----\n{of(BASE64, 64)}\n{of(BASE64, 64)}\n-----END {kind}-----"


SECRETS: Final[dict[str, Callable[[], tuple[str, str]]]] = {
    # name: (the text that is planted, the part of it that must reach no file)
    "aws-access-key": lambda: same("AKIA" + of(string.ascii_uppercase + "234567", 16)),
    "aws-temporary-key": lambda: same("ASIA" + of(string.ascii_uppercase + "234567", 16)),
    "aws-secret-key": lambda: behind("aws_secret_access_key = ", of(BASE64, 40)),
    "google-api-key": lambda: same("AIza" + mixed(35)),
    "google-oauth-secret": lambda: same("GOCSPX-" + mixed(28)),
    "google-service-account": lambda: behind('"private_key_id": "', of(HEX, 40), '"'),
    "azure-storage-key": lambda: behind("AccountName=x;AccountKey=", of(BASE64, 86) + "=="),
    "azure-client-secret": lambda: same(mixed(6)[:3] + "8Q~" + mixed(34)),
    "azure-signature": lambda: behind("https://x.blob.example/c?sp=r&sig=", of(WORD, 43) + "%3D"),
    "digitalocean": lambda: same("dop_v1_" + of(HEX, 64)),
    "github": lambda: same("ghp_" + mixed(36)),
    "github-fine-grained": lambda: same("github_pat_" + mixed(22) + "_" + mixed(59)),
    "gitlab": lambda: same("glpat-" + mixed(20)),
    "atlassian": lambda: same("ATATT3" + mixed(60)),
    "slack": lambda: same(f"xoxb-{of(string.digits, 12)}-{of(string.digits, 12)}-{mixed(24)}"),
    "slack-webhook": lambda: same(f"https://hooks.slack.com/services/T{mixed(9)}/B{mixed(9)}/{mixed(24)}"),
    "discord-bot": lambda: same(f"M{mixed(23)}.{mixed(6)}.{mixed(27)}"),
    "telegram-bot": lambda: same(f"{of('123456789', 10)}:AA{mixed(33)}"),
    "twilio": lambda: same("SK" + of(HEX, 32)),
    "sendgrid": lambda: same(f"SG.{mixed(22)}.{mixed(43)}"),
    "mailgun": lambda: same("key-" + of(HEX, 32)),
    "mailchimp": lambda: same(of(HEX, 32) + "-us14"),
    "stripe": lambda: same("sk_live_" + mixed(24)),
    "square": lambda: same("sq0atp-" + mixed(22)),
    "braintree": lambda: same(f"access_token$production${of(LOWER, 16)}${of(HEX, 32)}"),
    "shopify": lambda: same("shpat_" + of(HEX, 32)),
    "npm": lambda: same("npm_" + mixed(36)),
    "pypi": lambda: same("pypi-AgEIcHlwaS5vcmc" + mixed(60)),
    "rubygems": lambda: same("rubygems_" + of(HEX, 48)),
    "docker-hub": lambda: same("dckr_pat_" + mixed(27)),
    "registry-login": lambda: behind(
        '{"auths": {"r.example": {"auth": "', base64.b64encode(mixed(24).encode()).decode(), '"}}}'
    ),
    "hugging-face": lambda: same("hf_" + of(string.ascii_letters, 34)),
    "model-provider": lambda: same("sk-proj-" + mixed(48)),
    "vault": lambda: same("hvs." + mixed(90)),
    "terraform": lambda: same(f"{mixed(14)}.atlasv1.{mixed(67)}"),
    "databricks": lambda: same("dapi" + of(HEX, 32)),
    "new-relic": lambda: same("NRAK-" + of(string.ascii_uppercase + string.digits, 27)),
    "grafana": lambda: same(f"glsa_{mixed(32)}_{of(HEX, 8)}"),
    "sentry": lambda: same("sntryu_" + of(HEX, 64)),
    "linear": lambda: same("lin_api_" + mixed(40)),
    "postman": lambda: same(f"PMAK-{of(HEX, 24)}-{of(HEX, 34)}"),
    "json-web-token": lambda: same(f"{part(alg='RS256', kid=mixed(6))}.{part(sub=mixed(9))}.{mixed(43)}"),
    "rsa-key": lambda: key("RSA PRIVATE KEY"),
    "openssh-key": lambda: key("OPENSSH PRIVATE KEY"),
    "pgp-key": lambda: key("PGP PRIVATE KEY BLOCK"),
    "age-key": lambda: same("AGE-SECRET-KEY-1" + of("QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L", 58)),
    "basic-auth-address": lambda: behind("https://deploy:", mixed(16), "@registry.example/v2"),
    "database-address": lambda: behind("postgres://app:", mixed(14), "@db.internal:5432/app"),
    "bearer-header": lambda: behind("Authorization: Bearer ", mixed(32)),
    "netrc": lambda: behind("machine git.example login ci password ", mixed(14)),
    "password-hash": lambda: same(f"$2b$12${of(WORD, 53)}"),
    "password": lambda: behind("db_password: ", mixed(16)),
    "api-key": lambda: behind("X_API_KEY=", mixed(32)),
    "kubeconfig": lambda: behind("    client-key-data: ", of(BASE64, 80)),
    "tenant-identifier": lambda: behind("tenant_id: ", "acme-" + of(string.digits, 8)),
    "private-log": lambda: same("2026-11-01T10:22:31.123Z pod-7 ERROR login failed"),
    "customer-record": lambda: behind("customer_email=", of(LOWER, 9) + "@mailbox.invalid"),
}  # fmt: skip


def same(text: str) -> tuple[str, str]:
    return text, text


def behind(lead: str, value: str, after: str = "") -> tuple[str, str]:
    return lead + value + after, value


def key(kind: str) -> tuple[str, str]:
    text = pem(kind)
    return text, text.split("\n")[1]


def innocents() -> list[str]:
    """Two hundred strings that look like secrets and are none."""
    digests = [
        hashlib.new(name, of(WORD, 20).encode()).hexdigest()
        for name in ("sha1", "sha256", "sha512", "md5")
        for _ in range(12)
    ]
    listed = [f"{of(HEX, 64)}  dist/part-{n}.tar.gz" for n in range(10)]
    prefixed = [f"sha256:{of(HEX, 64)}" for _ in range(12)] + [f'"sha256": "{of(HEX, 64)}"' for _ in range(8)]
    integrity = [f"sha384-{base64.b64encode(_draw.randbytes(48)).decode()}" for _ in range(10)]
    pictures = [base64.b64encode(PNG + _draw.randbytes(400)).decode() for _ in range(16)]
    images = [f"data:image/png;base64,{picture}" for picture in pictures]
    bare = [base64.b64encode(_draw.randbytes(size)).decode() for size in (32, 48, 64, 96, 240, 600) for _ in range(4)]
    commits = [f"commit {of(HEX, 40)}" for _ in range(10)]
    uuids = [str(uuid.UUID(int=_draw.getrandbits(128), version=4)) for _ in range(26)]
    references = [f"uuid: {uuid.UUID(int=_draw.getrandbits(128), version=5)}" for _ in range(6)]
    purls = [f"pkg:npm/%40scope/part-{n}@{n}.2.1?checksum=sha256:{of(HEX, 64)}" for n in range(8)]
    marked = [
        "AKIAIOSFODNN7EXAMPLE", "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        "ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "api_key: your-api-key-goes-here1", "password: changeme123",
        "token: ${GITHUB_TOKEN_2}", "token: $(cat /run/secrets/token1)", "password: <your password 1>",
        "client_secret: {{ .Values.secret1 }}", "sk_test_EXAMPLEEXAMPLEEXAMPLE12",
        "postgres://user:password@db.example/app",
        "postgres://user:<password1>@db.example/app", "https://user:${PASSWORD1}@host.example",
        "Authorization: Bearer <token1>",
        "-----BEGIN RSA PRIVATE KEY-----", "-----BEGIN EXAMPLE PRIVATE KEY-----", "xoxb-EXAMPLE-000000000000-EXAMPLE",
        "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dGhpcyBpcyBhbiBleGFtcGxlIG9mIGEga2V5",
        "secret_name: db-credentials-2", "AIzaEXAMPLEEXAMPLEEXAMPLEEXAMPLE0123456",
        "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "tokenizer: cl100k_base",
    ]  # fmt: skip
    return [*digests, *listed, *prefixed, *integrity, *images, *bare, *commits, *uuids, *references, *purls, *marked]
