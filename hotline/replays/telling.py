"""A tally in words, for whoever has run the replay."""

from collections.abc import Iterator
from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hotline.replays.tally import Tally
from tickets.lifecycle import MILESTONES, Status

WAITS_ENDED = {
    "by_somebody": gettext_lazy("ended by somebody"),
    "by_itself": gettext_lazy("ended by themselves, at their review or ceiling"),
    "by_the_answer": gettext_lazy("ended by the answer"),
}
MOST_SHOWN = 20


def in_words(tally: Tally, *, seconds: float) -> str:
    """The whole report as lines of text."""
    return "\n".join([*_head(tally, seconds), *_refusals(tally), *_waits(tally), *_clocks(tally), *_end(tally)])


def _head(tally: Tally, seconds: float) -> Iterator[str]:
    facts = {"source": tally.source, "cases": tally.cases, "events": tally.events, "seconds": seconds}
    yield _("“%(source)s”: %(cases)d cases, %(events)d events in %(seconds).0f s") % facts
    yield f"  {tally.legal:>9,}  " + _("steps were legal")
    yield f"  {tally.refused.total():>9,}  " + _("steps were refused")
    if tally.unreadable:
        yield f"  {len(tally.unreadable):>9,}  " + _("rows could not be read")
    stand = (f"{Status(status).label} {count}" for status, count in tally.statuses.most_common())
    yield _("The cases stand at: %(statuses)s") % {"statuses": "、".join(stand)}


def _refusals(tally: Tally) -> Iterator[str]:
    for key, count in tally.refused.most_common(MOST_SHOWN):
        activity, place, code = key
        yield f"  {count:>9,}  {activity} @ {place or '—'}: {code}"
        yield f"             {tally.sentences[key]}"


def _waits(tally: Tally) -> Iterator[str]:
    facts = {"waits": tally.waits, "days": tally.waited / timedelta(days=1), "reopened": tally.reopened}
    yield _("%(waits)d waits, %(days).1f days in all; %(reopened)d cases opened again") % facts
    for how, words in WAITS_ENDED.items():
        yield f"  {tally.ended[how]:>9,}  {words}"


def _clocks(tally: Tally) -> Iterator[str]:
    for name, clock in sorted(tally.clocks.items()):
        facts = vars(clock) | {"name": MILESTONES.get(name, name)}
        yield (
            _(
                "%(name)s: %(runs)d runs; kept %(kept)d, late %(late)d; without the pauses kept %(unpaused_kept)d, "
                "late %(unpaused_late)d; still open %(open)d, ended without a verdict %(dropped)d"
            )
            % facts
        )


def _end(tally: Tally) -> Iterator[str]:
    broken = "、".join(tally.unclean)
    yield _("Proofs broken: %(proofs)s") % {"proofs": broken} if broken else _("All thirteen proofs hold.")
    yield _("%(count)d clocks contradict the history of their case.") % {"count": tally.wrong}
