"""From one record of the file to checked facts, or to the reason why it cannot become a ticket."""

import hashlib
import re
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from hotline.imports.facts import Facts
from hotline.imports.mapping import Choice, Mapping
from hotline.imports.moments import Moment, read_moment
from hotline.imports.refusals import BadRow
from servicedesk.lib.phones import normalise
from servicedesk.lib.refusals import Invalid
from servicedesk.lib.tables.cells import Cell, cell_text, heading
from servicedesk.lib.tables.reading import Record
from servicedesk.lib.tables.sheets import LONGEST_CELL
from tickets.lifecycle import ENDED, Kind, Status

MOST = {"title": 200, "address": 200, "name": 60, "phone": 20, "channel": 20}
NUMBER_LENGTH = 80
FIRST_YEAR, LAST_YEAR = 1970, 2069  # a ticket's number carries two figures of the year
CLOCKS_DIFFER = timedelta(days=1)


class RowReader:
    """Reads records by one mapping. `at` is now: nothing can have been registered later."""

    def __init__(self, mapping: Mapping, columns: dict[str, str], *, at: datetime) -> None:
        self.mapping, self.columns, self.latest = mapping, columns, at + CLOCKS_DIFFER
        self.pad = {heading(name): width for name, width in mapping.pad.items()}
        self.pattern = re.compile(mapping.number.pattern) if mapping.number.pattern else None

    def read(self, record: Record) -> Facts:
        """The facts of a record. Raises BadRow."""
        if record.problem:
            raise BadRow(record.problem)
        return _Row(self, record).facts()

    def label(self, names: Iterable[str]) -> str:
        """Columns as the report calls them, by their spelling in the file."""
        return " + ".join(self.columns[heading(name)] for name in names)


