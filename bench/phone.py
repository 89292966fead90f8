"""A shift without signal comes back over a network that fails at random: nothing lost, nothing twice, the order kept."""

import io
import random
import time
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db.models import Count
from django.test import Client
from PIL import Image

from accounts.actions import grant, hire, plant
from accounts.models import User
from accounts.roles import Role
from bench.making import first_case
from bench.sweeping import Row
from fieldwork.models import PhoneAction
from fieldwork.phonekeys import keys_of
from tickets.actions import desk, field
from tickets.actions.spine import database_time
from tickets.models import Attachment, Ticket, TicketEvent
from worksheets.actions import sheets
from worksheets.models import WorkSheet

WORK = ("accept", "depart", "arrive", "note", "photo", "photo", "sheet", "restore", "photo", "note")
# What a crew writes on the sheet that it begins on each job.
WRITTEN = {
    "kind": "repair",
    "do": "finish",
    "s_warranty": "保外",
    "s_fault": "跳闸",
    "s_way": "现场修复",
    "s_done": "紧固",
}
# Of a hundred sendings: cut before the house hears, cut after it has done it, heard twice, a copy that comes much later,
# and one that an impatient phone sends before its turn.
CUT_BEFORE, CUT_AFTER, TWICE, LATE_COPY, TOO_SOON = 15, 15, 10, 10, 5
Action = dict[str, Any]


class Network:
    """Between the phone and the house. What it does is drawn by a seeded hand and counted."""

    def __init__(self, client: Client, seed: int) -> None:
        self.client, self.luck, self.seen = client, random.Random(seed), Counter[str]()
        self.astray: list[Action] = []
        self.took: list[float] = []

    def send(self, action: Action) -> dict[str, Any] | None:
        """What the phone hears; None where it hears nothing."""
        draw = self.luck.randrange(100)
        if draw < CUT_BEFORE:
            self.seen["cut before"] += 1
            return None
        answer = self._deliver(action)
        if (draw := draw - CUT_BEFORE) < CUT_AFTER:
            self.seen["cut after"] += 1
            return None
        if (draw := draw - CUT_AFTER) < TWICE:
            self.seen["heard twice"] += 1
            self._deliver(action)
        elif draw - TWICE < LATE_COPY:
            self.astray.append(action)
        if self.astray and self.luck.random() < 0.1:
            self.seen["late copies"] += 1
            self._deliver(self.astray.pop(self.luck.randrange(len(self.astray))))
        return answer

    def _deliver(self, action: Action) -> dict[str, Any] | None:
        told = dict(action)
        if "file" in told:
            told["file"] = SimpleUploadedFile("photo.jpg", told["file"], content_type="image/jpeg")
        began = time.perf_counter()
        heard = self.client.post("/m/sync/", told)
        self.took.append((time.perf_counter() - began) * 1000)
        self.seen["deliveries"] += 1
        answer: dict[str, Any] = heard.json()
        if answer.get("code") == "early":
            self.seen["came too soon"] += 1
        return answer if heard.status_code == 200 else None


