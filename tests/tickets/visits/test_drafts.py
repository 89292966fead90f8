"""Drafts: kept with every change, for their writer alone, and gone in time."""

from datetime import timedelta
from uuid import uuid4

import pytest

from servicedesk.lib.refusals import Invalid, TooMany
from tests.people import MONDAY_NINE, minutes
from tickets.actions.drafting import MOST, bring_back, drafts_of, save_draft, throw_away, words_of
from tickets.actions.tidying import tidy
from tickets.actions.visiting import call_next
from tickets.models import CounterRule, Draft, VisitState
from tickets.visit_refusals import DraftEnded

HX = {"HTTP_HX_REQUEST": "true"}
TOLD = {"top": "no-power", "contact_name": "孙晓梅", "contact_phone": "13900001111", "channel": "counter"}


def save(by, told=TOLD, at=MONDAY_NINE, sheet=None):
    return save_draft(told, sheet=sheet or uuid4(), by=by, at=at, label="单户无电")


def test_a_draft_is_kept_under_its_sheet_and_read_back(min):
    sheet = uuid4()
    save(min, sheet=sheet)
    draft = save(min, TOLD | {"description": "家里没电"}, at=MONDAY_NINE + minutes(1), sheet=sheet)

    assert words_of(draft) == TOLD | {"description": "家里没电", "sheet": str(sheet)}
    assert Draft.objects.count() == 1


def test_nothing_of_it_can_be_read_in_the_database(min):
    save(min)
    row = Draft.objects.values().get()

    assert "孙晓梅".encode() not in bytes(row["sealed"])
    assert not {"孙晓梅", "13900001111"} & {str(value) for value in row.values()}


def test_a_second_one_never_takes_the_place_of_the_first(min):
    first, second = save(min), save(min, at=MONDAY_NINE + minutes(1))

    assert drafts_of(min) == [second, first]
    assert drafts_of(min, but=second.sheet) == [first]


def test_an_empty_sheet_is_kept_nowhere(min):
    sheet = uuid4()
    assert save(min, {"channel": "counter", "area": "urban", "q": " "}) is None
    save(min, sheet=sheet)
    save(min, {"channel": "counter"}, sheet=sheet)

    assert not Draft.objects.exists()


def test_there_is_a_measure_in_number_and_length(min):
    with pytest.raises(Invalid):
        save(min, {"description": "长" * 40_000})
    for _one in range(MOST):
        save(min)
    with pytest.raises(TooMany):
        save(min)


def test_thrown_away_it_can_be_fetched_back_for_some_seconds(min):
    draft = throw_away(save(min), at=MONDAY_NINE)
    assert save_draft(TOLD, sheet=draft.sheet, by=min, at=MONDAY_NINE) is None

    assert bring_back(draft, at=MONDAY_NINE + timedelta(seconds=10)).ended_at is None
    throw_away(draft, at=MONDAY_NINE)
    with pytest.raises(DraftEnded):
        bring_back(draft, at=MONDAY_NINE + timedelta(seconds=16))


def test_the_tick_erases_what_is_over_and_what_is_old(company, min, other):
    throw_away(save(min), at=MONDAY_NINE)
    fresh = save(min, at=MONDAY_NINE + timedelta(days=3))
    save(other)
    CounterRule.objects.create(org=company.org, draft_days=2)

    tidy(at=MONDAY_NINE + timedelta(days=3))

    assert list(Draft.objects.all()) == [fresh]


@pytest.fixture
def counter(client, min):
    client.force_login(min)
    return client


def test_the_page_saves_and_says_when(counter, walk_in, min):
    answer = counter.post("/intake/draft/", walk_in())

    assert (answer.status_code, len(answer.content)) == (200, len("09:00:00"))
    draft = drafts_of(min)[0]
    assert (draft.label, words_of(draft)["address"]) == ("单户无电", "南桥街 5 号")
    assert counter.post("/intake/draft/", {"sheet": str(uuid4())}).status_code == 204


