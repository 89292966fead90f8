"""The company says how a text to its customers is worded; every version stays."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.actions import audit
from accounts.models import Unit, User
from customers.letters import HOLES, LETTERS, holes_for, holes_in, needed
from customers.model_wording import LONGEST, Wording
from servicedesk.lib.refusals import Invalid, NotAllowed, Refusal


class WordedMeanwhile(Refusal):
    """Somebody else has worded this text since it was read."""

    code = "worded_meanwhile"
    status = 409

    def sentence(self) -> str:
        return _("Somebody else has worded this text meanwhile. Look at theirs first.")


@transaction.atomic
def reword(org: Unit, letter: str, body: str, *, version: int, by: User, at: datetime) -> Wording:
    """Word a text anew, or leave it empty to go back to the shipped one. `version` is what was read.

    Raises NotAllowed, Invalid, WordedMeanwhile.
    """
    if not by.may_at("manage", org.pk):
        raise NotAllowed("manage")
    body = " ".join(body.split())
    if body:
        _check(letter, body)
    newest = Wording.objects.filter(org=org, letter=letter).order_by("-version").first()
    if version != (newest.version if newest else 0):
        raise WordedMeanwhile
    if body == (newest.body if newest else ""):
        return newest or Wording(org=org, letter=letter, version=0)
    try:
        with transaction.atomic():
            made = Wording.objects.create(org=org, letter=letter, version=version + 1, body=body, at=at, by=by)
    except IntegrityError:
        raise WordedMeanwhile from None
    audit(what="reworded", by=by, at=at, facts={"letter": letter, "version": made.version})
    return made


def _check(letter: str, body: str) -> None:
    """Whether these words can be sent. Raises Invalid."""
    if letter not in LETTERS:
        raise Invalid(_("There is no such text."))
    named, allowed = holes_in(body), holes_for(letter)
    unknown = [name for name in named if name not in allowed or name not in HOLES]
    lacking = [name for name in needed(letter) if name not in named]
    rest = body.replace("{", "").replace("}", "") if not unknown else body
    text = ""
    if unknown:
        text = _("Nothing fills these words here: %(words)s.") % {"words": "、".join(f"{{{one}}}" for one in unknown)}
    elif lacking:
        text = _("The customer would not understand it without: %(words)s.") % {
            "words": "、".join(f"{{{one}}}" for one in lacking)
        }
    elif len(body) > LONGEST:
        text = _("At most %(most)d characters.") % {"most": LONGEST}
    elif rest.count("〔") != rest.count("〕") or body.count("{") != body.count("}"):
        text = _("A bracket is not closed.")
    if text:
        raise Invalid(fields={"body": text})
