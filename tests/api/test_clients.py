"""The clients of docs/api/ do what their page says, against the real server."""

import importlib.util
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from hotline.actions import make_client
from tests.api.conftest import no_power
from tickets.models import Ticket

DOCS = Path(__file__).resolve().parents[2] / "docs" / "api"


@pytest.fixture
def key(company) -> str:
    return make_client(org=company.org, name="95598 接口", source="95598").key


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(not shutil.which("curl"), reason="no curl on this machine")
def test_a_fault_is_reported_urged_and_read_back(live_server, key, flat, guifang):
    spec = importlib.util.spec_from_file_location("client", DOCS / "client.py")
    client = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(client)
    desk = client.Desk(live_server.url, key)

    assert desk.post("customers/lookup/", {"q": "6217"})["results"][0]["id"] == str(guifang.pk)
    assert desk.post("outages/query/", {"supply_point": "053211876204"})["results"][0]["now"] == []
    told = no_power(external_number="A-1")
    first, again = (desk.post("tickets/", told, once="A-1") for _twice in range(2))
    assert first["number"] == again["number"] == Ticket.objects.get().number
    desk.post(f"tickets/{first['number']}/urge/", {"text": "家中有老人"})
    path = f"tickets/{first['number']}/"
    assert desk.get(path, fields="number,status") == desk.get(path, fields="number,status")
    assert [row["number"] for row in desk.pages("tickets/", external_number="A-1", page_size=1)] == [first["number"]]
    with pytest.raises(client.Refused) as no:
        desk.post(path + "note/", {"text": "x"}, seen=99)
    assert (no.value.status, no.value.code) == (412, "stale_version")

    script = f". {DOCS}/client.sh; desk GET '{path}?fields=status' && ! desk POST {path}note/ '{{\"wrong\": 1}}'"
    env = os.environ | {"BASE": live_server.url, "KEY": key}
    done = subprocess.run(["sh", "-eu", "-c", script], env=env, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr + done.stdout
    assert '"status":' in done.stdout
    assert '"code":' in done.stdout