class _Row:
    """One record while it is being read."""

    def __init__(self, reader: RowReader, record: Record) -> None:
        self.reader, self.mapping, self.record = reader, reader.mapping, record
        self.remarks: list[str] = []
        self.dates: dict[str, Moment] = {}
        self.words: dict[str, str] = {}
        self.cut: list[str] = []

    def facts(self) -> Facts:
        number = self._number()
        kind, status = self._kind(), self._status()
        registered_at, closed_at, due_at = self._times(status)
        texts = self.mapping.texts
        type_name = self._type()
        title = self._fit("title", self._joined(texts.title)) or type_name[: MOST["title"]]
        address = self._fit("address", self._joined(texts.address, ", "))
        name = self._fit("name", self._text(self.mapping.contact.name))
        phone, can_call = self._phone()
        return Facts(
            row=self.record.row,
            number=number,
            kind=kind,
            type=type_name,
            told_type=self._told(self.mapping.type),
            status=status,
            told_status=self._told(self.mapping.status),
            channel=self._channel(),
            title=title,
            description=self._description(),
            address=address,
            name=name,
            phone=phone,
            can_call=can_call,
            registered_at=registered_at,
            closed_at=closed_at or (registered_at if status in ENDED else None),
            due_at=due_at,
            digest=self._digest(),
            kept={self.reader.label([name]): text for name in self.mapping.keep if (text := self._text(name))},
            closing_is_guessed=status in ENDED and closed_at is None,
            remarks=tuple(self.remarks),
            dates=self.dates,
            words=self.words,
        )

    def _told(self, choice: Choice) -> str:
        """The word of the file, as the policy and the history name it; what it means, if there is no column."""
        return self._text(choice.column) or choice.default

    def _cell(self, name: str) -> Cell:
        return self.record.cells.get(heading(name), "")

    def _text(self, name: str) -> str:
        """A cell's text, with the zeros that a spreadsheet took from its front."""
        text = cell_text(self._cell(name)) if name else ""
        if "\0" in text:
            raise BadRow(_("“%(column)s” contains a NUL byte") % {"column": self.reader.label([name])})
        if len(text) > LONGEST_CELL:
            facts = {"column": self.reader.label([name]), "count": len(text), "most": LONGEST_CELL}
            raise BadRow(_("“%(column)s” has %(count)d characters, at most %(most)d fit") % facts)
        width = self.reader.pad.get(heading(name), 0)
        if text.isdigit() and len(text) < width:
            self._remark("padded")
            return text.zfill(width)
        return text

    def _joined(self, names: Iterable[str], between: str = "\n") -> str:
        return between.join(text for name in names if (text := self._text(name)))

    def _remark(self, code: str) -> None:
        if code not in self.remarks:
            self.remarks.append(code)

    def _number(self) -> str:
        number = self._text(self.mapping.number.column)
        if not number:
            raise BadRow(_("the external number is missing"))
        if len(number) > NUMBER_LENGTH:
            raise BadRow(_("the external number has more than %(most)d characters") % {"most": NUMBER_LENGTH})
        if self.reader.pattern and not self.reader.pattern.fullmatch(number):
            raise BadRow(_("“%(number)s” is no external number as the mapping describes them") % {"number": number})
        return number

    def _word(self, choice: Choice) -> tuple[str, str]:
        """What a cell of few words says, and what it means by the mapping."""
        told = self._text(choice.column)
        if choice.column:
            self.words[self.reader.label([choice.column])] = told
        return told, choice.meant(told)

    def _kind(self) -> Kind:
        return Kind(self._known(self.mapping.kind, ""))

    def _status(self) -> Status:
        return Status(self._known(self.mapping.status, self._status_by_time()))

    def _known(self, choice: Choice, otherwise: str) -> str:
        told, meaning = self._word(choice)
        meaning = meaning or ("" if told else otherwise)
        if not meaning:
            label = self.reader.label([choice.column])
            raise BadRow(
                _("the mapping does not say what “%(word)s” in “%(column)s” means") % {"word": told, "column": label}
            )
        return meaning

    def _status_by_time(self) -> str:
        """Without a word on the status, a row with a closing time is closed."""
        columns = self.mapping.times.closed_at
        return Status.CLOSED if self._joined(columns) else Status.REGISTERED

    def _type(self) -> str:
        told, meaning = self._word(self.mapping.type)
        name = meaning or told
        if not name:
            raise BadRow(_("the type is missing"))
        return name

    def _channel(self) -> str:
        told, meaning = self._word(self.mapping.channel)
        return (meaning or told.lower() or "import")[: MOST["channel"]]

    def _moment(self, names: tuple[str, ...]) -> datetime | None:
        if not names:
            return None
        label = self.reader.label(names)
        try:
            moment = read_moment([self._cell(name) for name in names], self.mapping.times)
        except BadRow as refusal:
            raise BadRow(f"{label}: {refusal}") from refusal
        if moment is None:
            return None
        if not FIRST_YEAR <= moment.at.year <= LAST_YEAR:
            facts = {"column": label, "year": moment.at.year, "first": FIRST_YEAR, "last": LAST_YEAR}
            raise BadRow(_("%(column)s: the year %(year)d is not within %(first)d to %(last)d") % facts)
        self.dates[label] = moment
        return moment.at

    def _times(self, status: str) -> tuple[datetime, datetime | None, datetime | None]:
        times = self.mapping.times
        registered_at, closed_at, due_at = (
            self._moment(names) for names in (times.registered_at, times.closed_at, times.due_at)
        )
        for name in times.also:
            self._moment((name,))
        if registered_at is None:
            raise BadRow(_("the time of registration is missing"))
        self._check_order(registered_at, closed_at, due_at)
        if status not in ENDED and closed_at:
            self._remark("open_with_closing_time")
            closed_at = None
        if status in ENDED and not closed_at:
            if times.closed_without_time == "refuse":
                raise BadRow(_("it is closed, but the file does not say when"))
            self._remark("closed_without_time")
        return registered_at, closed_at, due_at

    def _check_order(self, registered_at: datetime, closed_at: datetime | None, due_at: datetime | None) -> None:
        if max(registered_at, closed_at or registered_at) > self.reader.latest:
            raise BadRow(_("it was registered or closed in the future"))
        if closed_at and closed_at < registered_at:
            raise BadRow(_("it was closed before it was registered"))
        if due_at and due_at < registered_at:
            raise BadRow(_("it was due before it was registered"))

    def _phone(self) -> tuple[str, bool]:
        """The phone in our form; one that nobody can be called on is kept as it is written."""
        told = self._text(self.mapping.contact.phone)
        if not told:
            return "", False
        try:
            return normalise(told), True
        except Invalid:
            self._remark("phone_unusable")
            return self._fit("phone", told), False

    def _fit(self, name: str, text: str) -> str:
        """The text as long as its column allows; if it has to be cut, the whole of it goes to the description."""
        if len(text) <= MOST[name]:
            return " ".join(text.split()) if name == "title" else text
        self._remark(f"{name}_cut")
        self.cut.append(text)
        return f"{text[: MOST[name] - 1]}…"

    def _description(self) -> str:
        return "\n\n".join(part for part in (*self.cut, self._joined(self.mapping.texts.description)) if part)

    def _digest(self) -> str:
        """The same for two rows that say the same, but for white space around it."""
        text = self._joined(self.mapping.repeats)
        return hashlib.sha256(text.encode()).hexdigest() if text else ""
