"""How names are read, so that 陈桂芳 is found by `cgf` and by `chenguifang`, and 曾国 by `zg` and by `cg`."""

from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import import_module
from itertools import islice, product
from typing import Any

from servicedesk.lib.hanzi import ONE_SHAPE, bare, folded, is_han, parts_of

# As surnames these are read otherwise than as words: the surname's reading first, then what somebody may take it for.
SURNAMES: dict[str, tuple[str, ...]] = {
    "曾": ("zeng", "ceng"), "单": ("shan", "dan"), "仇": ("qiu", "chou"), "解": ("xie", "jie"), "查": ("zha", "cha"),
    "区": ("ou", "qu"), "任": ("ren",), "华": ("hua",), "尉": ("yu", "wei"), "翟": ("zhai", "di"), "朴": ("piao", "pu"),
    "缪": ("miao", "mou"), "盖": ("ge", "gai"), "乐": ("yue", "le"), "员": ("yun", "yuan"), "卜": ("bu", "bo"),
    "秘": ("bi", "mi"), "种": ("chong", "zhong"), "逄": ("pang",), "折": ("she", "zhe"), "繁": ("po", "fan"),
    "冼": ("xian",), "洗": ("xian", "xi"), "召": ("shao", "zhao"), "黑": ("he", "hei"), "祭": ("zhai", "ji"),
    "覃": ("qin", "tan"), "么": ("yao", "me"), "幺": ("yao",), "石": ("shi",), "车": ("che", "ju"), "谌": ("chen", "shen"),
    "隗": ("wei", "kui"), "晁": ("chao",), "宁": ("ning",), "哈": ("ha",), "那": ("na", "nuo"), "郗": ("xi", "chi"),
    "郄": ("qie", "xi"), "钭": ("tou", "dou"), "长": ("chang", "zhang"), "过": ("guo",), "重": ("chong", "zhong"),
    "能": ("nai", "neng"), "句": ("gou", "ju"), "适": ("kuo", "shi"), "阚": ("kan",), "佴": ("nai", "er"),
    "万俟": ("mo qi", "wan si"), "尉迟": ("yu chi", "wei chi"), "长孙": ("zhang sun", "chang sun"), "令狐": ("ling hu",),
    "澹台": ("tan tai", "dan tai"), "单于": ("chan yu", "dan yu"), "宿": ("su", "xiu"), "参": ("can", "shen"),
}  # fmt: skip
# Inside a name: what most people say first, then what others do.
IN_NAMES: dict[str, tuple[str, ...]] = {
    "乐": ("le", "yue"), "行": ("xing", "hang"), "重": ("zhong", "chong"), "朝": ("chao", "zhao"), "长": ("chang", "zhang"),
    "晟": ("sheng", "cheng"), "茜": ("qian", "xi"), "蔚": ("wei", "yu"), "盛": ("sheng", "cheng"), "娜": ("na", "nuo"),
    "传": ("chuan", "zhuan"), "藏": ("zang", "cang"), "柏": ("bai", "bo"), "露": ("lu", "lou"), "单": ("dan", "shan"),
    "省": ("sheng", "xing"), "校": ("xiao", "jiao"), "隽": ("jun", "juan"), "会": ("hui", "kuai"), "莘": ("xin", "shen"),
    "都": ("du", "dou"), "曾": ("zeng", "ceng"), "尉": ("wei", "yu"), "率": ("shuai", "lv"), "阿": ("a", "e"),
    "还": ("huan", "hai"), "降": ("jiang", "xiang"), "强": ("qiang", "jiang"), "角": ("jiao", "jue"), "劲": ("jin", "jing"),
    "弹": ("dan", "tan"), "宿": ("su", "xiu"), "佛": ("fo", "fu"), "呈": ("cheng",), "盖": ("gai", "ge"),
}  # fmt: skip
# Names have them, the dictionary does not.
RARE = {
    "𣏾": "lei",
    "𡸁": "chui",
    "𤂌": "xun",
    "𤤴": "wei",
    "𤩹": "xuan",
    "𠀋": "zhang",
    "㐂": "xi",
    "㐱": "zhen",
    "鿍": "gang",
}
MOST_READINGS = 8
LONGEST_PERSON = 6
LONGEST_HAN = 4
LONGEST_KEY = 120


