"""What is done to quick texts: kept, changed, thrown away."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import Unit, User
from knowledge.filling import HOLES, unknown_in
from knowledge.models import QuickText
from knowledge.refusals import StaleText, TitleTaken
from servicedesk.lib.pinyin import word_initials
from servicedesk.lib.refusals import Invalid, NotAllowed


@dataclass(frozen=True)
class Wording:
    """What somebody says of a quick text. `unit`: the hall whose text it is; `is_shared` without one: the company's."""

    title: str
    body: str
    use: str
    is_shared: bool = False
    unit: Unit | None = None
    expires_on: date | None = None


def keep_text(
    wording: Wording, *, org: Unit, by: User, at: datetime, known: QuickText | None = None, version: int = 0
) -> QuickText:
    """Keep a new quick text, or a change of `known` (Raises StaleText if its `version` is no longer the latest)."""
    _check(wording)
    if wording.is_shared and not by.may("knowledge_edit"):
        raise NotAllowed("knowledge_edit")
    try:
        with transaction.atomic():
            text = _locked(known, by=by, version=version) if known else QuickText(org=org)
            text.title, text.body, text.use = " ".join(wording.title.split()), wording.body.strip(), wording.use
            text.unit = wording.unit if wording.is_shared else None
            text.owner = None if wording.is_shared else by
            text.initials, text.expires_on, text.changed_at = word_initials(text.title), wording.expires_on, at
            text.version += 1 if known else 0
            text.save()
    except IntegrityError as twice:
        raise TitleTaken(wording.title) from twice
    return text


@transaction.atomic
def drop_text(text: QuickText, *, by: User, version: int) -> None:
    """Throw a quick text away; what was written with it stays as it was written."""
    _locked(text, by=by, version=version).delete()


def _locked(text: QuickText, *, by: User, version: int) -> QuickText:
    text = QuickText.objects.select_for_update().get(pk=text.pk)
    if text.owner_id != by.pk and (text.owner_id or not by.may("knowledge_edit")):
        raise NotAllowed("knowledge_edit")
    if text.version != version:
        raise StaleText(text)
    return text


def _check(wording: Wording) -> None:
    wrong = {name: _("missing") for name in ("title", "body") if not getattr(wording, name).strip()}
    unknown = unknown_in(wording.body)
    if unknown:
        wrong["body"] = _("Nothing fills {%(hole)s}. Known are: %(known)s.") % {
            "hole": unknown[0],
            "known": "、".join(f"{{{hole}}}" for hole in HOLES),
        }
    if wrong:
        raise Invalid(_("The text cannot be kept like this: %(why)s") % {"why": " ".join(wrong.values())}, fields=wrong)
