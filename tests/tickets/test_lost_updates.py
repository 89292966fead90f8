"""Two editors save the same ticket at once, four hundred times, with FULL=1 a thousand: no save that was taken is lost."""

import os
import threading

import pytest
from django.db import connection

from servicedesk.lib.refusals import Refusal
from tickets.actions import amending
from tickets.models import Ticket, TicketEvent
from tickets.refusals import Stale

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
SAVES = 500 if os.environ.get("FULL") else 200  # by each of the two


def edit(ticket, editor, name, start, taken, stale):
    """Save again and again what was just read, as a page does that knows the version it shows."""
    start.wait()
    try:
        for n in range(SAVES):
            version = Ticket.objects.values_list("version", flat=True).get(pk=ticket.pk)
            try:
                amending.amend(ticket, description=f"{name} {n}", version=version, by=editor)
                taken.append((version, f"{name} {n}"))
            except Stale:
                stale.append(version)
            except Refusal as refusal:  # nothing else may stop an editor
                taken.append((version, refusal.code))
    finally:
        connection.close()


def test_no_update_is_lost_in_racing_saves(fault, min, lin):
    start, taken, stale = threading.Barrier(2), [], []
    editors = [threading.Thread(target=edit, args=(fault, who, who.login, start, taken, stale)) for who in (min, lin)]
    for editor in editors:
        editor.start()
    for editor in editors:
        editor.join()

    fault.refresh_from_db()
    versions = [version for version, _text in taken]
    told = TicketEvent.objects.filter(ticket=fault, what="amend").order_by("seq")
    assert len(versions) == len(set(versions)), "two saves on one version: one of them would be lost"
    assert [event.facts["after"]["description"] for event in told] == [text for _version, text in sorted(taken)]
    assert fault.version == 1 + len(taken)
    assert len(taken) + len(stale) == 2 * SAVES, "each save was either taken or told that it was stale"
    assert stale, "they did race"
