"""A phone's queue arrives: once, in order, judged by the phone's time, and nothing of it is lost."""

import random
from datetime import timedelta
from hashlib import sha256
from itertools import pairwise

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from customers.models import Message, SupplyPoint
from fieldwork.actions.standing import forget_places
from fieldwork.models import CrewPosition, PhoneAction
from servicedesk.lib.files import store
from tests.fieldwork.phones import FAR, NEAR, Phone, picture
from tests.people import minutes
from tickets.actions import field
from tickets.lifecycle import Status
from tickets.models import Attachment, Ticket

STEPS = ("accept", "depart", "arrive", "restore")


@pytest.fixture
def job(fault, company, lin) -> Ticket:
    """Sent to the crew an hour ago, at an address whose place is known."""
    SupplyPoint.objects.filter(pk=fault.supply_point_id).update(latitude=30.25, longitude=120.165)
    return field.dispatch(fault, crew=company.crew, by=lin, at=timezone.now() - minutes(60))


def told(job: Ticket) -> list[tuple[str, object]]:
    return [(row.what, row.at) for row in job.timeline.filter(client_id__isnull=False)]


def test_a_shift_without_signal_arrives_in_its_order_at_its_times(qiang, job):
    phone, begun = Phone(qiang), timezone.now() - minutes(50)
    queue = [phone.action(verb, job.number, begun + minutes(10 * n), **NEAR) for n, verb in enumerate(STEPS)]

    answers = [phone.send(action).json() for action in queue]

    job.refresh_from_db()
    assert [answer["outcome"] for answer in answers] == ["done"] * 4
    assert told(job) == [(verb, begun + minutes(10 * n)) for n, verb in enumerate(STEPS)]
    assert job.status == Status.RESTORED
    assert CrewPosition.objects.latest().get().step == "restore"


@pytest.mark.parametrize("times", [2, 3])
def test_the_same_action_again_is_the_same_answer_and_no_second_step(qiang, job, times):
    phone = Phone(qiang)
    action = phone.action("accept", job.number, timezone.now())

    answers = [phone.send(action).json() for _again in range(times)]

    assert all(answer == answers[0] for answer in answers)
    assert PhoneAction.objects.count() == job.timeline.filter(what="accept").count() == 1


def test_an_action_that_overtakes_the_one_before_it_comes_again(qiang, job):
    phone = Phone(qiang)
    first, second = phone.action("accept", job.number), phone.action("depart", job.number)
    second["after"] = first["id"]

    assert phone.send(second).json()["code"] == "early"
    assert [phone.send(one).json()["outcome"] for one in (first, second)] == ["done", "done"]


@pytest.mark.parametrize(
    ("wrong", "device", "found", "used"),
    [
        (timedelta(0), minutes(-20), None, minutes(-20)),
        (minutes(30), minutes(-20), "corrected", minutes(-20)),
        (timedelta(hours=5), minutes(-20), "wrong", minutes(0)),
        (timedelta(0), timedelta(hours=2), "ahead", minutes(0)),
        (timedelta(0), timedelta(days=-9), "old", minutes(0)),
        (timedelta(0), timedelta(hours=-3), "held", minutes(-60)),
    ],
)
def test_how_a_phones_clock_is_judged(qiang, job, wrong, device, found, used):
    now = timezone.now()
    answer = Phone(qiang, wrong=wrong).does("accept", job.number, now + device)

    event = job.timeline.get(what="accept")
    assert event.facts.get("phone_clock") == found
    assert abs(event.at - (now + used)) < timedelta(seconds=30)
    assert event.device_at == now + device - wrong
    assert bool(answer["words"]) is (found is not None)


@pytest.mark.parametrize("told_at", ["", "soon", "2026-13-45T99:99", "0001-01-01T00:00:00Z"])
def test_a_time_that_is_none_costs_the_step_nothing(qiang, job, told_at):
    answer = Phone(qiang).does("accept", job.number, device_at=told_at, off="many")

    assert answer["outcome"] == "done"


def test_a_breach_that_fired_meanwhile_is_voided_by_the_step_that_was_in_time(qiang, job):
    """A9: judged by the phone's time; the event of the breach stays and counts for nothing."""
    Phone(qiang).does("accept", job.number, timezone.now() - minutes(59))

    clock = job.clocks.get(name="accept")
    assert clock.stopped_at < clock.due_at or clock.voided_at is not None


