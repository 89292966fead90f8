"""Files of a case: added by whoever may, kept together with their row, seen through the case alone."""

import os
import stat
from uuid import uuid4

import pytest
from django.db import Error, IntegrityError, transaction

from servicedesk.lib.files import store
from servicedesk.lib.files.limits import MOST_ON_A_CASE, NotTaken
from servicedesk.lib.refusals import NotAllowed
from tests.files.samples import TAKEN, picture, ready, upload
from tests.people import MONDAY_NINE
from tickets.actions import attaching
from tickets.actions.attaching import attach, claim, hide_file, lay_by
from tickets.models import Attachment, TicketEvent
from tickets.refusals import Needed, NotYours


def lying() -> list[str]:
    return sorted(str(path) for path in store.path_of("").rglob("*") if path.is_file())


def test_a_photo_is_row_file_and_event(fault, min):
    (row,) = attach(fault, [ready()], by=min)

    event = fault.timeline.latest("seq")
    assert (event.what, event.facts) == ("attach", {"count": 1, "files": [str(row.pk)]})
    assert (row.name, row.kind, row.state, row.audience) == ("电表箱.jpg", "photo", "clean", "internal")
    assert store.hash_of(row.stored) == row.sha256
    assert len(lying()) == 2, "the photo and its small picture"


def test_the_stored_name_tells_nothing_and_the_file_is_private(fault, min):
    """Security lines 35 and 39."""
    (row,) = attach(fault, [ready("陈桂芳身份证.jpg")], by=min)

    path = store.path_of(row.stored)
    assert "陈" not in row.stored
    assert path.suffix == ""
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o640
    assert not stat.S_IMODE(os.stat(path.parent).st_mode) & 0o007


def test_the_same_bytes_again_are_the_same_attachment(fault, min):
    (row,) = attach(fault, [ready()], by=min)
    again = attach(fault, [ready("anders.jpg"), ready("b.jpg", picture(colour="red"))], by=min)

    assert again[0].pk == row.pk
    assert Attachment.objects.count() == 2
    assert fault.timeline.filter(what="attach").count() == 2


def test_a_refused_row_leaves_no_file(fault, other, monkeypatch, min):
    with pytest.raises(NotAllowed):
        attach(fault, [ready()], by=other)

    def broken(*_rows, **_more):
        raise IntegrityError

    monkeypatch.setattr(attaching.Attachment.objects, "bulk_create", broken)
    with pytest.raises(IntegrityError):
        attach(fault, [ready()], by=min)

    assert lying() == []
    assert not fault.timeline.filter(what="attach").exists()


def test_whom_a_complaint_is_about_adds_nothing_to_it(fault, min):
    fault.barred.create(org=fault.org, user=min)

    with pytest.raises(NotYours):
        attach(fault, [ready()], by=min)


def test_there_is_an_end_to_it(fault, min, monkeypatch):
    monkeypatch.setattr(attaching, "MOST_ON_A_CASE", 1)
    monkeypatch.setattr(attaching._check_count, "__kwdefaults__", {"most": 1})
    attach(fault, [ready()], by=min)

    with pytest.raises(NotTaken):
        attach(fault, [ready("b.jpg", picture(colour="red"))], by=min)
    assert MOST_ON_A_CASE == 50


def test_a_proof_keeps_its_original_and_the_time_taken(fault, min):
    """N19: the very bytes that came, their hash, and when the camera says it was."""
    data = picture(exif=True)
    (row,) = attach(fault, [ready(data=data)], by=min, kind="proof")

    assert store.path_of(row.original).read_bytes() == data
    assert store.hash_of(row.original) == row.came_as
    assert f"{row.taken_at.astimezone(MONDAY_NINE.tzinfo):%M:%S}" == TAKEN[-5:]


def test_what_was_handed_in_stays_what_it_is(fault, min):
    """The database itself refuses."""
    (row,) = attach(fault, [ready()], by=min)

    for changes in (
        {"sha256": "0" * 64},
        {"name": "anders.jpg"},
        {"audience": "customer"},
        {"ticket": None, "sheet": uuid4()},
    ):
        with pytest.raises(Error), transaction.atomic():
            Attachment.objects.filter(pk=row.pk).update(**changes)
    with pytest.raises(Error), transaction.atomic():
        Attachment.objects.filter(pk=row.pk).delete()


def test_a_sheets_files_hang_on_the_case_that_it_becomes(company, min, fault):
    sheet = uuid4()
    lay_by(sheet, [ready()], hall=company.hall, by=min, at=MONDAY_NINE)

    assert claim(fault, sheet, by=min, at=MONDAY_NINE) == 1
    assert claim(fault, sheet, by=min, at=MONDAY_NINE) == 0
    assert [row.sheet for row in fault.attachments.all()] == [sheet]
    assert fault.timeline.filter(what="attach").count() == 1


def test_a_colleagues_sheet_is_out_of_reach(company, min, guo, fault):
    sheet = uuid4()
    lay_by(sheet, [ready()], hall=company.hall, by=guo, at=MONDAY_NINE)

    assert claim(fault, sheet, by=min, at=MONDAY_NINE) == 0
    assert not Attachment.objects.visible_to(min).exists()


def test_hiding_takes_a_reason_and_leaves_the_file(fault, min, guo, lin):
    (row,) = attach(fault, [ready()], by=min)
    with pytest.raises(NotAllowed):
        hide_file(row, reason="不该传", by=lin)
    with pytest.raises(Needed):
        hide_file(row, reason="  ", by=min)

    hide_file(row, reason="拍错了", by=guo)

    row.refresh_from_db()
    assert (row.hidden_by, row.hidden_why) == (guo, "拍错了")
    assert store.path_of(row.stored).is_file()
    assert not Attachment.objects.servable().exists()
    assert TicketEvent.objects.latest("seq").reason == "拍错了"


def test_too_many_at_once(fault, min):
    files = [ready(f"{n}.txt", f"{n}".encode()) for n in range(11)]

    with pytest.raises(NotTaken):
        attach(fault, files, by=min)
    assert upload("a.txt", b"a").size == 1