def measure(*, actions: int, seed: int = 1) -> list[Row]:
    """Replay so many actions of one crew and look at what has become of them."""
    call_command("collectstatic", interactive=False, verbosity=0)
    crew, jobs = _shift(actions // len(WORK))
    queue = list(_queue(crew, jobs))
    client = Client(headers={"host": "localhost"})
    client.force_login(crew)
    network = Network(client, seed)
    began = time.perf_counter()
    for n, action in enumerate(queue):
        while network.send(action) is None:
            network.seen["again"] += 1
            if n + 1 < len(queue) and network.luck.randrange(100) < TOO_SOON:
                network.send(queue[n + 1])
    took = time.perf_counter() - began
    return [*_verdict(queue, jobs), *_story(network, took)]


def _shift(count: int) -> tuple[User, list[Ticket]]:
    """A crew of its own with so many jobs, sent to it nine hours ago."""
    case = first_case()
    at = database_time() - timedelta(hours=9)
    sheets.adopt_usual(case.org, by=None, at=at)
    crew = plant(parent=case.org, kind="crew", code=f"Q{uuid4().hex[:6]}", name="测试抢修班")
    person = hire(login=f"crew-{uuid4().hex[:6]}", name="抢修员", home=crew, staff_number="7001")
    grant(person, role=Role.CREW, unit=crew)
    boss, clerk = User.objects.get(login="boss"), User.objects.get(login="clerk")
    jobs = []
    for n in range(count):
        told = {"answers": case.answers, "contact_phone": "13800000000", "address": f"测试路 {n} 号"}
        ticket = desk.register(desk.Intake(category=case.category, **told), unit=case.unit, by=clerk, at=at)
        jobs.append(field.dispatch(ticket, crew=crew, by=boss, at=at))
    return User.objects.get(pk=person.pk), jobs


def _queue(crew: User, jobs: list[Ticket]) -> Iterator[Action]:
    """What the phone has kept: each action with its id, number, time and the one before it on its job."""
    device, seq, person = str(uuid4()), 0, keys_of(crew).person
    at = database_time() - timedelta(hours=8)
    pace = timedelta(hours=8) / (len(jobs) * len(WORK) + 1)
    for job in jobs:
        after = ""
        for verb in WORK:
            seq, at = seq + 1, at + pace
            told: Action = {"id": str(uuid4()), "verb": verb, "number": job.number, "seq": seq, "after": after}
            told |= {"device": device, "person": person, "off": 0, "device_at": at.isoformat(), "text": str(seq)}
            after = told["id"]
            if verb == "photo":
                data = _picture(seq)
                told |= {"file": data, "sha256": sha256(data).hexdigest()}
            elif verb == "sheet":
                told |= {"sheet": str(uuid4())} | WRITTEN
            yield told


def _picture(n: int) -> bytes:
    """A photo that is like no other."""
    out = io.BytesIO()
    Image.effect_noise((800, 600), 20 + n % 50).convert("RGB").save(out, "JPEG", quality=70)
    return out.getvalue()


def _verdict(queue: list[Action], jobs: list[Ticket]) -> list[Row]:
    ids = [action["id"] for action in queue]
    rows = PhoneAction.objects.filter(pk__in=ids)
    events = TicketEvent.objects.filter(ticket__in=jobs)
    steps = [action["id"] for action in queue if action["verb"] != "photo"]
    told = events.filter(client_id__in=steps)
    doubled = told.values("client_id").annotate(n=Count("pk")).filter(n__gt=1).count()
    photos = Attachment.objects.filter(ticket__in=jobs)
    asked = sum(action["verb"] == "photo" for action in queue)
    hashes = {action["sha256"] for action in queue if "sha256" in action}
    order = {str(pk): n for n, pk in enumerate(rows.order_by("received_at").values_list("pk", flat=True))}
    times = {action["id"]: datetime.fromisoformat(action["device_at"]) for action in queue}
    moved = sum(abs(at - times[str(key)]) > timedelta(seconds=1) for key, at in told.values_list("client_id", "at"))
    return [
        ("actions queued", len(queue), ""),
        ("lost", len(queue) - rows.filter(outcome="done").count() + len(steps) - told.count(), "0"),
        ("doubled", doubled + max(0, photos.count() - asked), "0"),
        ("work sheets, one of each", WorkSheet.objects.filter(ticket__in=jobs, state="done").count(), str(len(jobs))),
        ("photos kept as they came, by hash", len(hashes & set(photos.values_list("came_as", flat=True))), str(asked)),
        (
            "out of order on their job",
            sum(order[one["after"]] > order[one["id"]] for one in queue if one["after"]),
            "0",
        ),
        ("steps not at the phone's time", moved, "0"),
    ]


def _story(network: Network, took: float) -> list[Row]:
    times = sorted(network.took)
    more: list[Row] = [(name, network.seen[name], "") for name in sorted(network.seen)]
    return [*more, ("p95 of one delivery, ms", times[int(len(times) * 0.95) - 1], ""), ("seconds in all", took, "")]
