"""A log of another system walked through our own actions: what is legal, what is refused and why, what the clocks say."""

from datetime import timedelta

import pytest

from tests.imports.test_real_files import needs
from tests.replays.conftest import ITALIAN, MAPPING, SHIPPED
from tickets.models import Clock, Ticket, TicketEvent
from tickets.proofs import PROOFS


def test_a_case_happens_with_the_times_of_the_log(log):
    told = log.walk("A 受理 1 甲; A 接手 1.10 乙; A 答复 2 乙; A 办结 5 甲")

    ticket = Ticket.objects.get(external_number="A")
    events = [(event.what, event.at.day, event.by.name) for event in ticket.timeline.select_related("by")]
    assert events == [("register", 1, "甲"), ("accept", 1, "乙"), ("reply", 2, "乙"), ("close", 5, "甲")]
    assert ticket.status == "closed"
    assert (told["cases"], told["events"], told["legal"], told["refused"]) == (1, 4, 4, 0)
    assert told["clocks"]["reply"] | {"runs": 1, "kept": 1, "unpaused_kept": 1} == told["clocks"]["reply"]
    assert (told["proofs_broken"], told["wrong_clocks"]) == ([], 0)


def test_a_wait_is_not_counted_and_only_the_pause_keeps_the_promise(log):
    told = log.walk("A 接手 1 甲; A 等待 2 甲; A 接手 8 甲; A 答复 8.12 甲")

    assert (told["waits"], told["waited_days"], told["waits_ended"]["by_somebody"]) == (1, 6.0, 1)
    clock = told["clocks"]["reply"]
    assert (clock["runs"], clock["kept"], clock["unpaused_late"]) == (1, 1, 1)
    assert "without the pauses kept 0, late 1" in log.said


def test_a_wait_ends_by_its_answer_or_by_itself(log):
    """I12, I14: the review ends a pause that nobody ends, at that very moment; the clock then goes on and is missed."""
    told = log.walk("A 接手 1 甲; A 等待 1.10 甲; A 答复 3 甲; B 接手 1 甲; B 等待 1.10 甲; B 答复 30 甲")

    assert told["waits_ended"] == {"by_somebody": 0, "by_itself": 1, "by_the_answer": 1}
    assert told["waited_days"] == 11.96
    woken = TicketEvent.objects.get(what="resume", by=None)
    assert woken.at.day == 11
    clock = told["clocks"]["reply"]
    assert (clock["kept"], clock["late"], told["fired"]["reply breach"]) == (1, 1, 1)


def test_a_case_that_comes_back_is_opened_again_with_a_clock_of_its_own(log):
    told = log.walk("A 接手 1 甲; A 答复 1.12 甲; A 接手 9 乙; A 答复 9.12 乙; A 办结 9.13 甲")

    assert (told["reopened"], told["clocks"]["reply"]["runs"], told["clocks"]["reply"]["kept"]) == (1, 2, 2)
    assert Ticket.objects.get().round == 2


def test_what_our_rules_do_not_allow_is_refused_with_its_sentence_and_changes_nothing(log):
    told = log.walk(
        "A 接手 1 甲; A 办结 1.10 甲; A 答复 2 甲; A 答复 3 甲; A 验收 3 甲; B 等待 1 甲; A 接手 x 甲".replace("x", "4")
    )

    refusals = {(one["activity"], one["where"], one["code"]): one["count"] for one in told["refusals"]}
    assert refusals == {
        ("办结", "accepted", "wrong_moment"): 1,
        ("答复", "resolved", "wrong_moment"): 1,
        ("验收", "resolved", "no_step"): 1,
        ("等待", "", "no_step"): 1,
    }
    assert told["events"] == told["legal"] + told["refused"] == 7
    assert all(one["sentence"] for one in told["refusals"])
    assert list(Ticket.objects.values_list("external_number", "status")) == [("A", "accepted")]
    assert "so this step cannot be taken now" in log.said


