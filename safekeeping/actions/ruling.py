"""A rule of retention: asked for, tried out, agreed to by somebody else, run day by day."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from time import monotonic
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from accounts.auditing import audit
from accounts.models import Unit, User
from complaints.actions.archiving import keep_anew
from safekeeping.clearing import AT_ONCE, clear, examples, old_ones
from safekeeping.kinds import BY_CODE
from safekeeping.models import RetentionRule, RetentionRun
from servicedesk.lib.loops import carry_on
from servicedesk.lib.refusals import Invalid, Refusal

MOST_COUNTED = 10_000
PAPERS = {True: "papers_grave", False: "papers"}


class OwnRule(Refusal):
    """Nobody switches their own rule on."""

    code = "own_rule"
    status = 409

    def sentence(self) -> str:
        return _("Somebody else has to switch this on.")


class RuleDecided(Refusal):
    """The rule is on already, or has ended."""

    code = "rule_decided"
    status = 409

    def sentence(self) -> str:
        return _("This was decided meanwhile. Read the page again.")


@dataclass(frozen=True)
class Trial:
    """What a rule would do now: how many subjects (10,000 at the most are counted), and some of them, masked."""

    count: int
    examples: list[tuple[str, str, datetime]] = field(default_factory=list)


def try_out(org: Unit, *, kind: str, days: int, at: datetime) -> Trial:
    """Count what a rule would clear, and change nothing."""
    found = old_ones(BY_CODE[kind], org, before=at - timedelta(days=days), most=MOST_COUNTED)
    return Trial(len(found), examples(BY_CODE[kind], found[:3]))


@transaction.atomic
def ask(org: Unit, *, kind: str, days: int, reason: str, by: User, at: datetime) -> RetentionRule:
    """Ask for a rule; one that I asked for before, and nobody agreed to, is replaced. Raises Invalid."""
    least = BY_CODE[kind].least
    if days < least:
        said = _("The law and the trade ask for at least %(n)d days.") % {"n": least}
        raise Invalid(said, fields={"days": said})
    mine = RetentionRule.objects.filter(org=org, kind=kind, asked_by=by, agreed_at__isnull=True, ended_at__isnull=True)
    mine.update(ended_at=at, ended_by=by)
    rule = RetentionRule.objects.create(org=org, kind=kind, days=days, reason=reason, asked_by=by, asked_at=at)
    audit(what="retention_asked", by=by, at=at, facts=_facts(rule), reason=reason)
    return rule


@transaction.atomic
def agree(rule: RetentionRule, *, by: User, at: datetime) -> RetentionRule:
    """Switch somebody else's rule on; the one before of this kind ends. Raises OwnRule, RuleDecided."""
    held = RetentionRule.objects.select_for_update().get(pk=rule.pk)
    if held.agreed_at or held.ended_at:
        raise RuleDecided
    if held.asked_by_id == by.pk:
        raise OwnRule
    RetentionRule.objects.on().filter(org=held.org, kind=held.kind).update(ended_at=at, ended_by=by)
    held.agreed_by, held.agreed_at = by, at
    held.save(update_fields=["agreed_by", "agreed_at"])
    _papers(held)
    audit(what="retention_on", by=by, at=at, facts=_facts(held))
    return held


@transaction.atomic
def end(rule: RetentionRule, *, by: User, at: datetime) -> None:
    """Switch a rule off, or take a wish for one back; what it has cleared stays cleared."""
    if RetentionRule.objects.filter(pk=rule.pk, ended_at__isnull=True).update(ended_at=at, ended_by=by):
        _papers(rule)
        audit(what="retention_off", by=by, at=at, facts=_facts(rule))


def _papers(rule: RetentionRule) -> None:
    """The files of complaints on the shelf are kept as the rule says now."""
    for grave, kind in PAPERS.items():
        if rule.kind == kind:
            keep_anew(rule.org_id, grave=grave)


def days_of_papers(org: UUID, grave: bool) -> int | None:
    """For how many days a company keeps the file of a complaint; None where it has no rule."""
    rule = RetentionRule.objects.on().filter(org=org, kind=PAPERS[grave]).first()
    return rule.days if rule else None


def _facts(rule: RetentionRule) -> dict[str, object]:
    return {"kind": rule.kind, "days": rule.days, "rule": str(rule.pk)}


def run_due(*, at: datetime, seconds: float) -> int:
    """Let every rule do its day's work, in batches, for so long; returns how many subjects were cleared."""
    until, done = monotonic() + seconds, 0
    for rule in RetentionRule.objects.on().select_related("org", "agreed_by").order_by("agreed_at"):
        if not BY_CODE[rule.kind].clears:
            continue
        run, _is_new = RetentionRun.objects.get_or_create(
            rule=rule, day=localdate(at), defaults={"org": rule.org, "began_at": at}
        )
        goes = True
        while goes and run.ended_at is None and monotonic() < until:
            goes = False  # what fails is reported, and is tried again with the next tick
            with carry_on(rule):
                done += _batch(rule, run, at=at)
                goes = True
    return done


def _batch(rule: RetentionRule, run: RetentionRun, *, at: datetime) -> int:
    kind = BY_CODE[rule.kind]
    ids = old_ones(kind, rule.org, before=at - timedelta(days=rule.days))
    cleared = clear(kind, ids, by=rule.agreed_by, why=f"retention {rule.kind}", at=at) if ids else Counter[str]()
    run.cleared = dict(Counter(run.cleared) + cleared)
    run.rows = F("rows") + len(ids)
    if len(ids) < AT_ONCE:
        run.ended_at = at
    run.save(update_fields=["cleared", "rows", "ended_at"])
    run.refresh_from_db()
    if run.ended_at and run.rows:
        audit(
            what="retention_run", by=None, at=at, facts=_facts(rule) | {"count": run.rows, "company": str(rule.org_id)}
        )
    return len(ids)
