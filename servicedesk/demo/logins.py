"""Who may sign in to the demo, with what, and how it is kept: `demo.json` in the data folder, readable by its owner only."""

import json
import os
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings
from django.utils.translation import override

from accounts.models import Unit, User
from accounts.rail import first_page
from accounts.roles import Role
from hotline.actions import add_key, make_client
from hotline.models import ApiClient
from servicedesk import env
from servicedesk.demo.company import LOGINS
from servicedesk.lib.sealing import blind_index

SOURCE = "hotline"


@dataclass(frozen=True)
class Login:
    """One line of the table that `make up` prints."""

    login: str
    password: str
    role: str
    name: str
    page: str


def kept() -> dict[str, str]:
    """What was kept from earlier starts."""
    try:
        told: dict[str, str] = json.loads(_file().read_text())
    except FileNotFoundError:
        return {}
    return told


def keep(**facts: str) -> None:
    """Keep these too, in a file of mode 0600, written aside and moved in place."""
    fresh = _file().with_suffix(".new")
    fresh.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
        json.dump(kept() | facts, out, indent=1)
    fresh.rename(_file())


def _file() -> Path:
    return Path(settings.DATA_DIR) / "demo.json"


def password() -> str:
    """DEMO_PASSWORD if it is set, else one made once."""
    if told := env.text("DEMO_PASSWORD"):
        return told
    if "password" not in kept():
        keep(password=f"{secrets.token_hex(3)}-{secrets.token_hex(3)}-{secrets.token_hex(3)}")
    return kept()["password"]


def apply_password() -> int:
    """Give all demo logins the password of this start; who has it already stays signed in. Returns how many changed."""
    plain, changed = password(), 0
    people = list(User.objects.filter(login__in=LOGINS).order_by("login"))
    if _seal(plain, people) == kept().get("applied"):
        return 0
    for user in people:
        if not (user.has_usable_password() and user.check_password(plain)):
            user.set_password(plain)
            user.save(update_fields=["password"])
            changed += 1
    keep(applied=_seal(plain, people))
    return changed


def _seal(plain: str, people: list[User]) -> str:
    """What tells next time, without eight slow comparisons, that these people already have this password."""
    return blind_index("\0".join([plain, *(user.password for user in people)]), column="demo.password")


def apply_key(org: Unit) -> ApiClient:
    """See to it that the hotline has a key whose text is kept here."""
    secret = kept().get("api_key")
    client = ApiClient.objects.filter(source=SOURCE).first()
    if client is not None and secret is None:
        keep(api_key=add_key(client))
        return client
    issued = make_client(org=org, name="热线平台", source=SOURCE, secret=secret)
    keep(api_key=issued.key)
    return issued.client


def table() -> list[Login]:
    """The demo logins in the order of the day's work; the password is empty where another one was given at the start."""
    known = {user.login: user for user in User.objects.filter(login__in=LOGINS)}
    people = [known[login] for login in LOGINS if login in known]
    told = password() if people and people[0].check_password(password()) else ""
    with override("zh-hans"):
        return [
            Login(
                user.login,
                told,
                str(Role(min(user.roles())).label),
                f"{user.name} {user.staff_number}",
                first_page(user),
            )
            for user in people
        ]


def as_json() -> str:
    """The same for scripts."""
    facts = {
        "url": settings.PUBLIC_URL,
        "logins": [asdict(row) for row in table()],
        "api_key": kept().get("api_key", ""),
    }
    return json.dumps(facts, ensure_ascii=False, indent=1)


def as_text() -> str:
    """The table as `make up` prints it."""
    rows = table()
    wide = max((len(row.login) for row in rows), default=0)
    lines = [
        f"  {row.login:<{wide}}  {_padded(row.role, 12)}  {_padded(row.name, 14)}  {settings.PUBLIC_URL}{row.page}"
        for row in rows
    ]
    if not rows:
        return "There is no demo company here. Load it: manage.py demo"
    shown = rows[0].password or "the DEMO_PASSWORD that was set when the product was started"
    return "\n".join([*lines, f"Password of all: {shown}", f"API key of the hotline: {kept().get('api_key', '')}"])


def _padded(text: str, columns: int) -> str:
    """Han characters are two columns wide on a terminal."""
    wide = sum(2 if ord(letter) > 0x2E7F else 1 for letter in text)
    return text + " " * max(0, columns - wide)