@pytest.mark.parametrize(
    ("place", "found", "says"),
    [
        (NEAR, "near", False),
        (FAR, "far", True),
        ({}, "none", True),
        (NEAR | {"accuracy": "900"}, "poor", True),
        ({"latitude": "0", "longitude": "0", "accuracy": "5"}, "absurd", True),
        ({"latitude": "91", "longitude": "7", "accuracy": "5"}, "absurd", True),
        ({"latitude": "nan", "longitude": "7", "accuracy": "5"}, "absurd", True),
        ({"latitude": "north", "longitude": "", "accuracy": "-1"}, "absurd", True),
    ],
)
def test_an_arrival_says_what_is_to_be_thought_of_its_place_and_is_never_stopped(qiang, job, place, found, says):
    phone = Phone(qiang)
    phone.does("accept", job.number)

    answer = phone.does("arrive", job.number, why="故障点在别处", **place)

    kept = job.timeline.get(what="arrive").facts["place"]
    assert (answer["outcome"], kept["found"], bool(answer["words"])) == ("done", found, says)
    assert ("latitude" in kept) is (found in ("near", "far", "poor"))
    assert kept.get("distance", 0) == (pytest.approx(1668, abs=5) if found == "far" else kept.get("distance", 0))


def test_a_place_that_no_car_reaches_in_time_is_doubted(qiang, job):
    phone = Phone(qiang)
    phone.does("accept", job.number, **NEAR)

    phone.does("arrive", job.number, latitude="39.9", longitude="116.4", accuracy="8")

    assert job.timeline.get(what="arrive").facts["place"]["found"] == "jump"
    assert CrewPosition.objects.count() == 1


def test_what_is_refused_stands_with_its_reason_until_it_is_read_and_the_rest_is_judged_by_itself(client, qiang, job):
    phone = Phone(qiang)
    refused = phone.does("restore", job.number)
    assert (refused["outcome"], refused["code"]) == ("refused", "wrong_moment")

    assert phone.does("accept", job.number)["outcome"] == "done"

    client.force_login(qiang)
    assert refused["sentence"] in client.get(f"/m/t/{job.number}/").content.decode()
    phone.does("seen", job.number, of=refused["id"])
    assert refused["sentence"] not in client.get(f"/m/t/{job.number}/").content.decode()


def test_a_job_that_was_taken_away_keeps_what_its_crew_did(qiang, lin, job, company):
    field.dispatch(job, crew=company.second_crew, by=lin)

    answer = Phone(qiang).does("accept", job.number, timezone.now())

    assert (answer["outcome"], answer["code"]) == ("refused", "no_such_job")
    assert PhoneAction.objects.get().ticket is None


def test_nobody_sends_what_another_person_has_queued(qiang, wei, guo, job):
    own, other = Phone(qiang), Phone(wei)
    action = own.action("accept", job.number)

    assert other.send(action).json()["code"] == "other_person"
    own.send(action)
    action["person"] = other.action("accept", "")["person"]
    assert other.send(action).json()["code"] == "other_person"
    assert Phone(guo).client.get("/m/hello/").json()["person"] != own.client.get("/m/hello/").json()["person"]


def test_the_same_id_with_other_content_is_refused(qiang, job):
    phone = Phone(qiang)
    action = phone.action("note", job.number, text="一")
    phone.send(action)

    assert phone.send(action | {"text": "二"}).json()["code"] == "same_id_other_content"


def test_a_queue_needs_a_session_and_a_token(qiang, job):
    careful = Client(enforce_csrf_checks=True)
    action = Phone(qiang).action("accept", job.number)
    assert careful.post("/m/sync/", action).status_code == 403
    careful.force_login(qiang)
    assert careful.post("/m/sync/", action).status_code == 403

    token = careful.get("/m/hello/").json()["csrf"]

    assert careful.post("/m/sync/", action, headers={"X-CSRFToken": token}).json()["outcome"] == "done"


