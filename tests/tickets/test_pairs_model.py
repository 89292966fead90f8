"""Whatever people join and part in whatever order, the clocks agree with the history and nobody leads nowhere (I5)."""

import random

import pytest
from django.db import transaction

from servicedesk.lib.refusals import Refusal
from tests.people import MONDAY_NINE, minutes, no_power
from tickets import sweep
from tickets.actions import desk, field, linking, merging
from tickets.actions.mending import wrong_clocks
from tickets.family import survivor_of
from tickets.models import Deadline, Ticket, TicketLink
from tickets.proofs import PROOFS, find

# The tests' clock is not the database's, so lateness is left out.
LOOKED_AT = [proof for proof in PROOFS if proof.number not in ("P6", "P12")]
STEPS = 30


class Life:
    """Three reports of one fault, and people who join, part and work on them at random."""

    def __init__(self, cases, company, people, dealer):
        self.keys, self.company, self.people, self.dealer = [one.pk for one in cases], company, people, dealer
        self.now, self.done = MONDAY_NINE + minutes(11), []

    def pick(self):
        return Ticket.objects.get(pk=self.dealer.choice(self.keys))

    def step(self):
        self.now += minutes(self.dealer.choice((0, 1, 3, 20)))
        name = self.dealer.choice(("merge", "merge", "unmerge", "link", "unlink", "dispatch", "work", "work", "sweep"))
        try:
            with transaction.atomic():
                getattr(self, name)()
                self.done.append(name)
        except Refusal:
            pass

    def merge(self):
        merging.merge(self.pick(), into=self.pick(), by=self.people["guo"], at=self.now)

    def unmerge(self):
        merging.unmerge(self.pick(), by=self.people["guo"], at=self.now)

    def link(self):
        linking.link(self.pick(), to=self.pick(), kind="child", follows=True, by=self.people["guo"], at=self.now)

    def unlink(self):
        link = TicketLink.objects.standing().filter(follows=True).first()
        if link:
            linking.unlink(link.source, link=link.pk, by=self.people["guo"], at=self.now)

    def dispatch(self):
        field.dispatch(self.pick(), crew=self.company.crew, by=self.people["guo"], at=self.now)

    def work(self):
        verb = self.dealer.choice((field.accept, field.depart, field.arrive, field.restore))
        verb(self.pick(), by=self.people["qiang"], at=self.now)

    def sweep(self):
        sweep.sweep_all(at=self.now)

    def check(self):
        for ticket in Ticket.objects.all():
            assert wrong_clocks(ticket) == [], (ticket, self.done)
            assert survivor_of(ticket).merged_into_id is None
            if not ticket.is_open:
                assert not Deadline.objects.filter(ticket=ticket, state="armed").exists()
        assert [proof.number for proof in LOOKED_AT if find(proof).count] == [], self.done


@pytest.mark.parametrize("seed", [7, 21])
def test_joined_and_parted_at_random(fault, second, company, guifang, flat, guo, qiang, seed):
    third = desk.register(no_power(company, guifang, flat), unit=company.hall, by=guo, at=MONDAY_NINE + minutes(10))
    life = Life([fault, second, third], company, {"guo": guo, "qiang": qiang}, random.Random(seed))

    for n in range(STEPS):
        life.step()
        if n % 5 == 4:
            life.check()
    assert len(set(life.done)) > 3
