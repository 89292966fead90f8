"""Reading the environment: every wrong value is refused with a sentence."""

import fcntl
import json
import os
import secrets
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

Network = IPv4Network | IPv6Network
PROJECT = Path(__file__).resolve().parent.parent


def text(name: str, default: str = "") -> str:
    """A variable; an empty one counts as absent."""
    return os.environ.get(name, "").strip() or default


def flag(name: str, default: bool) -> bool:
    """True or False, spelt exactly so."""
    match text(name, str(default)):
        case "True":
            return True
        case "False":
            return False
        case other:
            raise ImproperlyConfigured(f"{name}={other!r}: write True or False")


def number(name: str, default: int) -> int:
    """A whole number."""
    told = text(name, str(default))
    try:
        return int(told)
    except ValueError:
        raise ImproperlyConfigured(f"{name}={told!r}: write a whole number") from None


def words(name: str) -> list[str]:
    """A list, separated by commas."""
    return [word.strip() for word in text(name).split(",") if word.strip()]


def networks(name: str) -> list[Network]:
    """Networks, separated by commas, such as 10.0.0.0/8."""
    try:
        return [ip_network(word, strict=False) for word in words(name)]
    except ValueError as why:
        raise ImproperlyConfigured(f"{name}: {why}. Write it like 10.0.0.0/8,127.0.0.1") from None


def public_url() -> str:
    """The address that people type, without a slash at the end."""
    url = text("PUBLIC_URL", f"http://127.0.0.1:{number('PORT', 8000)}").rstrip("/")
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path:
        raise ImproperlyConfigured(f"PUBLIC_URL={url!r}: write it like https://desk.example.org")
    return url


def gateway(url: str, token: str, batch: str) -> dict[str, Any]:
    """Where texts of one kind are posted, by which token, and how many in one request: from the variables so named."""
    address, most = text(url), number(batch, 1)
    if address and urlsplit(address).scheme not in {"http", "https"}:
        raise ImproperlyConfigured(f"{url}={address!r}: write it like https://gateway.example.org/messages")
    if not 1 <= most <= 1000:
        raise ImproperlyConfigured(f"{batch}={most}: write a number from 1 to 1000")
    return {"url": address, "token": text(token), "batch": most}


def mail_server(url: str, sender: str) -> dict[str, Any]:
    """The server that takes our mail, and in whose name we write; none by default."""
    address, name = text(url), text(sender)
    parts = urlsplit(address)
    if address and (parts.scheme not in {"smtp", "smtps"} or not parts.hostname):
        raise ImproperlyConfigured(f"{url}: write it like smtp://user:word@mail.example.org:587")
    if address and "@" not in name:
        raise ImproperlyConfigured(f"{sender}={name!r}: write the sender's address, such as desk@example.org")
    return {"url": address, "token": name, "batch": 1}


def origin(name: str) -> str:
    """Another host of ours that a browser is sent to, without a path; none by default."""
    url = text(name).rstrip("/")
    parts = urlsplit(url)
    if url and (parts.scheme not in {"http", "https"} or not parts.hostname or parts.path):
        raise ImproperlyConfigured(f"{name}={url!r}: write it like https://files.example.org")
    return url


def scanner() -> str:
    """Where the virus scanner listens: tcp://host:3310 or unix:///path; none by default."""
    url = text("SCANNER_URL")
    parts = urlsplit(url)
    if url and not (parts.scheme == "tcp" and parts.hostname) and not (parts.scheme == "unix" and parts.path):
        raise ImproperlyConfigured(f"SCANNER_URL={url!r}: write it like tcp://127.0.0.1:3310 or unix:///run/clamd.sock")
    return url


def data_dir() -> Path:
    """Where files, secrets and the embedded servers' data live."""
    return Path(text("DATA_DIR", str(PROJECT / ".data"))).resolve()


def running_servers(data: Path) -> dict[str, str]:
    """The addresses that a running `make up` wrote down; nothing when none runs."""
    try:
        told = json.loads((data / "run.json").read_text())
        os.kill(int(told["pid"]), 0)
    except PermissionError:
        raise ImproperlyConfigured(f"{data}/run.json belongs to another user: act as that user") from None
    except (FileNotFoundError, ProcessLookupError):
        return {}
    return {"database": told["database"], "redis": told["redis"]}


# Whoever is cut off without being told notices within half a minute, whether it waits for an answer or sends.
WIRE = {
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,
}


def database(url: str) -> dict[str, Any]:
    """Django's words for a database; without an address, the engine that says what to do."""
    if not url:
        return {"ENGINE": "servicedesk.nodatabase"}
    told: dict[str, Any] = {**dj_database_url.parse(url)}
    if told.get("ENGINE") != "django.db.backends.postgresql":
        raise ImproperlyConfigured("DATABASE_URL must begin with postgres://")
    told["OPTIONS"] = WIRE | told.get("OPTIONS", {})
    return told


def broker(url: str) -> tuple[dict[str, Any], str]:
    """How Celery holds on to its broker, and what kind of queues it asks for: RabbitMQ keeps quorum queues on several nodes."""
    if urlsplit(url).scheme in ("amqp", "amqps"):
        return {"confirm_publish": True, "read_timeout": 10, "write_timeout": 10}, "quorum"
    return {
        "visibility_timeout": 3600,
        "socket_timeout": 10,
        "socket_connect_timeout": 3,
        "socket_keepalive": True,
        "health_check_interval": 5,
    }, "classic"


class SecretBox:
    """Secrets from the environment; those it does not name are made once and kept, 0600, in the data folder."""

    def __init__(self, data: Path) -> None:
        self.path = data / "secrets.json"

    def get(self, name: str) -> str:
        """The secret of this name: told, kept, or made now."""
        secret = text(name) or self._kept().get(name) or self._make(name)
        if len(secret) < 32:
            raise ImproperlyConfigured(f"{name} is too short: give at least 32 random characters")
        return secret

    def _kept(self) -> dict[str, str]:
        try:
            kept: dict[str, str] = json.loads(self.path.read_text())
        except FileNotFoundError:
            return {}
        return kept

    def _make(self, name: str) -> str:
        """Write under a new name, then move it in place, so that no reader sees half a file."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        lock = os.open(self.path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT, 0o600)
        with os.fdopen(lock, "w") as held:
            fcntl.flock(held, fcntl.LOCK_EX)
            kept = self._kept()
            if name not in kept:
                kept[name] = secrets.token_urlsafe(48)
                fresh = self.path.with_suffix(".new")
                with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
                    json.dump(kept, out, indent=1)
                fresh.rename(self.path)
        return kept[name]
