"""B12: the stages of a promise on its page, in its form, tried before they are published."""

import pytest
from django.conf import settings

from deadlines.models import Promise

CODE = "power-fault-arrive-sgcc-2011-urban"
HERE = f"/manage/promises/{CODE}/"
TOLD = {
    "version": "1",
    "limit": "60m",
    "statistic": "each",
    "calendar": "cn-24x7",
    "any_hour": "on",
    "source": "公司通知 12 号",
    "start": "2026-03-16T09:00",
}


@pytest.fixture
def admin(client, root):
    client.force_login(root)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


def lines(*stages: tuple[str, str, tuple[str, ...]]) -> dict:
    """The lines of the form as a browser sends them, with an empty one at the end."""
    said = {}
    for place, (sort, amount, rungs) in enumerate([*stages, ("", "", ())]):
        names = (f"stage-{place}-{name}" for name in ("sort", "amount", "rungs"))
        said |= dict(zip(names, (sort, amount, rungs), strict=True))
    return said


def words(answer) -> str:
    return " ".join(answer.content.decode().split())


AT_LIMIT = ("breach", "", ("handler", "first_contact", "team_leader"))


def test_a_promise_shows_its_stages_and_who_is_told(admin, company):
    told = words(admin.get(HERE))

    assert 'warning at 50 % <span class="muted">→ handler, first contact</span>' in told
    assert '30 minutes after the limit <span class="muted">→ director</span>' in told
    assert '2 hours after the limit <span class="muted">→ executive in charge</span>' in told
    assert "yes, at night too" in told


def test_the_form_begins_with_the_stages_there_are_and_two_lines_to_spare(admin, company):
    told = words(admin.get(f"{HERE}revise/"))

    assert all(f'name="stage-{place}-sort"' in told for place in range(7))
    assert 'name="stage-7-sort"' not in told
    assert 'name="stage-0-amount" value="50"' in told


def test_stages_of_ones_own_are_tried_and_then_published(admin, company):
    said = TOLD | lines(("before", "10", ("handler",)), AT_LIMIT, ("after", "90", ("director", "executive")))
    tried = words(admin.post(f"{HERE}revise/", said | {"do": "preview"}))
    assert "10 minutes before the limit: 16 Mar 2026 09:50" in tried
    assert "90 minutes after the limit: 16 Mar 2026 11:30" in tried
    assert 'name="stage-4-sort"' in tried, "two lines to spare"

    assert admin.post(f"{HERE}revise/", said | {"do": "publish"}).status_code == 302

    fresh = Promise.objects.get(code=CODE, version=2)
    assert [stage.code for stage in fresh.ladder] == ["before10", "breach", "after90"]
    assert fresh.ladder[2].rungs == ("director", "executive")
    assert fresh.any_hour


@pytest.mark.parametrize(
    ("stages", "sentence"),
    [
        ([("warn", "120", ("handler",)), AT_LIMIT], "A warning comes before the limit: write percents from 1 to 99."),
        ([("warn", "half", ("handler",)), AT_LIMIT], "A warning comes before the limit"),
        ([("before", "60", ("handler",)), AT_LIMIT], "lies before the start"),
        ([("after", "", ("director",)), AT_LIMIT], "whole minutes from 1"),
        ([("warn", "50", ()), AT_LIMIT], "choose at least one"),
        ([("warn", "50", ("handler",)), ("warn", "50", ("director",)), AT_LIMIT], "stands there twice"),
        ([("", "50", ("handler",)), AT_LIMIT], "A stage says when it comes"),
        ([("warn", "50", ("handler",))], "who is told when the limit itself passes"),
        ([("warn", "50", ("boss",)), AT_LIMIT], "from the list"),
    ],
)
def test_a_stage_that_cannot_be_is_refused_with_what_to_do(admin, company, stages, sentence):
    answer = admin.post(f"{HERE}revise/", TOLD | lines(*stages) | {"do": "publish"})

    assert answer.status_code == 422
    assert sentence in words(answer)
    assert Promise.objects.filter(code=CODE).count() == 1


def test_a_case_tells_whom_each_stage_tells(client, guo, fault):
    client.force_login(guo)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    told = words(client.get(f"/t/{fault.number}/why/"))

    assert "to come → handler, first contact, team leader" in told
    assert "30 minutes after the limit" in told
