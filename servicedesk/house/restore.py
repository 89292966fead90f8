"""`make restore FROM=…`: a backup becomes the product's data again, while the product does not run.

Nothing is touched before the archive has been read to its end and every member is what the manifest says.
"""

import fcntl
import hashlib
import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg2

from servicedesk import env as environment
from servicedesk.house import chores, place
from servicedesk.house.backup import VERSION, CannotBackUp, fingerprints, served, surroundings, tool
from servicedesk.house.sealedfile import WrongKey, decrypt, is_sealed


class CannotRestore(Exception):
    """Why nothing was done; the sentence says what to do."""


def unpack(archive: Path, into: Path, *, key: str = "") -> dict[str, Any]:
    """Read an archive to its end into a folder of ours, and return its manifest. Raises CannotRestore."""
    if not archive.is_file():
        raise CannotRestore(f"There is no file {archive}.")
    plain = archive
    if is_sealed(archive):
        plain = into / "backup.tar"
        try:
            decrypt(archive, plain, key)
        except WrongKey:
            raise CannotRestore(
                "The backup does not open: BACKUP_KEY is another one, or the file is damaged."
            ) from None
    try:
        with tarfile.open(plain) as tar:
            tar.extractall(into / "data", filter="data")
        told: dict[str, Any] = json.loads((into / "data" / "manifest.json").read_text())
    except (tarfile.TarError, OSError, ValueError) as why:
        raise CannotRestore(f"{archive} is no backup of this product, or is damaged.") from why
    _check(into / "data", told)
    return told


def _check(folder: Path, told: dict[str, Any]) -> None:
    if told.get("version") != VERSION:
        raise CannotRestore(f"This backup is of form {told.get('version')}; this product reads form {VERSION}.")
    for name, member in told["members"].items():
        path = folder / name
        if not path.is_file():
            raise CannotRestore(f"The backup is damaged: {name} is missing.")
        with path.open("rb") as source:
            if hashlib.file_digest(source, "sha256").hexdigest() != member["sha256"]:
                raise CannotRestore(f"The backup is damaged: {name} is not what was backed up.")


def newer_than_we(told: dict[str, Any]) -> list[str]:
    """The steps of its schema that this version of the product does not know."""
    ours = {f"{file.parent.parent.name}.{file.stem}" for file in chores.migration_files()}
    apps = {file.parent.parent.name for file in chores.migration_files()}
    return sorted(step for step in told["migrations"] if step.split(".")[0] in apps and step not in ours)


def refuse_if_newer(told: dict[str, Any]) -> None:
    """A schema that we do not know is not guessed at; an older one is brought up to date. Raises CannotRestore."""
    if unknown := newer_than_we(told):
        more = f" and {len(unknown) - 1} more" if len(unknown) > 1 else ""
        raise CannotRestore(f"The backup is of a newer version of the product ({unknown[0]}{more}): upgrade first.")


@contextmanager
def alone(data: Path) -> Iterator[None]:
    """Hold the data folder, as the product does while it runs. Raises CannotRestore."""
    data.mkdir(parents=True, exist_ok=True, mode=0o711)
    with (data / "lock").open("a+") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CannotRestore(f"The product runs in {data}: stop it, then restore.") from None
        yield


def restore(archive: Path, data: Path, *, key: str = "", replace: bool = False) -> dict[str, Any]:
    """Put a backup in the place of the data, bring its schema up to date, and let the clockwork catch up.

    What was there is moved aside. Raises CannotRestore.
    """
    with tempfile.TemporaryDirectory(prefix="restore-") as half, alone(data):
        told = unpack(archive, Path(half), key=key)
        refuse_if_newer(told)
        folder = Path(half) / "data"
        with served(data) as database:
            refuse_if_used(database, replace=replace)
            _take_keys(folder, data, told)
            load(folder / "database.dump", database)
            _take_files(folder / "files", data / "files")
            _finish(database, data, told)
    return told


