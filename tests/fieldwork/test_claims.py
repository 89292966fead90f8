"""I28: forty dispatchers send one job at the same moment; one of them does, and the others are told who was first."""

import threading

import pytest
from django.db import connection

from fieldwork.actions import assigning
from fieldwork.models import Assignment
from fieldwork.refusals import SentAlready
from tickets.models import Ticket

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
CLAIMS = 40


def test_of_forty_one_wins_and_the_others_are_told_who(fault, company, lin):
    start, won, told = threading.Barrier(CLAIMS), [], []
    crews = [company.crew, company.second_crew]

    def claim(n: int) -> None:
        try:
            start.wait(20)
            won.append(assigning.assign(fault, crew=crews[n % 2], by=lin).crew)
        except SentAlready as late:
            told.append(late.sentence())
        finally:
            connection.close()

    threads = [threading.Thread(target=claim, args=(n,)) for n in range(CLAIMS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    ticket = Ticket.objects.get(pk=fault.pk)
    assert [ticket.crew] == won
    assert Assignment.objects.count() == 1
    assert ticket.timeline.filter(what="dispatch").count() == 1
    assert len(told) == CLAIMS - 1
    assert all(ticket.crew.name in word and lin.name in word for word in told)
