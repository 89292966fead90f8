"""Names, numbers and addresses that look right and belong to nobody."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from random import Random

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段钱汤尹黎易常武乔贺赖龚文"
DOUBLE_SURNAMES = ("欧阳", "上官", "司徒", "诸葛")
WOMEN = "芳娜敏静丽艳娟霞秀玲桂英华慧巧美兰凤洁梅琳素云莲真环雪荣爱妹香月莺媛瑞凡佳嘉琼勤珍贞莉叶璧璐娅琦晶妍茜秋珊莎锦黛青倩婷姣婉娴瑾颖露瑶怡婵雁蓓珺"
MEN = "伟强磊军洋勇杰涛超明刚平辉志建国文斌波宁贵福生龙元全胜学祥才发武新利清飞彬富顺信子坚石友裕河哲江浩亮政谦亨奇固之轮翰朗伯宏言若鸣朋梁栋维启克伦翔旭鹏泽晨辰士以建家致树炎德行时泰盛璟昇"
RARE = ("陈𠮷", "李昇", "王珺", "周璟", "吴𠮷生", "赵璟珺")

# Series 154 is given to no carrier, and no district has the code 370299: nobody is called or named by accident.
SERIES = "154"
DISTRICT = "370299"
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK = "10X98765432"
# What names the sort of a street, and not the street.
GENERIC = re.compile("(三村|小区|花园|名苑|大街|路|村)$")
RESERVED_TAILS = frozenset({"6217", "6204"})


@dataclass(frozen=True)
class Place:
    """An address, in what area it lies and what feeds it."""

    address: str
    area: str
    transformer: str
    feeder: str
    hall: str


@dataclass(frozen=True)
class Street:
    """A street or village of one hall's district. `shape` says how its addresses are written."""

    name: str
    shape: str
    area: str
    hall: str
    feeder: str
    transformers: int


STREETS = (
    Street("文昌路", "street", "urban", "CN", "10kV 南桥线", 5),
    Street("建设路", "street", "urban", "CN", "10kV 南桥线", 4),
    Street("梅园三村", "estate", "urban", "CN", "10kV 梅园线", 3),
    Street("科技路", "office", "urban", "CN", "10kV 科技线", 3),
    Street("南岭村", "village", "rural", "CN", "10kV 南岭线", 3),
    Street("西苑路", "street", "urban", "CB", "10kV 西苑线", 4),
    Street("东湖小区", "estate", "urban", "CB", "10kV 东湖线", 3),
    Street("金桂花园", "estate", "urban", "CB", "10kV 东湖线", 3),
    Street("红旗村", "village", "rural", "CB", "10kV 北山线", 3),
    Street("石门村", "village", "rural", "CB", "10kV 北山线", 2),
    Street("港口路", "office", "urban", "GQ", "10kV 港口线", 3),
    Street("滨江名苑", "estate", "urban", "GQ", "10kV 滨江线", 3),
    Street("盐滩村", "village", "rural", "GQ", "10kV 盐滩线", 2),
    Street("黑石岛", "village", "remote", "GQ", "10kV 海岛线", 1),
)
FAR_STREETS = (
    Street("青屿大街", "street", "urban", "QY", "10kV 青屿线", 3),
    Street("渔湾村", "village", "rural", "QY", "10kV 渔湾线", 2),
)


def check_digit(first17: str) -> str:
    """Return the 18th character of an ID number (GB 11643): a weighted sum modulo 11."""
    total = sum(int(figure) * weight for figure, weight in zip(first17, WEIGHTS, strict=True))
    return CHECK[total % 11]


def identity(dice: Random, *, is_woman: bool, today: date) -> str:
    """Return an ID number of an adult with a valid check digit; the last figure of the sequence is even for women."""
    born = today - timedelta(days=dice.randint(19 * 365, 86 * 365))
    sequence = dice.randrange(0, 1000, 2) if is_woman else dice.randrange(1, 1000, 2)
    first17 = f"{DISTRICT}{born:%Y%m%d}{sequence:03d}"
    return first17 + check_digit(first17)


def person(dice: Random) -> tuple[str, bool]:
    """Return a name and whether it is a woman's."""
    is_woman = dice.random() < 0.5
    surname = dice.choice(DOUBLE_SURNAMES) if dice.random() < 0.01 else dice.choice(SURNAMES)
    letters = WOMEN if is_woman else MEN
    given = "".join(dice.sample(letters, 2 if dice.random() < 0.8 else 1))
    return surname + given, is_woman


def names(dice: Random, *, rare_first: bool) -> Iterator[tuple[str, bool]]:
    """Names without end; those with characters that many fonts lack come first where they are wanted."""
    yield from ((name, False) for name in RARE if rare_first)
    while True:
        yield person(dice)


def numbers(dice: Random) -> Iterator[str]:
    """Mobile numbers without end, each once, of a series that nobody has."""
    given: set[str] = set()
    while True:
        number = f"{SERIES}{dice.randrange(10**8):08d}"
        if number not in given and number[-4:] not in RESERVED_TAILS:
            given.add(number)
            yield number


def accounts(prefix: str) -> Iterator[str]:
    """Account numbers (户号) of 12 digits, none of which ends like the one on the brochure."""
    for step in count(1):
        account = f"{prefix}{10_000_000 + step * 7_919 % 89_999_999:08d}"
        if account[-4:] not in RESERVED_TAILS:
            yield account


def places(dice: Random, streets: tuple[Street, ...]) -> Iterator[Place]:
    """Addresses without end, each once, along the streets in turn."""
    given: set[str] = set()
    while True:
        for street in streets:
            address, house = _address(dice, street)
            if address in given:
                continue
            given.add(address)
            which = house % street.transformers + 1
            transformer = f"{GENERIC.sub('', street.name)} {which} 号公变"
            yield Place(address, street.area, transformer, street.feeder, street.hall)


def _address(dice: Random, street: Street) -> tuple[str, int]:
    match street.shape:
        case "village":
            house = dice.randint(1, 180)
            return f"{street.name} {dice.randint(1, 9)} 组 {house} 号", house
        case "office":
            house = dice.randint(1, 160)
            return f"{street.name} {house} 号 {dice.randint(1, 24)}{dice.randint(1, 12):02d} 室", house
    flat = f"{dice.randint(1, 4)} 单元 {dice.randint(1, 11)}{dice.randint(1, 4):02d}"
    if street.shape == "estate":
        house = dice.randint(1, 28)
        return f"{street.name} {house} 号楼 {flat}", house
    house = dice.randint(1, 60) * 2
    return f"{street.name} {house} 号 {dice.randint(1, 9)} 幢 {flat}", house
