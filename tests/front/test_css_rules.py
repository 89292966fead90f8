"""What style sheets, scripts and templates may not contain, and how heavy they may be."""

import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings

from accounts.rail import STOPS
from servicedesk import bundles, clockface
from servicedesk.templatetags import hall

PROJECT = Path(settings.BASE_DIR)
STATIC = PROJECT / "static"
SHEETS = sorted((STATIC / "css").rglob("*.css"))
SCRIPTS = sorted((STATIC / "js").glob("*.js"))
TEMPLATES = sorted((PROJECT / "templates").rglob("*.html"))

TOO_NEW_FOR_CHROMIUM_90 = {
    ":has()": r":has\(",
    "container queries": r"@container|container-type",
    "cascade layers": r"@layer",
    "nesting": r"&[\s.:>#\[]|\{[^{}]*\{[^{}@%]*\{",
    "color-mix": r"color-mix\(",
    "dvh": r"\d[dsl]v[hw]\b",
    "scope": r"@scope",
    "individual transforms": r"[;{]\s*(?:translate|rotate|scale)\s*:",
}
NEVER_IN_A_SCRIPT = {
    "text that becomes code": r"\beval\(|new Function|setTimeout\(\s*['\"]",
    "storage that outlives the session": r"localStorage|indexedDB|document\.cookie",
    "what old browsers do not know": r"structuredClone|\.replaceAll\(|\?\.[a-zA-Z\[(]|\?\?|\.at\(-|Object\.hasOwn|\binert\b",
    "the PC's own clock as a truth": r"new Date\(\)",
}
NEVER_IN_A_TEMPLATE = {
    "a style written in place": r"\sstyle=|<style",
    "a script written in place": r"<script(?![^>]*\ssrc=)|\son[a-z]+=\"|hx-on|javascript:",
    "expressions for htmx": r"hx-vals=.js:|hx-trigger=\"[^\"]*\[",
    "inert": r"\sinert[\s>]",
    "somebody else's server": r"(?:src|href)=\"(?:https?:)?//",
}
PHONE_ONLY = {"offline.js", "steps.js", "photo.js", "queue.js", "place.js"}
BUDGET_KB = {"staff": 120, "phone": 60, "public": 30}


def bare(path: Path) -> str:
    return re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)


@pytest.mark.parametrize("feature", TOO_NEW_FOR_CHROMIUM_90)
def test_style_sheets_are_safe_for_old_browsers(feature):
    found = [path.name for path in SHEETS if re.search(TOO_NEW_FOR_CHROMIUM_90[feature], bare(path))]

    assert not found


@pytest.mark.parametrize("feature", NEVER_IN_A_SCRIPT)
def test_scripts_are_free_of(feature):
    found = [path.name for path in SCRIPTS if re.search(NEVER_IN_A_SCRIPT[feature], bare(path))]
    if feature == "storage that outlives the session":
        # A crew's queue has to: sealed for its person, and the cookie says no more than that something is there.
        found.remove("keeping.js")

    assert not found


def test_only_a_draft_and_the_way_one_came_are_kept_in_a_tab():
    """The draft while the network is away, under its writer's id; of a list its tickets' addresses. Both go at sign-out."""
    assert [path.name for path in SCRIPTS if "sessionStorage" in bare(path)] == ["draft.js", "here.js"]


@pytest.mark.parametrize("feature", NEVER_IN_A_TEMPLATE)
def test_templates_are_free_of(feature):
    found = [str(path) for path in TEMPLATES if re.search(NEVER_IN_A_TEMPLATE[feature], path.read_text())]

    assert not found


def test_every_sheet_and_script_is_part_of_a_bundle():
    bundled = {part for parts in bundles.BUNDLES.values() for part in parts}
    loose = {str(path.relative_to(STATIC)) for path in SHEETS + SCRIPTS} - bundled

    assert not loose


@pytest.mark.parametrize("family", BUDGET_KB)
def test_first_visit_stays_light(family):
    """Style sheet, script (with htmx) and icons of a page family, compressed, without the page itself."""
    parts = [bundles.join(f"bundles/{family}.{kind}") for kind in ("css", "js")]
    parts.append((STATIC / "img/sprite.svg").read_bytes())
    sizes = [len(gzip.compress(part, 9)) / 1024 for part in parts]

    print(f"{family}: css {sizes[0]:.1f} + js {sizes[1]:.1f} + icons {sizes[2]:.1f} = {sum(sizes):.1f} KB")
    assert sum(sizes) < BUDGET_KB[family] - 10  # what is left is for the page