def test_a_wait_of_what_is_late_already_is_refused(log):
    """I14: pausing after the breach does not undo it."""
    told = log.walk("A 接手 1 甲; A 等待 9 甲; A 答复 9.12 甲")

    assert [one["code"] for one in told["refusals"]] == ["cannot_pause"]
    assert (told["waits"], told["clocks"]["reply"]["late"]) == (0, 1)


def test_cases_are_walked_side_by_side_and_the_tick_comes_between_them(log):
    told = log.walk("A 接手 1 甲; B 接手 20 甲; B 答复 20.10 甲; A 答复 20.11 甲")

    missed = TicketEvent.objects.get(what="deadline_missed", facts__stage="breach", ticket__external_number="A")
    assert missed.deadline.settled_at - missed.at == timedelta(hours=1)
    assert (missed.at.day, told["ticks"] > 1) == (3, True)
    assert Clock.objects.get(ticket__external_number="B").was_kept


def test_crews_can_be_sent_too(log):
    mapping = """
        source = "jobs"
        kind = "service"
        columns = { case = "单号", activity = "活动", at = "时间", by = "人员" }
        promises = { accept = "1d", reply = "5wd" }
        [steps]
        "来电" = { new = "register dispatch" }
        "到场" = { dispatched = "accept depart arrive" }
        "完工" = { any = "restore report" }
        "关单" = { any = "close" }
        """
    told = log.walk("A 来电 1 甲; A 到场 1.12 乙; A 完工 2 乙; A 关单 3 甲; A 到场 4 乙", mapping)

    assert (told["legal"], told["statuses"]) == (4, {"closed": 1})
    assert [one["code"] for one in told["refusals"]] == ["no_step"]
    assert {name: clock["kept"] for name, clock in told["clocks"].items()} == {"accept": 1, "reply": 1}


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('reply = "2d"', 'reply = "2 weeks"', "is not a limit"),
        ('reply = "2d"', 'restore = "2d"', "promises is “restore”"),
        ("customer_papers", "holiday", "pause.why is “holiday”"),
        ('any = "reply"', 'any = "solve"', "steps.答复.any is “solve”"),
        ('new = "register accept"', 'new = "accept"', "steps.接手.new is “accept”"),
        ('any = "reply"', 'whenever = "reply"', "steps.答复 is “whenever”"),
        ('at = "时间"', 'at = "时刻"', "Missing: 时刻"),
        ('[steps."答复"]', '[step."答复"]', "no key “step”"),
        ('by = "人员"', 'by = "人员"\n[times]\nzone = "Mars"', "There is no time zone “Mars”"),
    ],
)
def test_a_mapping_that_makes_no_sense_is_refused_before_anything_happens(log, old, new, sentence):
    told = (log.folder / "x").with_suffix("")  # no report is written
    with pytest.raises(SystemExit) as stopped:
        log.walk("A 受理 1 甲", MAPPING.replace(old, new), report=told)

    assert stopped.value.code == 2
    assert sentence in log.complained
    assert not Ticket.objects.exists()


def test_a_house_that_is_lived_in_is_left_alone(log, company):
    with pytest.raises(SystemExit):
        log.walk("A 受理 1 甲")

    assert "Somebody lives in this database" in log.complained


def test_some_cases_of_a_real_help_desk(log):
    """Legal, or refused for a reason, and the clocks sound; all 4,580 with `FULL=1`, in test_scratch.py."""
    told = log.walk(needs(ITALIAN), SHIPPED, cases=25)

    assert (told["cases"], told["events"], told["legal"], told["refused"]) == (25, 112, 110, 2)
    assert {(one["activity"], one["where"], one["code"]) for one in told["refusals"]} == {
        ("Closed", "closed", "wrong_moment"),
        ("Wait", "accepted", "cannot_pause"),
    }
    assert all(one["sentence"] for one in told["refusals"])
    assert (told["waits"], told["waited_days"]) == (5, 24.81)
    assert (told["clocks"]["reply"]["kept"], told["clocks"]["reply"]["unpaused_kept"]) == (23, 22)
    assert PROOFS
    assert (told["proofs_broken"], told["wrong_clocks"]) == ([], 0)
