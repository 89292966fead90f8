"""The settings as another process reads them: the environment decides, and a wrong word stops the start."""

import json
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.running import environment
from tests.servers import PROJECT

# The file itself, without the apps: that takes a tenth of the time.
ASK = """
import json
from servicedesk import settings
names = {names!r}
print(json.dumps({{name: getattr(settings, name, False) for name in names}}, default=str))
"""
COMMANDS = """
import django
django.setup()
from django.core.management import call_command
call_command("check", deploy=True, fail_level="WARNING")
call_command("makemigrations", check_changes=True, dry_run=True)
"""
HTTPS = {"PUBLIC_URL": "https://desk.example.org"}


def python(data: Path, code: str, **told: str) -> "subprocess.CompletedProcess[str]":
    env = environment(data, 8000) | {"DJANGO_SETTINGS_MODULE": "servicedesk.settings"} | told
    return subprocess.run(
        [sys.executable, "-c", code], cwd=PROJECT, env=env, capture_output=True, text=True, check=False
    )


def settings_of(data: Path, *names: str, **told: str) -> dict[str, object]:
    answer = python(data, ASK.format(names=names), **told)
    assert answer.returncode == 0, answer.stderr
    found: dict[str, object] = json.loads(answer.stdout)
    return found


def manage(data: Path, *words: str, **told: str) -> "subprocess.CompletedProcess[str]":
    env = environment(data, 8000) | told
    command = [sys.executable, "manage.py", *words]
    return subprocess.run(command, cwd=PROJECT, env=env, capture_output=True, text=True, check=False)


def test_over_plain_http_nothing_is_secure_and_nothing_redirects(tmp_path: Path) -> None:
    found = settings_of(
        tmp_path,
        "SESSION_COOKIE_NAME",
        "SESSION_COOKIE_SECURE",
        "CSRF_COOKIE_SECURE",
        "SECURE_SSL_REDIRECT",
        "SECURE_HSTS_SECONDS",
    )
    assert found == {
        "SESSION_COOKIE_NAME": "desk_session",
        "SESSION_COOKIE_SECURE": False,
        "CSRF_COOKIE_SECURE": False,
        "SECURE_SSL_REDIRECT": False,
        "SECURE_HSTS_SECONDS": 0,
    }


def test_over_https_every_wall_is_up(tmp_path: Path) -> None:
    cookies = ("SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "LANGUAGE_COOKIE_NAME")
    walls = ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_SSL_REDIRECT", "SECURE_HSTS_PRELOAD")
    found = settings_of(tmp_path, *cookies, *walls, "SECURE_HSTS_SECONDS", **HTTPS)
    assert all(str(found[name]).startswith("__Host-") for name in cookies)
    assert all(found[name] is True for name in walls)
    assert found["SECURE_HSTS_SECONDS"] == 365 * 24 * 3600


def test_without_a_database_the_deployment_check_is_clean_and_no_migration_is_missing(tmp_path: Path) -> None:
    checked = python(tmp_path, COMMANDS, **HTTPS)
    assert checked.returncode == 0, checked.stderr


def test_secrets_are_made_once_and_kept_private(tmp_path: Path) -> None:
    first = settings_of(tmp_path, "SECRET_KEY", "FIELD_KEY", "INDEX_SECRET", "LINK_SECRET")
    assert first == settings_of(tmp_path, *first)
    assert len(set(first.values())) == 4
    assert stat.S_IMODE((tmp_path / "secrets.json").stat().st_mode) == 0o600


def test_a_secret_that_is_told_is_taken_and_not_kept(tmp_path: Path) -> None:
    told = "t" * 40
    assert settings_of(tmp_path, "FIELD_KEY", FIELD_KEY=told) == {"FIELD_KEY": told}
    assert told not in (tmp_path / "secrets.json").read_text()


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("DEBUG", "yes", "DEBUG='yes': write True or False"),
        ("PORT", "http", "PORT='http': write a whole number"),
        ("PUBLIC_URL", "desk.example.org", "write it like https://desk.example.org"),
        ("LINK_SECRET", "short", "LINK_SECRET is too short"),
        ("DATABASE_URL", "sqlite:///desk.db", "DATABASE_URL must begin with postgres://"),
    ],
)
def test_a_wrong_word_stops_the_start_with_a_sentence(tmp_path: Path, name: str, value: str, sentence: str) -> None:
    answer = python(tmp_path, "import servicedesk.settings", **{name: value})
    assert answer.returncode == 1
    assert sentence in answer.stderr.splitlines()[-1]


def test_a_dead_supervisors_run_file_is_not_believed_and_the_sentence_says_what_to_do(tmp_path: Path) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    (tmp_path / "run.json").write_text(
        json.dumps({"pid": gone.pid, "database": "postgres://x@127.0.0.1:1/x", "redis": "redis://x"})
    )
    answer = manage(tmp_path, "ticks", "loop")
    assert answer.returncode == 1
    assert "No database is running: start the product with `make up`, or set DATABASE_URL" in answer.stderr
    assert "Traceback" not in answer.stderr
