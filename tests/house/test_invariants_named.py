"""What docs/invariants.md says is shown by a test is shown by one that exists."""

import re
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent.parent
PAGE = (PROJECT / "docs" / "invariants.md").read_text(encoding="utf-8")
LINES = [*range(1, 12), 21, 22, *range(47, 56)]


def rows() -> list[list[str]]:
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in PAGE.splitlines() if line.startswith("|")]


def test_every_test_that_is_named_exists() -> None:
    for cell in (row[-1] for row in rows()):
        folder, file = "", ""
        for told in re.findall(r"`([^`]+)`", cell):
            path, _mark, name = told.partition("::")
            if path.startswith("tests/"):
                folder, file = path.rpartition("/")[0] if path.endswith(".py") else path, path
                assert (PROJECT / path).exists(), told
            elif path.startswith("test_") and folder:
                assert (PROJECT / folder / path).exists(), told
            if name:
                assert f"def {name}(" in (PROJECT / file).read_text(encoding="utf-8"), told


def test_no_line_of_the_house_is_missing() -> None:
    told = {row[0]: row[-1] for row in rows()}
    assert {str(line) for line in LINES} | {"I34", "I35", "I36", "I39", "I40", "M1"} <= told.keys()
    assert all("`" in told[str(line)] for line in LINES), "each names what shows it"
