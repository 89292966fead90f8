"""The Chinese guides are true to the product: each address exists, each bold word stands on a screen, each link leads somewhere.

In `docs/zh/` bold is kept for what is to be read on the screen (a page, a button, a field), with its key before it or not.
"""

import re
from pathlib import Path

import pytest
from django.urls import Resolver404, resolve

from tests.test_catalogue import entries

DOCS = Path(__file__).resolve().parent.parent / "docs"
GUIDES = sorted((DOCS / "zh").glob("*.md"))
LINKED = sorted({*GUIDES, *DOCS.glob("*.md"), *DOCS.glob("*/*.md"), *DOCS.parent.glob("*.md")})
ADDRESS = re.compile(r"`(/[\w/-]*/|/\w+)`")
BOLD = re.compile(r"\*\*(.+?)\*\*")
KEY = re.compile(r"^(Ctrl |Alt |Shift )?([A-Z]|F\d+|Enter|回车|空格) ")
LINK = re.compile(r"\]\(([^)#:\s]+)(?:#[\w-]*)?\)")


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.stem)
def test_what_a_guide_names_is_there(guide):
    text = guide.read_text()
    said = {words.strip() for entry in entries() for words in entry.said.values()}
    missing = [bold for bold in BOLD.findall(text) if KEY.sub("", bold) not in said]
    for address in ADDRESS.findall(text):
        try:
            resolve(address)
        except Resolver404:
            missing.append(address)
    assert not missing


def test_every_link_of_the_papers_leads_somewhere():
    lost = [
        f"{paper.name}: {link}"
        for paper in LINKED
        for link in LINK.findall(re.sub(r"```.*?```", "", paper.read_text(), flags=re.S))
        if not (paper.parent / link).exists()
    ]
    assert not lost
