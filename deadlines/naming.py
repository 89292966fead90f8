"""What a promise is called, and between which moments it runs, in the reader's language.

The shipped standards have Chinese names and terse English moments; `data/words.json` has the other half of both. What a
company writes itself is shown as it was written.
"""

from functools import lru_cache

from django.utils.translation import get_language

from deadlines.loading import read
from deadlines.models import Promise
from deadlines.words import AREAS, STEPS


@lru_cache(maxsize=1)
def _words() -> dict[str, dict[str, str]]:
    words: dict[str, dict[str, str]] = read("words.json")
    return words


def is_chinese() -> bool:
    """Whether the reader reads Chinese."""
    return (get_language() or "").startswith("zh")


def phrase(text: str) -> str:
    """A start, a stop or a remark: `crew on site`, 抢修人员到达现场."""
    return _words()["zh" if is_chinese() else "en"].get(text, text)


def name_of(promise: Promise) -> str:
    """故障报修到达现场; in English made of its parts: `Fault repair: arrive on site · urban`."""
    words = _words()
    subject = words["subjects"].get(promise.subject)
    if is_chinese() or subject is None:
        return promise.name
    step = str(STEPS.get(promise.milestone) or words["steps"].get(promise.milestone, promise.milestone))
    name = subject if step in subject else f"{subject}: {step}"
    parts = [str(AREAS.get(promise.area, promise.area)), words["levels"].get(promise.level, promise.level)]
    return " · ".join([name, *filter(None, parts)])
