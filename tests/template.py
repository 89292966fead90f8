"""The migrated template database, kept between runs as a stopped cluster until something it was made from changes."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from servicedesk.house.postgres import ROLE, Postgres

PROJECT = Path(__file__).resolve().parent.parent
KEPT = PROJECT / ".data" / "test-clusters"
TEMPLATE = "desk_template"
# Whoever can run the tests can read this; the cluster holds nothing and listens to this machine alone.
PASSWORD = "only-for-tests-and-known-to-everybody"
KEEP = 3


def furnish(programs: Path, folder: Path, log: int, limits: dict[str, str]) -> Postgres:
    """A Postgres in this folder, not started, whose template is migrated: copied if it is known, else made and kept."""
    postgres = Postgres(programs, folder, PASSWORD, carefree=True, limits=limits)
    kept = KEPT / recipe(programs)
    if kept.exists():
        shutil.copytree(kept, folder, symlinks=True)
        os.utime(kept)
    else:
        postgres.start(log)
        _migrate(postgres)
        postgres.stop(within=20)
        _keep(folder, kept)
    return postgres


def recipe(programs: Path) -> str:
    """A digest of all that the template follows from: migrations, the code and data they load, the libraries."""
    migrations = sorted(PROJECT.glob("*/migrations/*.py"))
    imported = {name for file in migrations for name in re.findall(r"^from (\w+)\.", file.read_text(), re.MULTILINE)}
    apps = {file.parent.parent for file in migrations}
    loaded = [file for app in apps if app.name in imported for file in sorted(app.rglob("*")) if file.suffix != ".pyc"]
    version = subprocess.run([programs / "postgres", "--version"], capture_output=True, check=True).stdout
    digest = hashlib.sha256(version + PASSWORD.encode())
    for file in [*migrations, *sorted(loaded), PROJECT / "constraints.txt", PROJECT / "servicedesk" / "settings.py"]:
        if file.is_file():
            digest.update(str(file.relative_to(PROJECT)).encode() + file.read_bytes())
    return digest.hexdigest()[:16]


def _migrate(postgres: Postgres) -> None:
    connection = postgres.connect("postgres")
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {TEMPLATE} OWNER {ROLE}")
    connection.close()
    address = postgres.url.rpartition("/")[0] + f"/{TEMPLATE}"
    env = os.environ | {"DJANGO_SETTINGS_MODULE": "servicedesk.settings", "DATABASE_URL": address}
    command = [sys.executable, "manage.py", "migrate", "--verbosity=0", "--skip-checks"]
    migrated = subprocess.run(command, cwd=PROJECT, env=env, capture_output=True, text=True, check=False)
    if migrated.returncode:
        raise RuntimeError(f"The template database could not be migrated:\n{migrated.stdout}{migrated.stderr}")


def _keep(folder: Path, kept: Path) -> None:
    """Move a finished copy in place, so that two runs at once cannot mix theirs; throw the oldest away."""
    KEPT.mkdir(parents=True, exist_ok=True)
    half = kept.with_suffix(f".{os.getpid()}")
    shutil.copytree(folder, half, symlinks=True)
    try:
        half.rename(kept)
    except OSError:  # another run was quicker
        shutil.rmtree(half)
    for old in sorted(KEPT.iterdir(), key=lambda each: each.stat().st_mtime, reverse=True)[KEEP:]:
        shutil.rmtree(old, ignore_errors=True)
