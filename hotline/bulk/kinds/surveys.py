"""What customers answered in the past, to tickets that are here: counted, and nobody is asked or called because of it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hotline.bulk.fields import Field, choice, figure, moment, text
from hotline.bulk.rows import Good, Kind, Result, known, made, refused
from hotline.imports.locks import wait_for_turn
from hotline.model_bulk import ImportJob
from servicedesk.lib.refusals import Invalid, Refusal
from servicedesk.lib.sealing import link_token, token_hash
from surveys.actions.asking import questionnaire_of
from surveys.lifecycle import BEST, WORST
from surveys.model_asked import Channel, Survey
from tickets.models import CustomerLink, Ticket

HERE = frozenset({"closed"})
CHANNEL_WORDS = {"sms": "短信", "qr": "二维码", "pad": "评价器", "callback": "回访", "screen": "厅内屏"}
assert set(CHANNEL_WORDS) == set(Channel.values)
FIELDS = (
    Field("ticket", "工单编号", text(80), "CN2603160001", HERE, also=("外部编号", "编号")),
    Field("round", "轮次", figure(1, 99, whole=True), "1"),
    Field("score", "评分", figure(WORST, BEST, whole=True), "5", HERE, also=("满意度", "得分")),
    Field("answered_at", "评价时间", moment, "2026-03-16 18:00", HERE, also=("时间",)),
    Field("channel", "评价渠道", choice(lambda: CHANNEL_WORDS, default="sms"), "短信", also=("渠道",)),
    Field("comment", "评价内容", text(500, lines=True), "师傅来得很快", also=("意见", "备注")),
)


class AnsweredOtherwise(Refusal):
    """The customer was asked about this round already."""

    code = "answered_otherwise"
    status = 409

    def sentence(self) -> str:
        return _("This customer was already asked about this round, or answered otherwise.")


def take(job: ImportJob, rows: Sequence[Good], at: datetime) -> list[Result]:
    """Write the answers; the same one again is known."""
    wait_for_turn(f"import:surveys:{job.org_id}")
    tickets = _tickets(job, [good["ticket"] for good in rows])
    asked = Survey.objects.filter(ticket__in=tickets.values())
    there: dict[tuple[object, int], Survey] = {(one.ticket_id, one.round): one for one in asked}
    sheet = questionnaire_of(job.org, at=at)
    fresh: list[Survey] = []
    done = []
    for good in rows:
        try:
            ticket = tickets.get(good["ticket"])
            if ticket is None:
                said = _("There is no such ticket that you may see.")
                raise Invalid(said, fields={"ticket": said})
            key = (ticket.pk, good["round"] or 1)
            if key in there:
                done.append(_again(good, there[key]))
                continue
            survey = there[key] = _new(good, ticket, key[1], at)
            survey.questionnaire = sheet
            fresh.append(survey)
            done.append(made(good, ticket.number))
        except Refusal as refusal:
            done.append(refused(good.row, refusal))
    CustomerLink.objects.bulk_create([one.link for one in fresh])
    Survey.objects.bulk_create(fresh)
    return done


def _tickets(job: ImportJob, numbers: Sequence[str]) -> dict[str, Ticket]:
    """The cases that are meant, by our number or by the source's."""
    named = Q(number__in=numbers) | Q(source=job.source, external_number__in=numbers)
    found: dict[str, Ticket] = {}
    for ticket in Ticket.objects.visible_to(job.by).filter(named, org=job.org_id):
        found[ticket.number] = ticket
        if ticket.source == job.source and ticket.external_number:
            found.setdefault(ticket.external_number, ticket)
    return found


def _again(good: Good, survey: Survey) -> Result:
    if (survey.score, survey.answered_at) != (good["score"], good["answered_at"]):
        raise AnsweredOtherwise
    return known(good, good["ticket"])


def _new(good: Good, ticket: Ticket, round_: int, at: datetime) -> Survey:
    answered = good["answered_at"]
    if not ticket.registered_at <= answered <= at:
        said = _("It was answered between the registration of the ticket and now.")
        raise Invalid(said, fields={"answered_at": said})
    token = link_token(str(ticket.pk), CustomerLink.Purpose.SURVEY, str(round_))
    link = CustomerLink(org_id=ticket.org_id, ticket=ticket, purpose=CustomerLink.Purpose.SURVEY, n=round_)
    link.token_hash, link.created_at, link.revoked_at = token_hash(token), at, at
    return Survey(
        org_id=ticket.org_id,
        ticket=ticket,
        round=round_,
        link=link,
        opened_at=answered,
        answered_at=answered,
        expires_at=answered + timedelta(seconds=1),
        channel=good["channel"],
        score=good["score"],
        comment=good["comment"],
    )


SURVEYS = Kind("surveys", gettext_lazy("survey answers"), FIELDS, {"closed": "bring_in"}, take)
