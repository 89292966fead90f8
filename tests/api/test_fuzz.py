"""Requests made from the description, good and bad, by every role and by nobody; each answer is held against it.

`make fuzz` tries 20,000 of them (`FUZZ=20000`); without, each operation has a few. What is not looked at, and why:
docs/decisions/0011-what-the-fuzz-does-not-look-at.md.
"""

import json
import os
from collections import Counter
from collections.abc import Iterator
from itertools import cycle
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as rules
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS, load_all_checks
from schemathesis.core.failures import FailureGroup

from accounts.roles import Role
from hotline.actions import make_client
from hotline.models import ApiClient
from hotline.openapi.whole import document
from servicedesk.wsgi import application
from tests.people import Company

CASES = int(os.environ.get("FUZZ", "0"))
ROLES = (Role.SUPERVISOR, Role.CLERK, Role.DISPATCHER, Role.CREW, Role.COMPLAINTS, Role.CALLBACK, Role.MANAGER)
ROLES += (Role.DIRECTOR, Role.EXECUTIVE, Role.ADMIN, Role.AUDITOR, Role.HOTLINE)
# Rules of the house refuse most well-shaped requests; what a role may is tested by tests/api/test_gates_rest.py.
OFF = {
    "positive_data_acceptance",
    "ignored_auth",
    "ensure_resource_availability",
    "use_after_free",
    "missing_required_header",
}
pytestmark = pytest.mark.django_db(transaction=bool(CASES))


@pytest.fixture
def keys(company: Company) -> list[str]:
    """A key for every role, and none."""
    made = [make_client(org=company.org, name=role, source=f"fuzz-{role}", role=role).key for role in ROLES]
    ApiClient.objects.update(per_minute=60_000)
    return [*made, ""]


@pytest.fixture(autouse=True)
def one_connection() -> Iterator[None]:
    """A server gives its connection back after a request; here the next request goes on in the same transaction."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.fixture
def rows(reported: Any, guifang: Any, flat: Any) -> dict[str, str]:
    """What exists, so that not every address ends at 404."""
    return {"number": reported.number, "id": str(guifang.pk)}


def test_every_answer_is_as_described(keys: list[str], rows: dict[str, str], settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    load_all_checks()
    told = schemathesis.openapi.from_dict(json.loads(json.dumps(document("zh-hans"))))
    told.app = application
    operations = [found.ok() for found in told.get_all_operations()]
    each = max(1, CASES // (2 * len(operations)))
    turns, failures, done = cycle(keys), Counter[str](), [0]
    for operation in operations if CASES else operations[::5]:
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            _try(operation, mode, each, turns, rows, failures, done)

    assert not failures, "\n".join(f"{count}× {what}" for what, count in failures.most_common(60))
    assert done[0] >= CASES * 0.9


def _try(
    operation: Any, mode: Any, each: int, turns: Any, rows: dict[str, str], failures: Counter[str], done: list[int]
) -> None:
    off = [CHECKS.get_one(name) for name in OFF if name in CHECKS.get_all_names()]

    @rules(
        max_examples=each,
        deadline=None,
        database=None,
        derandomize=not CASES,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def one(case: Any) -> None:
        key, done[0] = next(turns), done[0] + 1
        if mode == GenerationMode.POSITIVE:
            case.path_parameters |= {name: rows[name] for name in case.path_parameters if name in rows}
        is_given = "Authorization" in (case.headers or {})  # what the generator has made of it is not mended
        answer = case.call(headers={"Authorization": f"Bearer {key}"} if key and not is_given else {})
        try:
            case.validate_response(answer, excluded_checks=off)
        except FailureGroup as group:
            for failure in group.exceptions:
                said = f"{operation.label} [{answer.status_code}] {failure}"
                failures[said[:600]] += 1

    try:
        one()
    except Unsatisfiable:
        return  # whatever is sent there is good
    except Exception as error:  # noqa: BLE001  whatever the generator cannot make is told with the rest
        failures[f"{operation.label} {mode}: {type(error).__name__} {error}"[:600]] += 1
