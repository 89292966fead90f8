"""`make backup`: the database, the files and the settings in one archive, while the product runs.

The archive is a tar: `manifest.json` (when, which schema, of every other member its size and SHA-256), `database.dump` of
pg_dump, `files/…`, and, where it is encrypted, `secrets.json`. With BACKUP_KEY the whole of it is encrypted.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import psycopg2

from servicedesk import env as environment
from servicedesk.house import chores, place
from servicedesk.house.postgres import Postgres
from servicedesk.house.sealedfile import encrypt, private

VERSION = 1
KEEP = 14
UNLIMITED = "-c statement_timeout=0 -c idle_in_transaction_session_timeout=0 -c lock_timeout=0"


class CannotBackUp(Exception):
    """Something that the person at the keyboard can put right; the sentence says what."""


def tool(name: str, database: str) -> Path:
    """pg_dump or pg_restore of the server's own version, else of the next newer one that is here."""
    ((server,),) = chores.ask(database, "SHOW server_version_num")
    wanted = int(str(server)) // 10000
    known: dict[int, Path] = {}
    folders = [place._wheel_postgres(), *(f for above in place.SYSTEM_POSTGRES for f in Path(above).glob("*/bin"))]
    for folder in filter(None, folders):
        if (folder / name).exists():
            known.setdefault(major_of(folder / name), folder / name)
    found = min((version for version in known if version >= wanted), default=None)
    if found is None:
        raise CannotBackUp(f"No {name} for Postgres {wanted} on this machine: install its client programs.")
    return known[found]


def major_of(program: Path) -> int:
    """The major version that a program says of itself."""
    told = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
    found = re.search(r"(\d+)", told)
    return int(found[1]) if found else 0


def surroundings(database: str) -> dict[str, str]:
    """The address as the programs of Postgres take it: in the environment, where no list of processes shows it."""
    parts = urlsplit(database)
    told = {"PGHOST": parts.hostname or "", "PGPORT": str(parts.port or 5432), "PGUSER": unquote(parts.username or "")}
    told |= {"PGPASSWORD": unquote(parts.password or ""), "PGDATABASE": parts.path.lstrip("/")}
    return dict(os.environ) | told | {"PGOPTIONS": UNLIMITED}


@contextmanager
def served(data: Path) -> Iterator[str]:
    """The address of the database: told, that of the running product, or its own server, started for as long as it takes."""
    told = environment.text("DATABASE_URL") or environment.running_servers(data).get("database", "")
    if told:
        yield told
        return
    home = place.home_for_data(data)
    if not (home / "postgres" / "PG_VERSION").exists():
        raise CannotBackUp(f"There is no database in {data}: set DATA_DIR or DATABASE_URL.")
    password = environment.SecretBox(home).get("EMBEDDED_POSTGRES_PASSWORD")
    postgres = Postgres(place.binaries(home).postgres, home / "postgres", password)
    postgres.start(subprocess.DEVNULL)
    try:
        yield postgres.url
    finally:
        postgres.stop(within=20)


def fingerprints(data: Path) -> dict[str, str]:
    """By which keys personal columns are sealed: enough to tell two apart, nothing to open anything by."""
    box = environment.SecretBox(data)
    names = ("FIELD_KEY", "INDEX_SECRET", "LINK_SECRET")
    return {name: hashlib.sha256(f"backup {name} {box.get(name)}".encode()).hexdigest()[:16] for name in names}


def facts(database: str, data: Path) -> dict[str, Any]:
    """What the manifest says of the moment."""
    migrations = sorted(
        f"{app}.{name}" for app, name in chores.ask(database, "SELECT app, name FROM django_migrations")
    )
    ((server,),) = chores.ask(database, "SHOW server_version")
    at = chores.ask(database, "SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US')")
    told: dict[str, Any] = {"version": VERSION, "taken_at": f"{at[0][0]}+00:00", "server": server}
    return told | {"migrations": migrations, "keys": fingerprints(data), "members": {}}


