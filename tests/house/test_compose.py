"""docker-compose.yml names nothing that the product does not have. No Docker engine is asked."""

import importlib
import os
import re
import shlex
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from celery.bin.celery import celery as celery_command
from django.core.management import get_commands, load_command_class

from servicedesk.house.valkey import MAY, ROLE

PROJECT = Path(__file__).resolve().parent.parent.parent
COMPOSE: dict[str, Any] = yaml.safe_load((PROJECT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if service.get("build")}
OF_THE_LIBRARIES = {"PGOPTIONS"}
OF_OTHER_IMAGES = {"POSTGRES_PASSWORD", "REDIS_PASSWORD", "SITE", "TLS_MODE", "HTTPS_PORT", "HTTP_PORT"}


@cache
def source() -> str:
    """All of the product's own settings code, where variables are read by their names."""
    return "\n".join(file.read_text() for file in (PROJECT / "servicedesk").rglob("*.py"))


@cache
def offered() -> set[str]:
    """The variables that .env.example explains, commented out or not."""
    return set(re.findall(r"^(?:# )?([A-Z_]+)=", (PROJECT / ".env.example").read_text(), re.MULTILINE))


def asked() -> set[str]:
    """The variables that the compose file takes from .env."""
    return set(re.findall(r"\$\{([A-Z_]+)", (PROJECT / "docker-compose.yml").read_text()))


def commands() -> list[tuple[str, list[str]]]:
    """Each command that our own containers run, health checks included."""
    found = []
    for name, service in OURS.items():
        words = shlex.split(service["command"])
        script = words[2] if words[:2] == ["sh", "-c"] else service["command"]
        found += [(name, shlex.split(part)) for part in script.split(" && ")]
        if service.get("healthcheck"):
            found.append((f"{name} health", service["healthcheck"]["test"][1:]))
    return found


def test_all_services_are_there() -> None:
    assert set(OURS) == {"prepare", "web", "worker", "beat", "sweep"}
    assert set(SERVICES) - set(OURS) == {"postgres", "redis", "scanner", "proxy"}


@pytest.mark.parametrize("name", [name for name in SERVICES if name != "prepare"])
def test_every_lasting_service_has_a_health_check_and_comes_back(name: str) -> None:
    assert SERVICES[name]["healthcheck"]["test"][0] == "CMD"
    assert SERVICES[name]["restart"] == "unless-stopped"


def test_every_service_waited_for_exists() -> None:
    for service in SERVICES.values():
        assert set(service.get("depends_on", {})) <= set(SERVICES)


@pytest.mark.parametrize(("name", "words"), commands(), ids=lambda told: told if isinstance(told, str) else "")
def test_every_command_exists_in_the_project(name: str, words: list[str]) -> None:
    match words:
        case ["python", "manage.py", command, *more]:
            parser = load_command_class(get_commands()[command], command).create_parser("manage.py", command)
            parser.parse_args(more)
        case ["celery", "-A", where, command, *more]:
            module, _, app = where.partition(":")
            assert getattr(importlib.import_module(module), app).main
            celery_command.commands[command].make_parser(celery_command.make_context("celery", [command])).parse_args(
                more
            )
        case ["gunicorn", "--config", config, app]:
            assert importlib.import_module(config.removeprefix("python:")).worker_class == "gthread"
            assert importlib.import_module(app).application
        case ["python", "-c", code]:
            compile(code, name, "exec")
        case _:
            pytest.fail(f"{name} runs something unknown: {words}")


def test_every_variable_is_explained_and_read() -> None:
    assert asked() <= offered()
    for name in offered() - OF_OTHER_IMAGES:
        assert f'"{name}"' in source() or name == "DEMO_PASSWORD", name


@pytest.mark.parametrize("name", OURS)
def test_our_containers_get_only_what_the_product_reads(name: str) -> None:
    for variable in set(OURS[name]["environment"]) - OF_THE_LIBRARIES - {"DEMO_PASSWORD"}:
        assert f'"{variable}"' in source(), variable


def test_the_broker_keeps_what_it_is_given() -> None:
    command = SERVICES["redis"]["command"]
    assert "--appendonly yes" in command
    assert "--maxmemory-policy noeviction" in command


def test_the_broker_lets_nobody_in_without_a_name_and_us_do_what_the_embedded_one_lets_us_do() -> None:
    """Security line 53."""
    users = [word.removeprefix("--user ") for word in SERVICES["redis"]["command"] if word.startswith("--user ")]
    assert [user.split()[0] for user in users] == ["default", ROLE]
    assert users[0] == "default off" and users[1].endswith(MAY)
    assert all("--requirepass" not in word for word in SERVICES["redis"]["command"])


def test_every_volume_is_declared() -> None:
    used = {volume.partition(":")[0] for service in SERVICES.values() for volume in service.get("volumes", [])}
    assert {name for name in used if not name.startswith("./")} == set(COMPOSE["volumes"])


def test_phones_reach_the_product_over_https() -> None:
    """The proxy's host is that of the address, it tells the product that it spoke https, and is the only door to others."""
    told = dict(re.findall(r"\$\{([A-Z_]+):-([^}]*)\}", (PROJECT / "docker-compose.yml").read_text()))
    rules = (PROJECT / "Caddyfile").read_text()

    assert told["PUBLIC_URL"] == f"https://{told['SITE']}"
    assert set(SERVICES["proxy"]["environment"]) == set(re.findall(r"\{\$(\w+)\}", rules))
    assert "reverse_proxy web:8000" in rules
    assert "X-Forwarded-Proto https" in rules
    assert "X-Forwarded-For {remote_host}" in rules, "what the caller wrote there is thrown away"
    assert "redir {$PUBLIC_URL}{uri} permanent" in rules, "with the port, where it is not the usual one"
    assert "TRUSTED_PROXIES" in SERVICES["web"]["environment"]
    assert rules.count("{") == rules.count("}")
    assert SERVICES["web"]["ports"][0].startswith("127.0.0.1:")


@pytest.mark.skipif(shutil.which("caddy") is None, reason="no caddy on this machine")
def test_the_proxy_reads_its_rules(tmp_path: Path) -> None:
    told = {"SITE": "desk.localhost", "TLS_MODE": "internal", "PUBLIC_URL": "https://desk.localhost"}
    # What older versions do not know is left out: the image is newer.
    rules = (PROJECT / "Caddyfile").read_text().replace("\tpersist_config off\n", "")
    (tmp_path / "Caddyfile").write_text(rules)
    asked = ["caddy", "validate", "--config", str(tmp_path / "Caddyfile"), "--adapter", "caddyfile"]
    done = subprocess.run(asked, env={**os.environ, **told}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_image_is_made_from_what_is_here() -> None:
    lines = (PROJECT / "Dockerfile").read_text().splitlines()
    for line in lines:
        if line.startswith("COPY "):
            assert all((PROJECT / name).exists() for name in line.split()[1:-1])
    assert yaml.safe_load(lines[-1].removeprefix("CMD ")) == shlex.split(SERVICES["web"]["command"])
