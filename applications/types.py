"""The steps and the papers of a type of application: read from its data, checked before they are kept, shipped by trade."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import Unit
from applications.lifecycle import AGENT, WHOM, Applicant, Duty
from applications.models import ApplicationType
from deadlines.models import Promise
from deadlines.words import APPLICATION_STEPS
from servicedesk.lib.refusals import Invalid
from tickets.models import Category

DATA = Path(__file__).parent / "data" / "types.json"
PAPERS_STEP = "papers"
LONGEST_LATER = 90


@dataclass(frozen=True)
class StepPlan:
    """One step of a type: its code (deadlines.words), the type's own name for it, whose work it is, what is promised."""

    code: str
    name: str
    duty: str = Duty.HALL
    promise: str = ""


@dataclass(frozen=True)
class PaperPlan:
    """One paper of a type. `whom`: of whom it is asked, empty of everybody; `later`: days in which it may follow."""

    code: str
    name: str
    how: str = ""
    whom: tuple[str, ...] = ()
    required: bool = True
    later: int = 0

    def is_asked_of(self, applicant: str, *, by_agent: bool) -> bool:
        """Whether this applicant has to bring it: an agent's papers only where somebody comes in another's name."""
        if not self.whom:
            return True
        return applicant in self.whom or (by_agent and AGENT in self.whom)


def steps_of(kind: ApplicationType) -> list[StepPlan]:
    """The steps in their order."""
    return [StepPlan(**row) for row in kind.steps]


def papers_of(kind: ApplicationType) -> list[PaperPlan]:
    """The papers in the order in which they are asked."""
    return [PaperPlan(**row | {"whom": tuple(row.get("whom", ()))}) for row in kind.papers]


def rows_of(plans: Iterable[StepPlan | PaperPlan]) -> list[dict[str, Any]]:
    """Plans as they are kept."""
    return [{name: list(told) if name == "whom" else told for name, told in asdict(plan).items()} for plan in plans]


def check(steps: list[StepPlan], papers: list[PaperPlan], *, org: Unit, at: datetime) -> None:
    """Refuse what no application could follow."""
    codes = [step.code for step in steps]
    if not codes or codes[0] != PAPERS_STEP:
        raise Invalid(_("An application begins with the check of the papers."), fields={"steps": PAPERS_STEP})
    if len(codes) < 2:
        raise Invalid(_("Name at least one step after the check of the papers."), fields={"steps": ""})
    _each_once(codes, "steps")
    _each_once([paper.code for paper in papers], "papers")
    for step in steps:
        if step.code not in APPLICATION_STEPS or step.duty not in Duty.values or not step.name:
            text = _("A step has a code of the list, a name, and says whose work it is: %(step)s.")
            raise Invalid(text % {"step": step.name or step.code}, fields={"steps": step.code})
        if step.duty == Duty.CUSTOMER and step.promise:
            text = _("The customer's own step “%(step)s” has no limit of ours.") % {"step": step.name}
            raise Invalid(text, fields={"steps": step.code})
    for paper in papers:
        if not paper.code or not paper.name or set(paper.whom) - WHOM.keys() or not 0 <= paper.later <= LONGEST_LATER:
            text = _("A paper has a name, says of whom it is asked, and may follow within 90 days: %(paper)s.")
            raise Invalid(text % {"paper": paper.name or paper.code}, fields={"papers": paper.code})
    _promises_known({step.promise for step in steps} - {""}, org=org, at=at)


def _each_once(codes: list[str], where: str) -> None:
    twice = next((code for code in codes if codes.count(code) > 1), None)
    if twice is not None:
        text = _("“%(code)s” stands there twice. Leave one of them out.") % {"code": twice}
        raise Invalid(text, fields={where: text})


def _promises_known(codes: set[str], *, org: Unit, at: datetime) -> None:
    known = Promise.objects.open_to(org).in_force(at).filter(code__in=codes).values_list("code", flat=True)
    missing = sorted(codes - set(known))
    if missing:
        text = _("There is no promise “%(code)s”.") % {"code": missing[0]}
        raise Invalid(text, fields={"steps": text})


def step_promises(category: Category, org: Unit, at: datetime) -> dict[str, Promise]:
    """What the steps of a category's application are promised by its type, in their order; one query for the promises."""
    kind = ApplicationType.objects.of(org).filter(code=category.application).first()
    wanted = {step.code: step.promise for step in steps_of(kind)} | {"reply": kind.promise} if kind else {}
    wanted = {step: code for step, code in wanted.items() if code}
    if not wanted:
        return {}
    rows = Promise.objects.open_to(org).in_force(at).counted_by(org).filter(code__in=set(wanted.values()))
    newest: dict[str, Promise] = {}
    for promise in rows.newest_first():
        newest.setdefault(promise.code, promise)
    return {step: newest[code] for step, code in wanted.items() if code in newest}


@lru_cache(maxsize=1)
def shipped() -> list[dict[str, Any]]:
    """The types that the product ships, of all trades."""
    rows: list[dict[str, Any]] = json.loads(DATA.read_text(encoding="utf-8"))
    return rows


def load_types(org: Unit, trade: str) -> int:
    """Give a company the shipped types of its trade; those that it has stay as they are. Returns how many are new."""
    known = set(ApplicationType.objects.filter(org=org).values_list("code", flat=True))
    rows = [row for row in shipped() if row["trade"] == trade and row["code"] not in known]
    fresh = [ApplicationType(org=org, position=10 * place, **row) for place, row in enumerate(rows, start=1)]
    return len(ApplicationType.objects.bulk_create(fresh))


def applicants() -> list[tuple[str, object]]:
    """Who may apply, for a form."""
    return list(Applicant.choices)
