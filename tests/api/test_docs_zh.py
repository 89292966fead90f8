"""The pages of the API in Chinese say the same as the English ones: code, names, figures, shape; and every operation has its line."""

import re
from collections import Counter

import pytest

from hotline.openapi.chinese import groups
from hotline.openapi.page import groups_of
from hotline.openapi.papers import CHINESE, CLIENTS, FOLDER, KEPT_ONCE, names, opening, papers, table
from hotline.openapi.schema import NEEDS
from hotline.openapi.whole import document
from hotline.openapi.words import OPENING

PAGES = [name for name in names() if name not in (*CLIENTS, KEPT_ONCE)]
CODE = re.compile(r"^```\w*\n(.*?)^```$", re.DOTALL | re.MULTILINE)
SPAN = re.compile(r"`([^`]+)`")
FIGURE = re.compile(r"\d+(?:[.,:]\d+)*")
# What is said to people within code: a comment to the end of its line, and the sentence of a refusal.
SAID = re.compile(r"(?m)(?:^|\s+)# .*$|(?<=\"sentence\": )\"[^\"]*\"")
HAN = re.compile(r"[一-鿿]")


def english(name: str) -> str:
    text = (FOLDER / f"{name}.md").read_text()
    return "\n\n".join(part for part in text.split("\n\n") if not part.startswith("Files impacted"))


def codes(text: str) -> list[str]:
    return [SAID.sub("", block) for block in CODE.findall(text)]


def spans(text: str) -> Counter[str]:
    """Addresses, fields and codes within the text."""
    return Counter(" ".join(span.split()) for span in SPAN.findall(CODE.sub("", text)))


@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_its_chinese_twin_and_both_say_the_same(name):
    one, twin = english(name), (CHINESE / f"{name}.md").read_text()

    assert codes(twin) == codes(one)
    assert spans(twin) == spans(one)
    assert Counter(FIGURE.findall(twin)) == Counter(FIGURE.findall(one))
    shown, told = papers("zh-hans")[name], papers("en")[name]
    assert [(block.kind, len(block.items), list(map(len, block.rows))) for block in shown.blocks] == [
        (block.kind, len(block.items), list(map(len, block.rows))) for block in told.blocks
    ]
    assert (shown.lang, told.lang) == ("zh-CN", "en")
    assert HAN.search(shown.title)


def test_the_table_that_is_kept_once_stands_on_the_chinese_page_too(client, db):
    (told,) = (block.rows for block in papers("en")[KEPT_ONCE].blocks if block.kind == "table")
    (shown,) = (block.rows for block in papers("zh-hans")[KEPT_ONCE].blocks if block.kind == "table")

    assert [row[0] for row in shown[1:]] == [row[0] for row in told[1:]]
    assert [spans(row[1]) for row in shown] == [spans(row[1]) for row in told]
    assert "由人在页面上设置。" in client.get(f"/api/v1/docs/read/{KEPT_ONCE}/").content.decode()
    assert {path.stem for path in CHINESE.glob("*.md")} == {*PAGES, KEPT_ONCE, "opening"}


def test_the_opening_says_the_same():
    assert spans(opening("zh-hans")) == spans(OPENING)
    assert Counter(FIGURE.findall(opening("zh-hans"))) == Counter(FIGURE.findall(OPENING))


def test_every_operation_and_group_has_its_line_beside_the_english_one():
    """A line whose English has changed since is looked at again: it fails here."""
    told = groups_of(document("en"))
    lines = {key: (said, text) for key, said, text in table("operations")}

    assert {key: said for key, (said, _text) in lines.items()} == {
        row.key: row.text.partition(NEEDS)[0] for group in told for row in group.operations
    }
    assert len(lines) == len(list(table("operations")))
    for key, (said, text) in lines.items():
        assert HAN.search(text), key
        assert spans(text) == spans(said), key
    assert {name: said for name, said, _title, _text in table("groups")} == {group.name: group.text for group in told}
    assert all(HAN.search(title) and HAN.search(text) for _name, _said, title, text in table("groups"))


def test_no_english_sentence_is_left_on_the_chinese_pages():
    """Fields and statuses as well; only a list of an answer's codes may be without words."""
    used = set()
    for group in groups_of(document("zh-hans")):
        for row in group.operations:
            used |= {one.text for one in (*row.parameters, *row.takes, *row.gives)} | {
                text for _status, text in row.statuses
            }
    words = {one[0]: one[1] for one in table("words")}

    missing = {text for text in used if text and text not in words and not text.startswith("* `")}
    assert not {text for text in missing if not HAN.search(text)}
    assert set(words) <= used
    for said, text in words.items():
        assert spans(text) == spans(said), said


def test_a_search_finds_an_operation_by_either_language(client, db):
    for asked in ("催办", "asks+again"):
        assert "tickets_urge" in client.get(f"/api/v1/docs/?q={asked}").content.decode()
    page = client.get("/api/v1/docs/tickets/").content.decode()
    assert "客户催办。" in page
    assert NEEDS.strip() not in page
    assert [group.title for group in groups("en")] == [group.name for group in groups("zh-hans")]
