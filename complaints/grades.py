"""Which level and class a complaint is of, by the company's lines. Pure but for reading them."""

from dataclasses import dataclass
from fnmatch import fnmatchcase

from accounts.models import Unit
from complaints.lifecycle import Level
from complaints.models import GradeRule
from deadlines.conditions import ANY_IMPORTANCE


@dataclass(frozen=True)
class Told:
    """What the lines look at."""

    category: str
    text: str
    channel: str
    importance: str
    repeats: int


def shipped(org: Unit) -> list[GradeRule]:
    """The lines of a company that has written none."""
    lines: tuple[dict[str, object], ...] = (
        {
            "name": "人身伤亡、媒体或群体",
            "words": "触电 伤亡 死亡 记者 曝光 媒体 集体 群体 人大代表",
            "level": Level.SPECIAL,
        },
        {"name": "能源监管热线转办", "channel": "12398", "level": Level.MAJOR},
        {"name": "重要客户", "importance": ANY_IMPORTANCE, "level": Level.MAJOR},
        {"name": "同一问题第三次投诉", "repeats": 3, "level": Level.MAJOR},
        {"name": "政府热线转办", "channel": "12345", "level": Level.IMPORTANT},
        {"name": "消费者热线转办", "channel": "12315", "level": Level.IMPORTANT},
        {"name": "重复投诉", "repeats": 1, "level": Level.IMPORTANT},
    )
    return [GradeRule(org=org, place=10 * n, **line) for n, line in enumerate(lines, 1)]


def lines_of(org: Unit) -> list[GradeRule]:
    """The lines that hold in a company, in their order."""
    own = list(GradeRule.objects.filter(org=org).order_by("place", "id"))
    return [line for line in own or shipped(org) if line.is_active]


def fits(line: GradeRule, told: Told) -> bool:
    """Whether the complaint falls under the line."""
    words = line.words.split()
    important = line.importance in ("", told.importance) or bool(told.importance and line.importance == ANY_IMPORTANCE)
    return (
        fnmatchcase(told.category, line.category or "*")
        and (not words or any(word in told.text for word in words))
        and line.channel in ("", told.channel)
        and important
        and told.repeats >= line.repeats
    )


def decide(lines: list[GradeRule], told: Told) -> tuple[str, str, str]:
    """Level, class, and the name of the line that chose first; empty where no line says anything."""
    fitting = [line for line in lines if fits(line, told)]
    level = next((line for line in fitting if line.level), None)
    matter = next((line for line in fitting if line.matter), None)
    chose = level or matter
    return (level.level if level else "", matter.matter if matter else "", chose.name if chose else "")
