"""A job on the crew's phone."""

from uuid import uuid4

import pytest

from tickets.lifecycle import Status


def test_one_big_button_leads_through_the_job(client, qiang, dispatched):
    client.force_login(qiang)
    where = f"/m/t/{dispatched.number}/"

    for verb in ("accept", "depart", "arrive", "restore"):
        assert f"{where}{verb}/" in client.get(where).content.decode()
        assert client.post(f"{where}{verb}/", {"client_id": uuid4()}).status_code == 302
    answer = client.post(f"{where}report/", {"cause": "进户线"})

    dispatched.refresh_from_db()
    assert answer.status_code == 302
    assert dispatched.status == Status.RESOLVED
    assert dispatched.handler == qiang


def test_a_step_sent_twice_happens_once(client, qiang, dispatched):
    client.force_login(qiang)
    once = {"client_id": str(uuid4())}

    for _again in range(2):
        assert client.post(f"/m/t/{dispatched.number}/accept/", once).status_code == 302

    assert dispatched.timeline.filter(what="accept").count() == 1


def test_a_step_out_of_turn_is_refused_with_a_sentence(client, qiang, dispatched):
    client.force_login(qiang)

    answer = client.post(f"/m/t/{dispatched.number}/restore/", {})

    assert answer.status_code == 409
    assert dispatched.short_number in answer.content.decode()


def test_a_report_without_a_cause_keeps_what_was_typed(client, qiang, restored):
    client.force_login(qiang)

    answer = client.post(f"/m/t/{restored.number}/report/", {"text": "换了空开", "materials": "63A 空开 1 只"})

    assert answer.status_code == 422
    assert "换了空开" in answer.content.decode()
    assert "63A 空开 1 只" in answer.content.decode()


@pytest.mark.parametrize(
    ("who", "answer"), [("qiang", 200), ("lin", 200), ("wei", 404), ("min", 403), ("stranger", 403)]
)
def test_who_may_open_a_job(client, request, dispatched, who, answer):
    client.force_login(request.getfixturevalue(who))

    assert client.get(f"/m/t/{dispatched.number}/").status_code == answer


def test_the_place_of_arrival_is_kept_if_it_makes_sense(client, qiang, departed):
    client.force_login(qiang)

    client.post(f"/m/t/{departed.number}/arrive/", {"latitude": "36.07", "longitude": "120.38", "accuracy": "12"})

    assert departed.timeline.get(what="arrive").facts["place"]["accuracy"] == 12


@pytest.mark.parametrize("latitude", ["", "nan", "1e400", "north", "361"])
def test_a_senseless_place_is_left_out_and_the_arrival_stands(client, qiang, departed, latitude):
    client.force_login(qiang)

    client.post(f"/m/t/{departed.number}/arrive/", {"latitude": latitude, "longitude": "120.38", "accuracy": "12"})

    assert departed.timeline.get(what="arrive").facts["place"] == {"found": "absurd"}