@pytest.mark.parametrize(
    ("id", "verb"),
    [
        ("", "accept"),
        ("7", "accept"),
        ("01900000-0000-7000-8000-000000000000", "fly"),
        ("01900000-0000-7000-8000-000000000000", ""),
    ],
)
def test_what_is_no_action_is_told_so(qiang, job, id, verb):
    answer = Phone(qiang).send({**Phone(qiang).action(verb, job.number), "id": id})

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")


def test_the_original_of_a_photo_is_kept_and_hashed_and_the_copy_says_when_and_where(qiang, job):
    phone, data = Phone(qiang), picture()

    answer = phone.send(phone.photo(job.number, data, timezone.now(), **NEAR)).json()

    file = Attachment.objects.get()
    assert answer["outcome"] == "done"
    assert (file.kind, file.came_as) == ("proof", sha256(data).hexdigest())
    assert b"".join(store.pieces(file.original)) == data
    assert b"".join(store.pieces(file.stored)) != data


@pytest.mark.parametrize(
    ("data", "more", "code"),
    [
        (b"", {}, "file_not_taken"),
        (b"no picture at all", {}, "file_not_taken"),
        (b"%PDF-1.7 a paper", {}, "file_not_taken"),
        (b"\xff\xd8\xff" + b"0" * 2000, {}, "file_not_taken"),
        (b"\xff\xd8\xff" + b"0" * (21 * 1024 * 1024), {"sha256": ""}, "too_large"),
    ],
)
def test_a_photo_that_is_none_gets_a_sentence(qiang, job, data, more, code):
    phone = Phone(qiang)
    answer = phone.send(phone.photo(job.number, data, **more)).json()

    assert (answer["outcome"], answer["code"]) == ("refused", code)
    assert answer["sentence"]


def test_a_photo_that_was_damaged_on_its_way_comes_again(qiang, job):
    phone = Phone(qiang)
    action = phone.photo(job.number, picture())

    assert phone.send(action | {"file": picture("blue")}).json()["code"] == "damaged"
    assert phone.send(action).json()["outcome"] == "done"


def test_somebody_is_late_and_the_customer_is_told_each_time(qiang, job):
    phone, now = Phone(qiang), timezone.now()
    for count in ("15", "30"):
        assert phone.does("be_late", job.number, now, minutes=count)["outcome"] == "done"
    late = phone.does("be_late", job.number, now - minutes(50), minutes="15")
    never = phone.does("be_late", job.number, now, minutes="0")

    assert Message.objects.filter(template="late").count() == 2
    assert (late["outcome"], never["code"]) == ("done", "invalid")


def test_whoever_sends_crews_is_told_that_help_is_needed(qiang, lin, guo, job):
    Phone(qiang).does("ask_support", job.number, text="要一辆带电作业车")

    assert {notice.user for notice in lin.notices.model.objects.filter(what="ask_support")} == {lin, guo}


def test_an_action_that_was_taken_in_is_never_changed(qiang, job):
    Phone(qiang).does("accept", job.number)

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE fieldwork_phoneaction SET verb = 'x'")


def test_places_go_when_their_days_are_over(qiang, job):
    Phone(qiang).does("accept", job.number, **NEAR)

    assert forget_places(now=timezone.now() + timedelta(days=6)) == 0
    assert forget_places(now=timezone.now() + timedelta(days=8)) == 1


def test_nothing_is_lost_and_nothing_is_twice_over_a_network_that_fails(qiang, job):
    """Cut before the house hears, cut after it has done it, sent twice, an old one late: 0 lost, 0 doubled, in order."""
    phone, luck = Phone(qiang), random.Random(5)
    queue = [phone.action("note", job.number, text=str(n)) for n in range(12)]
    queue += [phone.photo(job.number, picture(size=(n + 8, 8))) for n in range(3)]
    for before, action in pairwise(queue):
        action["after"] = before["id"]
    for n, action in enumerate(queue):
        while luck.random() < 0.3 or phone.send(action).json().get("outcome") != "done" or luck.random() < 0.3:
            if n and luck.random() < 0.5:
                phone.send(luck.choice(queue[:n]))
            if n + 1 < len(queue):
                phone.send(queue[n + 1])

    notes = job.timeline.filter(what="note").order_by("seq")
    assert [note.facts["text"] for note in notes] == [str(n) for n in range(12)]
    assert Attachment.objects.filter(ticket=job).count() == 3
    assert PhoneAction.objects.count() == len(queue)
