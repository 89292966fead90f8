"""Whether two names may be one, and where they differ: plain text, no database."""

import unicodedata
from dataclasses import dataclass
from difflib import SequenceMatcher

from servicedesk.lib.pinyin import initials

TAILS = ("有限责任公司", "股份有限公司", "有限公司", "公司", "厂", "店")
LEAST = 3  # characters from which one more or one less is a slip of the hand


@dataclass(frozen=True)
class Piece:
    """Some characters of a name; `differs`: the other name has others there."""

    text: str
    differs: bool


def plain(name: str) -> str:
    """A name as it is compared: width, case, spaces and punctuation make no other name."""
    text = unicodedata.normalize("NFKC", name).casefold()
    return "".join(sign for sign in text if unicodedata.category(sign)[0] in "LN")


def similar(one: str, other: str) -> bool:
    """Whether two names may be the same person's or firm's: equal, one character apart, or one begins like the other.

    Two short names one character apart are two people of a family, unless they sound alike (珺 and 君).
    """
    a, b = plain(one), plain(other)
    if not a or not b:
        return False
    if a == b or _stem(a) == _stem(b):
        return True
    if not is_one_apart(a, b):
        return min(len(a), len(b)) >= LEAST + 1 and (a.startswith(b) or b.startswith(a))
    return max(len(a), len(b)) >= LEAST or initials(a) == initials(b)


def _stem(name: str) -> str:
    for tail in TAILS:
        if name.endswith(tail) and len(name) > len(tail) + 1:
            return name[: -len(tail)]
    return name


def is_one_apart(a: str, b: str) -> bool:
    """Whether one character more, less or other makes one text the other."""
    if abs(len(a) - len(b)) > 1 or a == b:
        return False
    at = next((place for place, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    if len(a) == len(b):
        return a[at + 1 :] == b[at + 1 :]
    longer, shorter = (a, b) if len(a) > len(b) else (b, a)
    return longer[at + 1 :] == shorter[at:]


def side_by_side(one: str, other: str) -> tuple[list[Piece], list[Piece]]:
    """Both names in pieces, with what differs marked: `陈桂芳`, `陈桂方` → 陈桂[芳], 陈桂[方]."""
    left: list[Piece] = []
    right: list[Piece] = []
    for kind, a, b, c, d in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        differs = kind != "equal"
        if a < b:
            left.append(Piece(one[a:b], differs))
        if c < d:
            right.append(Piece(other[c:d], differs))
    return left, right


def masked(pieces: list[Piece]) -> list[Piece]:
    """The same with hidden characters: the first stands, what differs stands, everything else is a star."""
    found: list[Piece] = []
    for place, piece in enumerate(pieces):
        text = piece.text if piece.differs else "*" * len(piece.text)
        if place == 0 and not piece.differs and piece.text:
            text = piece.text[0] + text[1:]
        found.append(Piece(text, piece.differs))
    return found
