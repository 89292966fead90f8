"""The scanned paper of a contract: kept like every file, reached through its customer alone."""

from datetime import timedelta

import pytest

from keyaccounts.actions import contracts
from keyaccounts.model_dealings import Contract
from servicedesk.lib.refusals import NotAllowed
from tests.files.samples import PDF, picture, ready, upload
from tests.people import MONDAY_NINE
from tickets.actions.keeping import clear_away
from tickets.models import Attachment


@pytest.fixture
def contract(kept, mei) -> Contract:
    told = {"kind": "supply", "number": "GD-1", "signed_on": MONDAY_NINE.date()}
    return contracts.enter_contract(kept, **told, by=mei, at=MONDAY_NINE)


def test_a_scan_lies_with_its_contract_and_nothing_sweeps_it_away(contract, mei):
    (row,) = contracts.add_scans(contract, [ready("合同.jpg")], by=mei, at=MONDAY_NINE)
    contracts.add_scans(contract, [ready("again.jpg")], by=mei, at=MONDAY_NINE)

    assert Attachment.objects.held(contract.pk).get() == row
    assert clear_away(at=MONDAY_NINE + timedelta(days=30)) == 0
    assert Attachment.objects.filter(pk=row.pk).exists()
    assert not Attachment.objects.visible_to(mei).exists(), "the cases' door does not lead here"


def test_who_does_not_look_after_customers_adds_none(contract, min):
    with pytest.raises(NotAllowed):
        contracts.add_scans(contract, [ready()], by=min, at=MONDAY_NINE)


def test_on_the_page_it_is_added_opened_and_taken_away(client, contract, kept, mei, min, stranger):
    client.force_login(mei)
    home = f"/customers/{kept.pk}/contracts/"
    client.post(f"{home}{contract.pk}/scans/", {"files": [upload("合同.jpg", picture()), upload("b.pdf", PDF)]})
    row = Attachment.objects.get()
    path = f"{home}{contract.pk}/scans/{row.pk}/"
    assert path in client.get(home).content.decode()

    client.force_login(min)
    answer = client.get(path)
    assert (answer.status_code, answer["X-Content-Type-Options"]) == (200, "nosniff")
    assert client.post(f"{path}drop/", {"reason": "x"}).status_code == 403
    client.force_login(stranger)
    assert client.get(path).status_code == 404
    client.force_login(mei)
    client.post(f"{path}drop/", {"reason": "扫描不清"})
    assert client.get(path).status_code == 404
