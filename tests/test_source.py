"""What the source itself must not contain. Security lines 12, 27, 28, 29 and 33, and the pitfalls of Celery."""

import re
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent
APPS = (
    "accounts",
    "customers",
    "deadlines",
    "tickets",
    "outages",
    "knowledge",
    "worksheets",
    "fieldwork",
    "restoration",
    "applications",
    "keyaccounts",
    "reporting",
    "complaints",
    "surveys",
    "hotline",
    "supervision",
    "safekeeping",
    "servicedesk",
)
SOURCES = [path for app in APPS for path in (PROJECT / app).rglob("*.py")]
TEMPLATES = list((PROJECT / "templates").rglob("*.html"))

FORBIDDEN = {
    r"\bmark_safe\(|\|safe\b|autoescape off": "text is text: templates escape",
    r"\bcsrf_exempt\b": "every unsafe method needs its token",
    r"\bpickle\b|yaml\.load\(": "no format that runs code",
    r"\b(countdown|eta)=": "no deadline lives in Celery",
    r"\beval\(|\bexec\(": "no text becomes code",
    r"\.extra\(|RawSQL\(": "queries are the ORM's or written whole",
    r"__all__ *= *[\"']__all__|fields *= *[\"']__all__": "fields are named one by one",
    r"os\.umask\(0\)": "files are private",
    r"post_save|pre_save": "facts are announced by their own signals",
}


@pytest.mark.parametrize("pattern", FORBIDDEN)
def test_the_source_is_free_of(pattern):
    found = [
        f"{path.relative_to(PROJECT)}: {line.strip()[:80]}"
        for path in SOURCES + TEMPLATES
        for line in path.read_text().splitlines()
        if re.search(pattern, line) and not line.strip().startswith(("#", '"""'))
    ]

    assert not found, FORBIDDEN[pattern]


def test_only_two_loops_go_on_after_whatever_fails():
    broad = {
        str(path.relative_to(PROJECT))
        for path in SOURCES
        for line in path.read_text().splitlines()
        if re.search(r"except (Base)?Exception", line)
    }

    assert broad <= {"servicedesk/lib/loops.py", "tickets/management/commands/sweep_loop.py"}


def test_every_page_script_and_style_is_a_file():
    """The policy forbids inline code; a page that needs it would be broken."""
    inline = re.compile(r"<script(?![^>]*\bsrc=)|<style|\son[a-z]+=\"|\sstyle=\"|hx-on|hx-vals=.js:")
    found = [str(path) for path in TEMPLATES if inline.search(path.read_text())]

    assert not found
