"""What somebody typed or scanned into the one box, taken apart: numbers, names, initials, and what each may be."""

import contextlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from servicedesk.lib.hanzi import bare, folded, is_han
from servicedesk.lib.phones import digits, normalise
from servicedesk.lib.refusals import Invalid

MOST_WORDS = 3
TAIL = 4
SHORTEST_WHOLE = 10
SHORTEST_METER = 6
# What a label printed by us begins with, so that a scan says itself what it is.
SCANNED = {"A": "account", "M": "meter", "I": "identity", "P": "phone", "C": "account"}
_LABEL = re.compile(r"^\s*([A-Za-z])\s*:\s*(?=\S)")
_EXTENSION = re.compile(r"\s*(?:转|分机|ext\.?|x|#)\s*\d{1,6}\s*$", re.IGNORECASE)
_DASHED_EXTENSION = re.compile(r"^(\+?(?:86)?[\s-]*\(?0\d{2,3}\)?[\s-]*\d{7,8})-\d{1,6}$")
_GROUPS = re.compile(r"(?<=\d)[\s\-–—)]+\(?(?=\d)")
_PLACE = re.compile(r"\d|.(?:[路街村巷弄里苑园号楼庄屯组镇乡]|小区|大道|花园|新村|社区)")
_SPACED_PLACE = re.compile(
    r"(?<=[路街村巷弄里苑园号楼庄屯组区道镇乡])\s+(?=\d{1,3}(?!\d))|(?<=\d)\s+(?=[号幢栋弄组楼室座单])"
)
_FIGURES = re.compile(r"[\d+()\-/.\s]+")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"


@dataclass(frozen=True)
class Word:
    """One word of a search. `kind`: figures, identity, letters or name; `only` what a scanned label says it is; `said`
    a name as it was typed, 𠮷 and not what it is compared as."""

    text: str
    kind: str
    only: str = ""
    said: str = field(default="", compare=False)

    @property
    def is_whole(self) -> bool:
        """Whether it is a number in full, which whoever types it has before them, and not a part to try one's luck with."""
        if self.kind == "identity" or self.only in ("meter", "identity"):
            return True
        return self.kind == "figures" and len(self.text) >= SHORTEST_WHOLE

    @property
    def is_meter(self) -> bool:
        """Whether letters and figures together may be a meter's number."""
        return self.kind == "letters" and (self.only == "meter" or len(digits(self.text)) >= SHORTEST_METER)

    @property
    def is_place(self) -> bool:
        """Whether it may be the beginning of an address."""
        return self.kind == "name" and len(self.text) >= 3 and bool(_PLACE.search(self.text))

    @property
    def numbers(self) -> list[str]:
        """The forms in which a number of these figures may be stored: as typed, and as a telephone is."""
        forms = [self.text]
        if self.kind == "figures" and len(self.text) >= SHORTEST_WHOLE:
            with contextlib.suppress(Invalid):
                forms.append(normalise(f"+{self.text}" if self.text.startswith("86") else self.text.removeprefix("00")))
        return list(dict.fromkeys(forms))


def words_of(typed: str) -> list[Word]:
    """The words of a search, at most three. Figures written in groups (`138 0000 6217`, `0532-1187-6204`) are one number."""
    text, only = _unlabelled(bare(typed))
    text = _DASHED_EXTENSION.sub(r"\1", text.strip())
    without = _EXTENSION.sub("", text)
    text = without if len(digits(without)) >= 7 else text
    text = _SPACED_PLACE.sub("", _GROUPS.sub("", text))
    return [_word(part, only) for part in text.split()[:MOST_WORDS]]


def groups_of(typed: str) -> list[Word]:
    """The same, but groups of at least four figures are words of their own: a phone's tail and an account's."""
    text, only = _unlabelled(bare(typed))
    return [_word(part, only) for part in text.split()[:MOST_WORDS]]


def _unlabelled(text: str) -> tuple[str, str]:
    label = _LABEL.match(text)
    known = SCANNED.get(label.group(1).upper(), "") if label else ""
    return (text[label.end() :], known) if label and known else (text, "")


def _word(part: str, only: str) -> Word:
    if re.fullmatch(r"\d{17}[\dXx]", part) and not part.isdigit():
        return Word(part.upper(), "identity")
    if digits(part) and _FIGURES.fullmatch(part):
        return Word(digits(part), "figures", only)
    if re.fullmatch(r"[A-Za-z0-9']+", part):
        return Word(part.replace("'", "").lower(), "letters", only)
    return Word(folded(part), "name", said=part)


def identities(number: str) -> Iterator[str]:
    """An ID number as it is and in its other length: 15 figures until 1999, 18 with the century and a check digit since."""
    yield number.upper()
    if len(number) == 15:
        first17 = f"{number[:6]}19{number[6:]}"
        yield first17 + check_digit(first17)
    elif len(number) == 18 and number[6:8] == "19":
        yield number[:6] + number[8:17]


def check_digit(first17: str) -> str:
    """The 18th character of an ID number (GB 11643): a weighted sum modulo 11."""
    total = sum(int(figure) * weight for figure, weight in zip(first17, _WEIGHTS, strict=True))
    return _CHECK[total % 11]


def meant(words: list[Word]) -> str:
    """What somebody seems to have looked for, to be named if it is not found."""
    if len(words) != 1:
        return "several" if words else ""
    word = words[0]
    if word.only:
        return word.only
    if word.kind == "identity" or (word.kind == "figures" and len(word.text) in (15, 18)):
        return "identity"
    if word.kind == "figures":
        return _meant_by(word)
    if word.kind == "letters":
        return "meter" if len(digits(word.text)) >= SHORTEST_METER else "letters"
    return "name"


def _meant_by(word: Word) -> str:
    last = word.numbers[-1]
    if re.fullmatch(r"1[3-9]\d{9}", last):
        return "phone"
    if len(word.text) == TAIL:
        return "tail"
    if re.fullmatch(r"1[3-9]\d{8}", word.text):
        return "short phone"
    return "account" if len(word.text) >= SHORTEST_WHOLE else "figures"


def is_name(text: str) -> bool:
    """Whether words may be somebody's name: they have a Chinese character."""
    return any(is_han(point) for point in text)
