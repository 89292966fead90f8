"""The pages of `docs/api` as the readable description shows them: the few marks of Markdown that they use, nothing else."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from django.conf import settings

from hotline.openapi.words import OPENING

FOLDER = Path(settings.BASE_DIR) / "docs" / "api"
CHINESE = FOLDER / "zh"
CLIENTS = ("client.py", "client.sh")
FIRST = ("README", "journeys", "webhooks", "signing")
LIST = re.compile(r"(?:[*-]|\d+\.) +")
RULE = re.compile(r"\|[-| :]+\|")
# Where a line is broken within Chinese no blank was meant: between two characters, before and after a full-width mark.
WRAP = re.compile(r"(?<=[一-鿿])\n *(?=[一-鿿])|(?<=[、-】！-？])\n *|\n *(?=[、-】！-？])")


@dataclass(frozen=True)
class Block:
    """A heading (`h2`, `h3`), a paragraph, a list (`ul`, `ol`), a table, or code."""

    kind: str
    text: str = ""
    items: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)

    @property
    def key(self) -> str:
        """The name of a heading in addresses."""
        return re.sub(r"\W+", "-", self.text.lower()).strip("-")


@dataclass(frozen=True)
class Paper:
    """A page as one reader sees it; `is_foreign`: there is none in the reader's language, so this is the English one."""

    name: str
    title: str
    blocks: list[Block]
    lang: str = "en"
    is_foreign: bool = False


def names() -> list[str]:
    """The pages there are, those first that one reads first; then the clients to copy."""
    found = sorted(path.stem for path in FOLDER.glob("*.md"))
    return [*(name for name in FIRST if name in found), *(name for name in found if name not in FIRST), *CLIENTS]


@cache
def papers(language: str) -> dict[str, Paper]:
    """Every page by its name, in this language where it is written, read once a process."""
    return {name: _paper(name, language) for name in names()}


@cache
def opening(language: str) -> str:
    """What stands above all groups."""
    return OPENING if language == "en" else (CHINESE / "opening.md").read_text()


def _paper(name: str, language: str) -> Paper:
    if name in CLIENTS:
        return Paper(name, name, [Block("code", (FOLDER / name).read_text())])
    twin = CHINESE / f"{name}.md"
    is_chinese = language != "en" and twin.exists()
    title, _break, rest = (twin if is_chinese else FOLDER / f"{name}.md").read_text().partition("\n")
    # What a page says to those who change the product is nothing to its readers.
    told = [block for block in blocks(rest) if not block.text.startswith("Files impacted")]
    lang = "zh-CN" if is_chinese else "en"
    return Paper(name, title.lstrip("# "), told, lang, is_foreign=language != "en" and not is_chinese)


def blocks(text: str) -> Iterator[Block]:
    """The blocks of a page, in their order."""
    for place, part in enumerate(re.split(r"^```\w*\n(.*?)^```$", text, flags=re.DOTALL | re.MULTILINE)):
        if place % 2:
            yield Block("code", part.rstrip())
        else:
            yield from (_block(chunk.strip("\n")) for chunk in re.split(r"\n\s*\n", part) if chunk.strip())


def _block(chunk: str) -> Block:
    lines = chunk.splitlines()
    if heading := re.match(r"(#{2,3}) (.+)", lines[0]):
        return Block(f"h{len(heading[1])}", heading[2])
    if lines[0].startswith("|"):
        return Block("table", rows=[_cells(line) for line in lines if not RULE.fullmatch(line)])
    if LIST.match(lines[0]):
        return Block("ol" if lines[0][0].isdigit() else "ul", items=list(_items(lines)))
    return Block("p", unwrapped(chunk))


def unwrapped(text: str) -> str:
    """Lines made one again, as each script does."""
    return " ".join(WRAP.sub("", text).split("\n"))


def _cells(line: str) -> list[str]:
    return [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line.strip().strip("|"))]


def _items(lines: list[str]) -> Iterator[str]:
    said: list[str] = []
    for line in lines:
        if LIST.match(line) and said:
            yield unwrapped("\n".join(said))
            said = []
        said.append(LIST.sub("", line, count=1).strip() if LIST.match(line) else line.strip())
    yield unwrapped("\n".join(said))