def test_vendored_scripts_point_to_no_source_map_and_carry_their_licence():
    for script in (STATIC / "vendor").rglob("*.js"):
        assert "sourceMappingURL" not in script.read_text()
        assert (script.parent / "LICENSE").exists()


def test_the_font_of_last_resort_is_light_enough_and_licensed():
    fonts = STATIC / "fonts"

    assert (fonts / "zh.woff2").stat().st_size < 1_400_000
    assert "SIL OPEN FONT LICENSE Version 1.1" in (fonts / "OFL.txt").read_text()
    assert token_text("font").rstrip(";").endswith('"Desk Sans SC",sans-serif')


def test_every_icon_that_is_named_exists():
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', (STATIC / "img/sprite.svg").read_text()))
    named = {name for path in TEMPLATES for name in re.findall(r"{% icon \"([\w-]+)\"", path.read_text())}
    named |= {name for path in TEMPLATES for name in re.findall(r"\bicon=\"([\w-]+)\"", path.read_text())}
    named |= {*clockface.ICONS.values(), *hall.TONE_ICONS.values(), *(stop.icon for stop in STOPS)}
    named |= {shape for path in SCRIPTS for shape in re.findall(r"(?:run|soon|over): '(\w+)'", path.read_text())}

    assert named <= drawn, named - drawn


def test_every_sentence_that_a_script_says_is_given_to_it():
    given = {name.replace("_", "") for name in clockface.WORDS}
    words = (PROJECT / "templates/parts/_words.html").read_text()
    given |= {name.replace("-", "") for name in re.findall(r"data-([\w-]+)=", words)}
    said = {name.lower() for path in SCRIPTS for name in re.findall(r"desk\.word\('(\w+)'", path.read_text())}

    assert said <= given, said - given


def test_every_sentence_that_a_phone_says_is_given_to_it():
    words = (PROJECT / "templates/fieldwork/_phone.html").read_text()
    given = {name.replace("-", "") for name in re.findall(r"data-([\w-]+)=", words)}
    calls = r"(?:desk\.phoneWord|(?<!desk\.)\bsay)\('(\w+)'"
    said = {name.lower() for path in SCRIPTS if path.name in PHONE_ONLY for name in re.findall(calls, path.read_text())}

    assert said
    assert said <= given, said - given


def token_text(name: str) -> str:
    found = re.search(rf"--{name}:([^;]+);", (STATIC / "css/tokens.css").read_text())
    assert found, name
    return found.group(1)


def token(name: str) -> str:
    found = re.search(rf"--{name}:(#[0-9A-Fa-f]+)", (STATIC / "css/tokens.css").read_text())
    assert found, name
    return found.group(1)


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize(
    ("words", "ground"),
    [
        *((ink, ground) for ink in ("ink", "ink-2", "ink-3") for ground in ("surface", "surface-2", "bg")),
        *((name, f"{name}-w") for name in ("ok", "soon", "over", "hold", "int", "ext", "care")),
        ("brand", "surface"),
        ("brand", "bg"),
        ("brand-d", "brand-w"),
        ("surface", "brand"),
        ("surface", "over"),
        ("soon-d", "soon-w"),
        ("top-ink", "top"),
        ("top-ink", "top-2"),
        ("hold", "surface-2"),
    ],
)
def test_words_stand_out_from_their_ground(words, ground):
    assert contrast(token(words), token(ground)) >= 4.5


def test_edges_of_controls_can_be_seen():
    assert contrast(token("ctl"), token("surface")) >= 3


def test_bundles_are_found_under_their_names():
    for name in bundles.BUNDLES:
        found = bundles.BundleFinder().find(name)
        assert Path(found).read_bytes() == bundles.join(name)
    assert bundles.BundleFinder().find("../settings.py") == []
    assert {name for name, _ in bundles.BundleFinder().list(None)} == set(bundles.BUNDLES)


def test_a_name_is_laid_out_by_one_page_family_alone():
    """Page families share one bundle: two bare rules of one name would each bend the other's pages."""
    shared = bare(STATIC / "css/base.css") + bare(STATIC / "css/parts.css")
    homes: dict[str, set[str]] = {}
    for page in bundles.STAFF_PAGES:
        for chain in re.findall(r"([^{}]+)\{", bare(STATIC / f"css/pages/{page}.css")):
            for name in re.findall(r"(?:^|,)\s*\.([\w-]+)\s*(?=,|$)", chain):
                homes.setdefault(name, set()).add(page)
    twice = {name: pages for name, pages in homes.items() if len(pages) > 1}
    assert not {name: pages for name, pages in twice.items() if not re.search(rf"\.{name}[\s,.{{:>]", shared)}