def refuse_if_used(database: str, *, replace: bool) -> None:
    """Nobody else may work in the database, and only who asked for it loses what stands there. Raises CannotRestore."""
    others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    if (count := int(str(chores.ask(database, others)[0][0]))) > 0:
        raise CannotRestore(f"{count} others work in this database: stop the product everywhere, then restore.")
    tables = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
    if int(str(chores.ask(database, tables)[0][0])) and not replace:
        raise CannotRestore("The database is not empty. To put the backup in its place: REPLACE=yes.")


def load(dump: Path, database: str) -> None:
    """The dump into the emptied database, all of it or nothing. Raises CannotRestore."""
    _empty(database)
    command: list[str | Path] = [
        tool("pg_restore", database),
        "--no-owner",
        "--no-privileges",
        "--exit-on-error",
        "--single-transaction",
    ]
    env = surroundings(database)
    done = subprocess.run(
        [*command, f"--dbname={env['PGDATABASE']}", dump], env=env, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise CannotRestore(f"pg_restore failed: {done.stderr.strip()[-500:]}")


def _empty(database: str) -> None:
    line = psycopg2.connect(database, connect_timeout=5, options="-c statement_timeout=0")
    line.autocommit = True
    with line.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public")
    line.close()


def _take_keys(folder: Path, data: Path, told: dict[str, Any]) -> None:
    """The keys by which its personal columns are sealed: those of the backup, or ours if they are the same. Raises CannotRestore."""
    brought, ours = folder / "secrets.json", data / "secrets.json"
    if brought.exists():
        if ours.exists() and ours.read_bytes() != brought.read_bytes():
            shutil.copy2(ours, data / f"secrets.before-{_stamp()}.json")
        kept = json.loads(ours.read_text()) if ours.exists() else {}
        fresh = kept | json.loads(brought.read_text())
        # The embedded servers of this machine keep their own passwords.
        fresh |= {name: text for name, text in kept.items() if name.startswith("EMBEDDED_")}
        ours.write_text(json.dumps(fresh, indent=1))
        ours.chmod(0o600)
    if fingerprints(data) != told["keys"]:
        raise CannotRestore(
            "The backup was sealed by other keys than those here (FIELD_KEY, INDEX_SECRET, LINK_SECRET): "
            "put the secrets.json that belongs to it into the data folder."
        )


def _take_files(brought: Path, ours: Path) -> None:
    """The files in place; those that were there are moved aside."""
    if ours.exists():
        ours.rename(ours.with_name(f"files.before-{_stamp()}"))
    if brought.exists():
        shutil.copytree(brought, ours)
    else:
        ours.mkdir(mode=0o750)


def _finish(database: str, data: Path, told: dict[str, Any]) -> None:
    """Bring the schema up to date, catch up, hold what may have left already."""
    env = surroundings(database) | {"DATABASE_URL": database, "DATA_DIR": str(data)}
    for words in (["migrate", "--noinput", "--verbosity=0"], ["after_restore", f"--taken-at={told['taken_at']}"]):
        chore = chores.manage(*words, env=env)
        if chore.wait():
            raise CannotRestore(f"`manage.py {words[0]}` failed: the reason stands above. The data are restored.")
    (data / "stamps.json").unlink(missing_ok=True)


def _stamp() -> str:
    return time.strftime("%Y%m%d%H%M%S", time.gmtime())


def main() -> int:
    """Restore as the environment says: FROM, BACKUP_KEY, REPLACE=yes."""
    told = environment.text("FROM")
    if not told:
        print("Say which backup: make restore FROM=.data/backups/servicedesk-….tar", file=sys.stderr)
        return 1
    data, key = environment.data_dir(), environment.text("BACKUP_KEY")
    try:
        manifest = restore(Path(told), data, key=key, replace=environment.text("REPLACE") == "yes")
    except (CannotRestore, CannotBackUp, place.NoServer, psycopg2.Error) as why:
        print(why, file=sys.stderr)
        return 1
    print(f"Restored to {manifest['taken_at']}. Start the product; what it holds back stands on /manage/stuck/.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
