"""How important a customer is, what that binds, and that it ends in time; what a tag asks for; what is verified."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Notice, User
from customers import checking, tagging
from customers.models import Customer, CustomerEvent, CustomerTag, IdentityCheck, Level, SupplyPoint
from customers.refusals import Decided, OwnRequest
from deadlines.conditions import ANY_IMPORTANCE, IMPORTANCE
from keyaccounts.actions.levels import end_level, set_level
from keyaccounts.model_care import LevelTerm
from servicedesk.lib.refusals import Invalid, NotAllowed
from tests.people import MONDAY_NINE

DAY = timedelta(days=1)


def test_the_levels_are_those_that_promises_look_at() -> None:
    assert set(Level.values) - {""} == set(IMPORTANCE) - {ANY_IMPORTANCE}


def test_a_level_is_decided_for_a_reason_and_the_history_is_kept(kept: Customer, guo: User, mei: User) -> None:
    with pytest.raises(NotAllowed):
        set_level(kept, "first", reason="手术室", by=mei, at=MONDAY_NINE)
    with pytest.raises(Invalid):
        set_level(kept, "first", reason="", by=guo, at=MONDAY_NINE)
    with pytest.raises(Invalid):
        set_level(kept, "temporary", reason="高考", by=guo, at=MONDAY_NINE)

    set_level(kept, "second", reason="人员密集", by=guo, at=MONDAY_NINE)
    set_level(kept, "first", reason="手术室", by=guo, at=MONDAY_NINE + DAY)

    kept.refresh_from_db()
    assert kept.level == "first"
    rows = LevelTerm.objects.order_by("from_at").values_list("level", "decided_by__login", "ended_at")
    assert list(rows) == [("second", "guo", MONDAY_NINE + DAY), ("first", "guo", None)]


def test_an_importance_for_a_time_ends_by_itself_once(kept: Customer, guo: User, mei: User) -> None:
    end = MONDAY_NINE + 3 * DAY
    term = set_level(kept, "temporary", reason="高考保电", until_at=end, by=guo, at=MONDAY_NINE)
    assert not end_level(term, at=end - DAY)

    assert end_level(term, at=end)
    assert not end_level(term, at=end)

    kept.refresh_from_db()
    assert kept.level == ""
    assert Notice.objects.get(what="level_over").user == mei


def test_a_tag_that_counts_as_a_level_lifts_whoever_carries_it(guifang: Customer, guo: User) -> None:
    tagging.take_usual_tags(guifang.org, by=None)
    guifang.tags = ["独居老人", "生命支持设备"]
    assert tagging.importance_of(guifang) == "first"
    guifang.level = "special"
    assert tagging.importance_of(guifang) == "special"
    guifang.tags = ["独居老人"]
    guifang.level = ""
    assert tagging.importance_of(guifang) == ""
    assert tagging.importance_of(None) == ""


def test_the_vocabulary_on_its_page(client: Client, guo: User, root: User, stranger: User) -> None:
    client.force_login(guo)
    client.post("/manage/tags/usual/")
    assert client.post("/manage/tags/new/", {"name": "独居老人"}).status_code == 422
    told = {"name": "听障", "meaning": "发短信", "counts_as": "second", "approver": guo.pk}
    assert client.post("/manage/tags/new/", told).status_code == 302

    tag = CustomerTag.objects.get(name="听障")
    assert (tag.approver, tag.counts_as, tag.is_special_care) == (guo, "second", True)
    told = {"meaning": "发短信，不打电话", "counts_as": "", "approver": "", "version": "1"}
    assert client.post(f"/manage/tags/{tag.pk}/", told).status_code == 302
    assert client.post(f"/manage/tags/{tag.pk}/", told).status_code == 422, "somebody changed it meanwhile"
    client.post(f"/manage/tags/{tag.pk}/retire/")
    tag.refresh_from_db()
    assert tag.retired_at
    assert "听障" in client.get("/manage/tags/").content.decode()
    client.force_login(stranger)
    assert client.post(f"/manage/tags/{tag.pk}/", told).status_code == 403


@pytest.mark.parametrize(
    ("known", "shown", "result"),
    [
        ("", "370203199001011234", "first"),
        ("370203199001011234", "370203199001011234", "same"),
        ("370203199001011234", "370203199001011236", "different"),
        ("370203199001011234", "", "seen"),
    ],
)
def test_a_paper_is_compared_and_its_number_kept_nowhere_in_clear(
    guifang: Customer, min: User, known: str, shown: str, result: str
) -> None:
    if known:
        guifang.set_identity(known)
        guifang.save()

    check = checking.check_identity(guifang, paper="id_card", number=shown, by=min, at=MONDAY_NINE)

    assert check.result == result
    kept = [str(row) for row in (*IdentityCheck.objects.values(), *CustomerEvent.objects.values())]
    assert not any(shown and shown in row for row in kept)
    guifang.refresh_from_db()
    assert guifang.identity() == (known or shown)


def test_an_authorisation_needs_the_day_until_which_it_holds(guifang: Customer, min: User) -> None:
    for until in (None, (MONDAY_NINE - DAY).date()):
        with pytest.raises(Invalid):
            checking.check_identity(guifang, paper="authorisation", valid_until=until, by=min, at=MONDAY_NINE)
    with pytest.raises(Invalid):
        checking.check_identity(guifang, paper="id_card", number="37020319", by=min, at=MONDAY_NINE)


def ask(guifang: Customer, flat: SupplyPoint, by: User) -> object:
    return checking.ask_correction(
        guifang, flat, address="文昌路 86 号 3 幢 2 单元 502", reason="客户出示房产证", by=by, at=MONDAY_NINE
    )


def test_an_address_changes_when_a_second_person_has_verified_it(
    guifang: Customer, flat: SupplyPoint, min: User, guo: User
) -> None:
    asked = ask(guifang, flat, min)
    with pytest.raises(Invalid):
        ask(guifang, flat, min)
    with pytest.raises(NotAllowed):
        checking.decide_correction(asked, accept=True, by=min, at=MONDAY_NINE)

    checking.decide_correction(asked, accept=True, by=guo, at=MONDAY_NINE)

    flat.refresh_from_db()
    assert flat.address.endswith("502")
    with pytest.raises(Decided):
        checking.decide_correction(asked, accept=False, answer="不", by=guo, at=MONDAY_NINE)


def test_nobody_verifies_their_own_correction_and_a_refusal_has_its_reason(
    guifang: Customer, flat: SupplyPoint, guo: User, lin: User
) -> None:
    asked = ask(guifang, flat, guo)
    with pytest.raises(OwnRequest):
        checking.decide_correction(asked, accept=True, by=guo, at=MONDAY_NINE)
    with pytest.raises(Invalid):
        checking.decide_correction(asked, accept=False, by=lin, at=MONDAY_NINE)

    checking.decide_correction(asked, accept=False, answer="现场核对无误", by=lin, at=MONDAY_NINE)

    flat.refresh_from_db()
    assert flat.address.endswith("501")


def test_a_correction_stands_on_the_page_of_whoever_decides(
    client: Client, guifang: Customer, flat: SupplyPoint, min: User, guo: User
) -> None:
    client.force_login(min)
    told = {"point": flat.pk, "address": "文昌路 86 号 3 幢 2 单元 502", "reason": "房产证", "area": ""}
    assert client.post(f"/customers/{guifang.pk}/do/correct/", told).status_code == 302
    client.force_login(guo)
    row = guifang.corrections.get()
    assert str(row.pk) in client.get(f"/customers/{guifang.pk}/").content.decode()
    assert f"/customers/{guifang.pk}/" in client.get("/customers/?show=verify").content.decode()

    client.post(f"/customers/{guifang.pk}/do/accept/", {"row": row.pk, "answer": ""})

    assert timezone.now() > guifang.corrections.get(is_accepted=True).decided_at
