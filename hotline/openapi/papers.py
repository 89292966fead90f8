"""The pages of `docs/api` as the readable description shows them: the few marks of Markdown that they use, nothing else."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from django.conf import settings

from hotline.openapi.words import OPENING

FOLDER = Path(settings.BASE_DIR) / "docs" / "api"
CHINESE = FOLDER / "zh"
CLIENTS = ("client.py", "client.sh")
FIRST = ("README", "journeys", "webhooks", "signing", "calls", "upstream", "bulk", "open311")
# Its table is kept once, in English: codes, and a reason here and there that has its Chinese line in `reasons.tsv`.
KEPT_ONCE = "coverage"
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
    name: str
    title: str
    blocks: list[Block]
    lang: str = "en"


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
    if language == "en" or not twin.exists():
        return _read(name, FOLDER / f"{name}.md", "en")
    paper = _read(name, twin, "zh-CN")
    return replace(paper, blocks=[*paper.blocks, *_borrowed()]) if name == KEPT_ONCE else paper


def _read(name: str, path: Path, lang: str) -> Paper:
    title, _break, rest = path.read_text().partition("\n")
    # What a page says to those who change the product is nothing to its readers.
    told = [block for block in blocks(rest) if not block.text.startswith("Files impacted")]
    return Paper(name, title.lstrip("# "), told, lang)


def _borrowed() -> Iterator[Block]:
    """The table that is kept once, its reasons in Chinese as far as they are known."""
    words = {one[0]: one[1] for one in table("reasons")}
    for block in _read(KEPT_ONCE, FOLDER / f"{KEPT_ONCE}.md", "en").blocks:
        if block.kind == "table":
            yield replace(block, rows=[[words.get(cell, cell) for cell in row] for row in block.rows])


def table(name: str) -> Iterator[list[str]]:
    """The cells of each line of a table in `docs/api/zh/`; a break within a cell is written as backslash and n."""
    for line in (CHINESE / f"{name}.tsv").read_text().splitlines():
        yield line.replace("\\n", "\n").split("\t")


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