def back_up(data: Path, out: Path, *, key: str = "", keep: int = KEEP) -> Path:
    """Write one archive into the folder `out` and return it; of older ones the newest `keep` stay. Raises CannotBackUp."""
    out.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(dir=out, prefix=".half-") as half, served(data) as database:
        told = facts(database, data)
        dump = Path(half) / "database.dump"
        command: list[str | Path] = [
            tool("pg_dump", database),
            "--format=custom",
            "--no-owner",
            "--no-privileges",
            f"--file={dump}",
        ]
        done = subprocess.run(command, env=surroundings(database), capture_output=True, text=True, check=False)
        if done.returncode:
            raise CannotBackUp(f"pg_dump failed: {done.stderr.strip()[-500:]}")
        plain = Path(half) / "backup.tar"
        _pack(plain, told, dump, data, with_secrets=bool(key))
        stamp = re.sub(r"\D", "", told["taken_at"])[:14]
        made = out / f"servicedesk-{stamp}.tar{'.enc' if key else ''}"
        if key:
            encrypt(plain, Path(half) / "sealed", key)
        (Path(half) / "sealed" if key else plain).rename(made)
    made.chmod(0o600)
    rotate(out, keep)
    return made


def _pack(plain: Path, told: dict[str, Any], dump: Path, data: Path, *, with_secrets: bool) -> None:
    """Everything into one tar; the manifest comes last, when every digest is known."""
    with private(plain) as raw, tarfile.open(fileobj=raw, mode="w") as tar:
        _add(tar, told, "database.dump", dump)
        files = data / "files"
        for file in (
            sorted(path for path in files.rglob("*") if path.is_file() and path.parent.name != "exports")
            if files.is_dir()
            else []
        ):
            _add(tar, told, f"files/{file.relative_to(files)}", file)
        secrets = data / "secrets.json"
        if with_secrets and secrets.exists():
            _add(tar, told, "secrets.json", secrets)
        body = json.dumps(told, indent=1).encode()
        head = tarfile.TarInfo("manifest.json")
        head.size, head.mode = len(body), 0o600
        tar.addfile(head, BytesIO(body))


def _add(tar: tarfile.TarFile, told: dict[str, Any], name: str, path: Path) -> None:
    """One member. A file that is thrown away or grows meanwhile is none of this moment's."""
    try:
        body = path.read_bytes() if path.stat().st_size < 64 * 1024 * 1024 else None
    except FileNotFoundError:
        return
    head = tarfile.TarInfo(name)
    head.mode, head.mtime = 0o600, int(time.time())
    head.size = len(body) if body is not None else path.stat().st_size
    if body is not None:
        told["members"][name] = {"size": head.size, "sha256": hashlib.sha256(body).hexdigest()}
        tar.addfile(head, BytesIO(body))
        return
    with path.open("rb") as source:
        told["members"][name] = {"size": head.size, "sha256": hashlib.file_digest(source, "sha256").hexdigest()}
        source.seek(0)
        tar.addfile(head, source)


def rotate(out: Path, keep: int) -> list[Path]:
    """Throw the oldest archives away, so that the newest `keep` stay: data that were deleted leave the backups so."""
    old = sorted(out.glob("servicedesk-*.tar*"), reverse=True)[max(1, keep) :]
    for path in old:
        path.unlink()
    return old


def main() -> int:
    """Back up as the environment says: BACKUP_DIR, BACKUP_KEY, BACKUP_KEEP."""
    data = environment.data_dir()
    out, key = Path(environment.text("BACKUP_DIR", str(data / "backups"))), environment.text("BACKUP_KEY")
    if key and len(key) < 16:
        print("BACKUP_KEY is too short: give at least 16 characters.", file=sys.stderr)
        return 1
    try:
        made = back_up(data, out, key=key, keep=environment.number("BACKUP_KEEP", KEEP))
    except (CannotBackUp, place.NoServer, psycopg2.Error) as why:
        print(why, file=sys.stderr)
        return 1
    print(f"Backed up: {made} ({made.stat().st_size // 1024} KB)")
    if not key:
        print("Not encrypted, so without secrets.json: keep a copy of it elsewhere, or set BACKUP_KEY.")
    free = shutil.disk_usage(out).free // (1024 * 1024)
    print(f"{free} MB are free there.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