def test_it_survives_a_reload_and_a_new_sign_in(counter, walk_in, min, other):
    counter.post("/intake/draft/", walk_in())
    draft = drafts_of(min)[0]
    counter.force_login(other)
    assert str(draft.pk) not in counter.get("/intake/").content.decode()
    counter.force_login(min)

    assert f"/intake/draft/{draft.pk}/open/" in counter.get("/intake/").content.decode()
    page = counter.post(f"/intake/draft/{draft.pk}/open/", {"sheet": str(uuid4())}, **HX).content.decode()
    assert 'value="南桥街 5 号"' in page
    assert f'value="{draft.sheet}"' in page


def test_what_lies_on_the_desk_is_put_aside_when_another_is_fetched(counter, walk_in, min):
    counter.post("/intake/draft/", walk_in())
    draft, desk = drafts_of(min)[0], walk_in(contact_name="李四")
    counter.post(f"/intake/draft/{draft.pk}/open/", desk)

    assert {words_of(one)["contact_name"] for one in drafts_of(min)} == {"孙晓梅", "李四"}


@pytest.mark.parametrize("verb", ["open", "throw", "back"])
def test_a_colleagues_draft_does_not_exist(counter, walk_in, min, other, verb):
    counter.post("/intake/draft/", walk_in())
    counter.force_login(other)

    assert counter.post(f"/intake/draft/{drafts_of(min)[0].pk}/{verb}/").status_code == 404


def test_esc_esc_clears_and_the_clearing_is_undone(counter, walk_in, min):
    told = walk_in()
    page = counter.post("/intake/clear/", told, **HX).content.decode()
    draft = Draft.objects.get()
    assert drafts_of(min) == []
    assert f"/intake/draft/{draft.pk}/back/" in page

    back = counter.post(f"/intake/draft/{draft.pk}/back/", {"sheet": str(uuid4())}, **HX).content.decode()

    assert 'value="南桥街 5 号"' in back
    assert drafts_of(min) == [draft]


def test_a_registered_sheet_is_no_draft_any_more(counter, walk_in, min):
    told = walk_in()
    counter.post("/intake/draft/", told)
    counter.post("/intake/", told)

    assert drafts_of(min) == []
    assert counter.post("/intake/draft/", told).status_code == 204


def test_undo_on_the_page_brings_the_sheet_back(counter, walk_in, min):
    page = counter.post("/intake/", walk_in(), **HX).content.decode()
    number = Draft.objects.get().ticket.number
    assert f"/intake/undo/{number}/" in page

    back = counter.post(f"/intake/undo/{number}/", {"sheet": str(uuid4())}, **HX).content.decode()

    assert 'value="南桥街 5 号"' in back
    assert f"/intake/undo/{number}/" not in back
    assert len(drafts_of(min)) == 1


def test_a_telephone_call_opened_twice_is_one_sheet(counter, walk_in, min):
    first = counter.get("/intake/?ch=hotline&call=c-7").content.decode()
    sheet = first.split('name="sheet" value="')[1].split('"')[0]
    counter.post("/intake/draft/", walk_in(sheet=sheet, channel="hotline", call="c-7"))

    again = counter.get("/intake/?ch=hotline&call=c-7").content.decode()

    assert sheet in again
    assert 'value="南桥街 5 号"' in again
    assert "data-since-up" in again


def test_the_first_word_on_the_sheet_begins_the_visit(counter, company, waiting, walk_in, min):
    visit = call_next(company.hall, by=min)
    assert visit is None  # those of the fixture waited on another day
    counter.post("/visits/take/", {"hall": str(company.hall.pk)})
    counter.post("/visits/next/", walk_in())
    counter.post("/intake/draft/", walk_in())

    called = min.visits.get()
    assert called.state == VisitState.SERVING
    assert drafts_of(min)[0].visit == called