@dataclass(frozen=True)
class Reading:
    """One way to say a name, in small letters and digits. `letters` in full, `initials` as it is typed."""

    letters: str
    initials: str


@cache
def reader() -> Any:
    """The library with its dictionaries: a third of a second that most processes never need."""
    return import_module("pypinyin")


def readings(name: str) -> list[Reading]:
    """Every way to say a name, the likeliest first; at most 8. A character that nobody can read is passed over."""
    text = bare(name).strip()
    head = next((known for known in (text[:2], text[:1]) if known in SURNAMES), "")
    ways = [list(SURNAMES[head])] if head else []
    ways += _ways(text[len(head) :], is_person=len(text) <= LONGEST_PERSON)
    found: dict[Reading, None] = {}
    for said in islice(product(*ways), MOST_READINGS):
        syllables = " ".join(said).split()
        letters, first = "".join(syllables), "".join(syllable[0] for syllable in syllables)
        if letters:
            found[Reading(letters[:120], first[:60])] = None
    return list(found)


def _ways(text: str, *, is_person: bool) -> list[list[str]]:
    """For each character the syllables it may be. What stands in a dictionary as a word is read as that word."""
    said = reader().lazy_pinyin(text, errors=lambda run: list(run))
    ways = []
    for point, syllable in zip(text, said, strict=True):
        if is_person and point in IN_NAMES:
            ways.append(list(IN_NAMES[point]))
        elif is_han(point) and syllable == point:
            ways.append([_rare(point)])
        elif point.isalnum():
            ways.append([syllable.lower()])
    return ways


def _rare(point: str) -> str:
    common = point.translate(ONE_SHAPE)
    return RARE.get(point) or ("" if common == point else str(reader().lazy_pinyin(common)[0]))


def keys_of(name: str, *, initials: str) -> list[str]:
    """What a name is found by, beside itself and its `initials`: 曾𠮷 → 曾吉, 吉, zengji, cengji, cj."""
    written = [folded(name), *map(folded, parts_of(name)[1:]), *tails_of(name)]
    said = [each for reading in readings(name) for each in (reading.letters, reading.initials)]
    wanted = dict.fromkeys(key[:LONGEST_KEY] for key in (*written, *said) if key)
    return [key for key in wanted if key not in (name, initials)]


def tails_of(name: str) -> list[str]:
    """A person's name without its first characters, so that any part of it leads there: 赵璟珺 → 璟珺, 珺."""
    text = folded(name)
    is_person = 2 <= len(text) <= LONGEST_HAN and all(map(is_han, text))
    return [text[place:] for place in range(1, len(text))] if is_person else []


def word_initials(text: str) -> str:
    """Return the initials of words that are no name, so that 单户无电 is found by `dhwd`."""
    letters = "".join(reader().lazy_pinyin(text.strip(), style=reader().Style.FIRST_LETTER))
    return "".join(letter for letter in letters if letter.isalnum()).lower()[:60]


@lru_cache(maxsize=4096)
def initials(name: str) -> str:
    """Return the likeliest initials of a name in small letters and digits: 陈桂芳 → `cgf`, 上海路3号 → `shl3h`."""
    found = readings(name)
    return found[0].initials if found else ""


def sort_key(name: str) -> tuple[bool, str, str]:
    """The order of a list of names: by what is said; a name whose first character nobody can read comes last."""
    found = readings(name)
    text = bare(name).strip()
    is_unread = not found or (is_han(text[0]) and not _said_of(text[0]))
    return (is_unread, found[0].letters if found else "", text)


def _said_of(point: str) -> str:
    ways = [list(SURNAMES[point])] if point in SURNAMES else _ways(point, is_person=True)
    return ways[0][0] if ways else ""
