"""The Chinese catalogue: whole, compiled, and true to what the source says. gettext is not needed for this."""

import ast
import gettext
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pytest
from django.utils.translation.template import templatize

PROJECT = Path(__file__).resolve().parent.parent
CATALOGUE = PROJECT / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
APPS = (
    "accounts",
    "calls",
    "shifts",
    "quality",
    "complaints",
    "customers",
    "deadlines",
    "hotline",
    "servicedesk",
    "supervision",
    "safekeeping",
    "surveys",
    "tickets",
    "onboarding",
    "outages",
    "knowledge",
    "worksheets",
    "fieldwork",
    "restoration",
    "applications",
    "keyaccounts",
    "reporting",
)
# How often each function's arguments are sentences, and whether the first is a context.
MARKS = {"gettext": (1, False), "ngettext": (2, False), "pgettext": (1, True), "npgettext": (2, True)}
HAN = "\u3400-\u9fff"
PLACES = re.compile(r"%\(\w+\)[\d.]*[a-z]|%[ds]|\{\w*\}|</?[a-z]+>")
# What makemessages hands to xgettext for a template: calls with plain strings.
CALL = re.compile(
    r"\b(?P<name>n?p?gettext|_)\(\s*(?P<strings>u?(?:'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")(?:\s*,\s*u?(?:'(?:[^'\\]|\\.)*'"
    r"|\"(?:[^\"\\]|\\.)*\"))*)"
)
STRING = re.compile(r"u?('(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")")

Key = tuple[str, str, str]  # context, sentence, plural


@dataclass
class Entry:
    """One sentence of the catalogue."""

    context: str = ""
    msgid: str = ""
    plural: str = ""
    said: dict[str, str] = field(default_factory=dict)
    flags: str = ""

    @property
    def key(self) -> Key:
        return self.context, self.msgid, self.plural


def _entry(block: str) -> Entry:
    entry, part = Entry(), ""
    texts = {"msgctxt": "", "msgid": "", "msgid_plural": ""}
    for line in block.splitlines():
        if line.startswith("#"):
            entry.flags += line[2:] if line.startswith("#,") else ""
            continue
        name, quoted = line.split(" ", 1) if line[0] != '"' else (part, line)
        part = name
        text = ast.literal_eval(quoted)
        if name.startswith("msgstr"):
            entry.said[name] = entry.said.get(name, "") + text
        else:
            texts[name] += text
    entry.context, entry.msgid, entry.plural = texts["msgctxt"], texts["msgid"], texts["msgid_plural"]
    return entry


@cache
def entries() -> list[Entry]:
    blocks = CATALOGUE.read_text(encoding="utf-8").strip().split("\n\n")
    return [entry for entry in map(_entry, blocks) if entry.msgid]


def _marked_in_python(path: Path) -> Iterator[Key]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = {"_": "gettext"}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation":
            names |= {one.asname or one.name: one.name.removesuffix("_lazy") for one in node.names}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        mark = MARKS.get(names.get(called, called).removesuffix("_lazy"))
        texts = [one.value for one in node.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
        if mark and texts:
            yield _key(texts, *mark)


def _marked_in_template(path: Path) -> Iterator[Key]:
    for call in CALL.finditer(templatize(path.read_text(encoding="utf-8"))):
        texts = [ast.literal_eval(one) for one in STRING.findall(call["strings"])]
        yield _key(texts, *MARKS["gettext" if call["name"] == "_" else call["name"]])


def _key(texts: list[str], sentences: int, has_context: bool) -> Key:
    context = texts.pop(0) if has_context else ""
    return context, texts[0], texts[1] if sentences == 2 else ""


@cache
def marked() -> dict[Key, str]:
    """Every sentence that the source marks, and one file that does."""
    found: dict[Key, str] = {}
    for app in APPS:
        for path in (PROJECT / app).rglob("*.py"):
            found |= dict.fromkeys(_marked_in_python(path), str(path.relative_to(PROJECT)))
    for path in (PROJECT / "templates").rglob("*.html"):
        found |= dict.fromkeys(_marked_in_template(path), str(path.relative_to(PROJECT)))
    return found


def test_what_the_source_says_is_in_the_catalogue():
    known = {(entry.context, entry.msgid) for entry in entries()}

    missing = {key[1]: where for key, where in marked().items() if key[:2] not in known}

    assert not missing, "run `make messages` and translate"


def test_the_catalogue_has_nothing_that_nobody_says():
    said = {key[:2] for key in marked()}

    assert not [entry.msgid for entry in entries() if (entry.context, entry.msgid) not in said]


def test_everything_is_translated_and_nothing_is_a_guess():
    assert not [entry.msgid for entry in entries() if not entry.said or not all(entry.said.values())]
    assert not [entry.msgid for entry in entries() if "fuzzy" in entry.flags]


def test_a_plural_is_a_plural_in_the_catalogue_too():
    plurals = {entry.msgid for entry in entries() if entry.plural}

    assert not [key[1] for key in marked() if key[2] and key[1] not in plurals]


def test_the_places_for_facts_are_the_same():
    """In Chinese one form serves for one and for many, so a plural's facts are all in it."""
    wrong = [
        entry.msgid
        for entry in entries()
        for said in entry.said.values()
        if sorted(PLACES.findall(said)) != sorted(PLACES.findall(entry.plural or entry.msgid))
    ]

    assert not wrong


def test_english_is_what_the_source_speaks():
    assert not [key[1] for key in marked() if re.search(f"[{HAN}]", key[1])]


def test_chinese_is_what_the_catalogue_speaks():
    """A sentence without one Han character is a name, a number or a format."""
    left = {said for entry in entries() for said in entry.said.values() if not re.search(f"[{HAN}]", said)}

    assert all(re.fullmatch(r"[\W\d]*|.*%\(\w+\)s.*", said) for said in left), left


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        (f"[{HAN}”][,;:?!]|[,;:?!][{HAN}]|[{HAN}]\\.(?!\\w)", "full-width punctuation"),
        (f"[{HAN}]\\(|\\)[{HAN}]", "full-width brackets"),
        (f"[{HAN}][A-Za-z0-9]|[A-Za-z0-9][{HAN}]", "a space between Han and Latin or digits"),
        ("[！!]|非法|错误操作", "the tone of a hall"),
        ("[ ]{2}| [，。：；]|[，。：；] ", "no stray space"),
    ],
)
def test_typography(pattern, why):
    said = [said for entry in entries() if not entry.context.startswith("date ") for said in entry.said.values()]

    assert not [one for one in said if re.search(pattern, PLACES.sub("□", one))], why


def test_the_compiled_catalogue_says_what_the_written_one_says():
    path = CATALOGUE.with_suffix(".mo")
    with path.open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    count = struct.unpack("<I", path.read_bytes()[8:12])[0]

    assert not [entry.msgid for entry in entries() if _look_up(compiled, entry) not in entry.said.values()]
    assert count == len(entries()) + 1


def _look_up(compiled: gettext.GNUTranslations, entry: Entry) -> str:
    if entry.plural and entry.context:
        return compiled.npgettext(entry.context, entry.msgid, entry.plural, 2)
    if entry.plural:
        return compiled.ngettext(entry.msgid, entry.plural, 2)
    return compiled.pgettext(entry.context, entry.msgid) if entry.context else compiled.gettext(entry.msgid)


def test_the_apps_have_no_catalogue_of_their_own():
    """`make messages` writes a sentence into the nearest one; two would disagree."""
    assert not [str(path) for app in APPS for path in (PROJECT / app).rglob("*.po")]
