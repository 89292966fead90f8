"""Security line 53: the product's user of the broker works, and can neither empty nor stop nor reconfigure nor read it whole."""

import os
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from redis import Redis
from redis.exceptions import AuthenticationError, NoPermissionError

pytestmark = pytest.mark.skipif("TEST_REDIS_URL" in os.environ, reason="the broker is somebody else's")
FORBIDDEN = (
    ("FLUSHALL",),
    ("FLUSHDB",),
    ("KEYS", "*"),
    ("CONFIG", "GET", "*"),
    ("CONFIG", "SET", "dir", "/tmp"),
    ("ACL", "LIST"),
    ("MONITOR",),
    ("SAVE",),
    ("SHUTDOWN", "NOSAVE"),
    ("REPLICAOF", "127.0.0.1", "1"),
    ("CLIENT", "LIST"),
    ("MODULE", "LIST"),
)


@pytest.mark.parametrize("command", FORBIDDEN, ids=" ".join)
def test_what_is_dangerous_is_refused(command: tuple[str, ...]) -> None:
    with Redis.from_url(settings.REDIS_URL) as line, pytest.raises(NoPermissionError):
        line.execute_command(*command)


def test_nobody_comes_in_without_a_name() -> None:
    told = urlsplit(settings.REDIS_URL)
    for user in ("", f":{told.password}@", "default:x@"):
        with (
            Redis.from_url(told._replace(netloc=f"{user}{told.hostname}:{told.port}").geturl()) as line,
            pytest.raises(AuthenticationError),
        ):
            line.ping()
