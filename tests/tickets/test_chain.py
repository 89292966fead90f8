"""Who stands on the chain of a place, and in whose hours: shown and set by the operator's command."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Unit, User
from accounts.roles import Role
from tests.people import somebody


def chain(*words: str) -> str:
    out = StringIO()
    call_command("chain", *words, stdout=out)
    return out.getvalue()


def test_a_director_is_put_on_the_chain_and_shown(company, guo):
    somebody("gao", "高远", Role.CLERK, company.org, company.org, "1101")
    said = chain("CN", "--person", "gao", "--rung", "director")

    assert "高远 (gao" in said
    assert "刘建国 (guo" in said
    assert User.objects.get(login="gao").may("board")


def test_hours_of_a_unit_and_of_a_person(company, guo):
    chain("Q1", "--hours", "cn-24x7")
    chain("CN", "--person", "guo", "--hours", "cn-24x7")

    assert Unit.objects.get(code="Q1").calendar == User.objects.get(login="guo").calendar == "cn-24x7"
    assert "guo; cn-24x7" in chain("CN")


@pytest.mark.parametrize(
    "words",
    [
        ("nowhere",),
        ("CN", "--hours", "moon"),
        ("CN", "--rung", "director"),
        ("CN", "--person", "nobody", "--rung", "director"),
    ],
)
def test_what_cannot_be_is_refused(company, words):
    with pytest.raises(CommandError):
        chain(*words)
