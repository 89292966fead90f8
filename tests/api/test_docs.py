"""What the API's page tells an engineer to type works, as it stands there, against the demo company's own codes."""

import os
import re
import shutil
import subprocess
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.utils import timezone

from deadlines.actions import adopt_profile
from deadlines.loading import load_shipped
from deadlines.models import Promise
from hotline.models import ApiKey
from servicedesk.demo import categories, company
from tests.api.caller import Caller
from tickets.models import Ticket

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "api" / "README.md").read_text()
SCRIPT = re.search(r"```sh\n(.*?)```", PAGE, re.DOTALL)


def told(*words: str, **options: object) -> str:
    out = StringIO()
    call_command("api_client", *words, stdout=out, **options)
    return out.getvalue().strip()


@pytest.fixture
def demo(bare: None) -> None:
    if not Promise.objects.exists():
        # A test with real transactions has emptied the tables; the shipped standards are part of the product.
        load_shipped(apps)
    units = company.found()
    adopt_profile(units["C1"], "power", by=None, at=timezone.now() - timedelta(days=1))
    categories.load(units["C1"])


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(not shutil.which("curl"), reason="no curl on this machine")
def test_the_script_of_the_page_runs_as_it_stands(live_server, demo):
    keys = {
        "KEY": told("95598", at="370202"),
        "DISPATCH_KEY": told("dispatching", at="370202", role="dispatcher"),
        "CREW_KEY": told("phones", at="Q1", role="crew"),
        "CALLBACK_KEY": told("calling", at="370202", role="callback"),
    }
    env = os.environ | keys | {"BASE": f"{live_server.url}/api/v1"}
    done = subprocess.run(
        ["sh", "-eu", "-c", SCRIPT[1]], env=env, capture_output=True, text=True, timeout=60, check=False
    )

    assert done.returncode == 0, done.stderr + done.stdout[-2000:]
    assert done.stdout.strip().endswith("closed")
    assert '"code":' not in re.sub(r'"promise":\{[^}]*\}|"(hall|crew|queue)":\{[^}]*\}', "", done.stdout)
    assert Ticket.objects.get().external_number == "95598-20260316-0001"


def test_a_key_is_made_changed_over_and_taken_back_by_command(demo):
    first = told("95598", at="370202")
    second = told("95598", another_key=True, days=90)
    assert [Caller(key).get("me/").status_code for key in (first, second)] == [200, 200]
    assert told("95598", signing=first) == ApiKey.objects.get(prefix=first.split("_")[1]).signing_secret

    assert told("95598", revoke=first.rsplit("_", 1)[0]) == "1 revoked"
    assert [Caller(key).get("me/").status_code for key in (first, second)] == [401, 200]
    assert told("95598", revoke="all") == "1 revoked"
    assert not ApiKey.objects.live().exists()


@pytest.mark.parametrize(
    ("words", "options"),
    [
        (["95598"], {}),
        (["95598"], {"at": "nowhere"}),
        (["nobody"], {"another_key": True}),
        (["nobody"], {"revoke": "all"}),
        (["nobody"], {"signing": "0123456789ab"}),
        (["95598"], {"at": "CN", "scope": ["everything"]}),
    ],
)
def test_a_command_that_cannot_be_says_why(demo, words, options):
    with pytest.raises(CommandError) as refused:
        told(*words, **options)

    assert str(refused.value)
