"""The report in words: what a person reads at the end of a run, and before a real one."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hotline.imports.report import MOST_WORDS, Report

MOST_SHOWN = 20

LINES = {
    "read": gettext_lazy("rows read"),
    "imported": gettext_lazy("imported"),
    "importable": gettext_lazy("could be imported"),
    "refused": gettext_lazy("refused"),
    "duplicate": gettext_lazy("already there"),
    "with_due": gettext_lazy("with a due time"),
    "due_equal": gettext_lazy("our due time equals the file's"),
    "closed_with_due": gettext_lazy("closed, of those"),
    "late": gettext_lazy("closed late"),
    "overdue": gettext_lazy("open and overdue"),
    "repeats": gettext_lazy("repeat an earlier text"),
}
NOTES = {
    "padded": gettext_lazy("rows had lost zeros at the front of a code; they were put back"),
    "open_with_closing_time": gettext_lazy("rows are open although they have a closing time; that time was left out"),
    "closed_without_time": gettext_lazy("closed rows do not say when; taken as closed when registered, no verdict"),
    "due_differs": gettext_lazy("due times of the file differ from what the policy gives; ours holds"),
    "due_without_promise": gettext_lazy("due times of the file have no promise behind them; no clock was set"),
    "phone_unusable": gettext_lazy("phones are none that could be called; kept as written"),
    "title_cut": gettext_lazy("titles were too long; the whole of them is in the description"),
    "address_cut": gettext_lazy("addresses were too long; the whole of them is in the description"),
    "name_cut": gettext_lazy("names were too long; the whole of them is in the description"),
    "phone_cut": gettext_lazy("phones were too long; the whole of them is in the description"),
}


def in_words(report: Report) -> str:
    """The whole report as lines of text."""
    told = report.as_json()
    return "\n".join(
        [*_head(report), *_counts(told), *_ranges(told), *_values(told), *_notes(told), *_refusals(report)]
    )


def _head(report: Report) -> Iterator[str]:
    facts = {"source": report.source, "hall": report.hall}
    if report.dry_run:
        yield _("Dry run of “%(source)s” for hall %(hall)s: nothing was written.") % facts
    else:
        yield _("“%(source)s” into hall %(hall)s:") % facts


def _counts(told: dict[str, Any]) -> Iterator[str]:
    for name, words in LINES.items():
        if name != ("imported" if told["dry_run"] else "importable"):
            yield f"  {told[name]:>9,}  {words}"


def _ranges(told: dict[str, Any]) -> Iterator[str]:
    if told["ranges"]:
        yield _("Dates, first and last:")
    for label, span in told["ranges"].items():
        yield f"  {label}: {_short(span['min'])} – {_short(span['max'])}"
        if "if_swapped" in span:
            other = span["if_swapped"]
            facts = {"rows": other["rows"], "first": _short(other["min"]), "last": _short(other["max"])}
            yield (
                "  ! "
                + _(
                    "%(rows)d of them look as if day and month were exchanged; exchanged back, all lie within "
                    "%(first)s – %(last)s (times.swap_day_month = true)."
                )
                % facts
            )


def _short(text: str) -> str:
    return f"{datetime.fromisoformat(text):%Y-%m-%d %H:%M}" if text else "—"


def _values(told: dict[str, Any]) -> Iterator[str]:
    for label, words in told["values"].items():
        yield _("%(column)s, the %(most)d most frequent:") % {"column": label, "most": MOST_WORDS}
        for word, count in words.items():
            yield f"  {count:>9,}  {word or '—'}"


def _notes(told: dict[str, Any]) -> Iterator[str]:
    for code, count in told["notes"].items():
        yield f"  {count:>9,}  {NOTES[code]}"


def _refusals(report: Report) -> Iterator[str]:
    if report.refused:
        yield _("Refused:")
    for refusal in report.refusals[:MOST_SHOWN]:
        yield "  " + _("row %(row)d (line %(line)d): %(reason)s") % refusal
    if report.refused > MOST_SHOWN:
        yield "  " + _("… and %(count)d more; --report writes them all") % {"count": report.refused - MOST_SHOWN}
