"""The company's own rules of complaints: every field by its form, bad input, stale pages, and the audit of each change."""

from decimal import Decimal

import pytest

from accounts.models import AuditEvent, User
from complaints import actions
from complaints.compensating import most_for
from complaints.grades import lines_of
from complaints.heads import head_rule
from complaints.limits import rule_of
from complaints.models import Due, GradeRule, HeadRule
from complaints.rulebook import BOOK
from complaints.steps import Step
from tests.complaints.conftest import intake

URL = "/manage/complaints/"


@pytest.fixture
def post(client, guo):
    """Post a rule's form as the page has it now, with what is changed."""
    client.force_login(guo)

    def send(what: str, key: str, **told: object):
        sections = {section.what: section for section in client.get(URL).context["sections"]}
        lines = {line.key: line.form for line in sections[what].lines}
        form = lines.get(key) or sections[what].fresh
        shown = {field.name: field.value() for field in form}
        given = {name: value for name, value in {**shown, **told}.items() if value is not None and value is not False}
        return client.post(URL, {"what": what, "key": key, **given})

    return send


def test_every_field_of_every_sort_is_changed_and_audited_with_before_and_after(post, company, guo):
    org = company.org
    changes = {
        ("step", "verify"): {"title": "核实单", "limit": "3h", "remind": "30m", "rows": ["number", "finding"], "signatures": "核实人、班长"},
        ("head", "head"): {"times": 2, "role": "executive"},
        ("recovery", "broken"): {"category": "fault-*", "clocks": ["arrive"]},
        ("compensation", "gift"): {"supervisor": "50", "director": "0", "executive": "900"},
    }  # fmt: skip
    for (what, key), told in changes.items():
        assert post(what, key, **told).status_code == 302, what

    step = rule_of(org, Step.VERIFY)
    assert (step.title, step.limit, step.rows, step.signatures) == (
        "核实单",
        "3h",
        ["number", "finding"],
        ["核实人", "班长"],
    )
    assert (head_rule(org).times, head_rule(org).role) == (2, "executive")
    assert BOOK["recovery"].read(org)["broken"] == {"category": "fault-*", "clocks": "arrive", "is_active": True}
    assert BOOK["compensation"].read(org)["gift"] == {"supervisor": "50", "director": "0", "executive": "900"}
    said = AuditEvent.objects.filter(what="complaint_rule").earliest("at").facts
    assert said["rule"] == "step:verify"
    assert (said["before"]["limit"], said["after"]["limit"]) == ("2wd", "3h")
    assert AuditEvent.objects.filter(what="complaint_rule").count() == len(changes)


def test_a_line_of_the_levels_is_changed_added_and_put_out_of_use(post, company, guo):
    """The shipped lines become the company's own with the first change."""
    assert post("grade", "10", level="major", words="触电 伤亡").status_code == 302
    first = GradeRule.objects.get(org=company.org, place=10)
    assert (first.level, GradeRule.objects.filter(org=company.org).count()) == ("major", 7)

    assert (
        post(
            "grade", "", name="老旧小区", words="老旧小区", matter="grid", importance="any", channel="12345"
        ).status_code
        == 302
    )
    assert post("grade", str(first.pk), is_active=False).status_code == 302

    names = [line.name for line in lines_of(company.org)]
    assert "老旧小区" in names and first.name not in names


@pytest.mark.parametrize(
    ("what", "key", "told", "answer"),
    [
        ("step", "verify", {"limit": "bald"}, 422),
        ("step", "verify", {"rows": ["passwords"]}, 422),
        ("step", "nothing", {"title": "x", "limit": "1d", "remind": "1h"}, 404),
        ("grade", "", {"name": "空", "level": "", "matter": ""}, 422),
        ("grade", "", {"name": "=1+1", "level": "worst"}, 422),
        ("grade", "00000000-0000-0000-0000-000000000000", {"name": "x", "level": "major"}, 404),
        ("head", "head", {"times": 0}, 422),
        ("head", "head", {"role": "clerk"}, 422),
        ("recovery", "broken", {"clocks": ["lunch"]}, 422),
        ("compensation", "gift", {"supervisor": "-5"}, 422),
        ("compensation", "gift", {"supervisor": "NaN"}, 422),
        ("compensation", "villa", {"supervisor": "5", "director": "5", "executive": "5"}, 404),
    ],
)
def test_bad_input_comes_back_with_the_page_and_changes_nothing(post, client, what, key, told, answer):
    if key and key not in {line.key for section in _sections(client) for line in section.lines}:
        assert client.post(URL, {"what": what, "key": key, "place": 5, "repeats": 0, **told}).status_code == answer
    else:
        assert post(what, key, **told).status_code == answer
    assert not AuditEvent.objects.filter(what="complaint_rule").exists()


def _sections(client):
    return client.get(URL).context["sections"]


def test_a_stale_page_overwrites_nothing(client, post, company, guo):
    old = (
        next(line for section in _sections(client) for line in section.lines if line.key == "head").form["seen"].value()
    )
    post("head", "head", times=5)

    answer = client.post(
        URL, {"what": "head", "key": "head", "seen": old, "times": 9, "role": "director", "is_active": "on"}
    )

    assert answer.status_code == 409
    assert HeadRule.objects.get().times == 5
    assert client.post(URL, {"what": "weather"}).status_code == 404


def test_what_is_switched_off_is_not_due_and_a_role_with_nothing_agrees_to_nothing(post, company, min, guo):
    post("step", "register", is_active=False)
    post("compensation", "gift", supervisor="0")

    ticket = actions.register(intake(company), facts=actions.FileFacts(), unit=company.hall, by=min)

    assert not Due.objects.filter(ticket=ticket, step=Step.REGISTER).exists()
    boss = User.objects.get(pk=guo.pk)
    assert (most_for(boss, "gift", ticket), most_for(boss, "fee", ticket)) == (Decimal(0), Decimal(200))


def test_each_company_has_its_own(post, company):
    post("head", "head", times=5)

    assert BOOK["head"].read(company.foreign_org)["head"]["times"] == 3
