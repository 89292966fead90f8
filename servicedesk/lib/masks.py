"""What personal data look like to somebody who has not asked to see them."""

import re

from servicedesk.lib.hanzi import DOTS, characters


def mask_phone(number: str) -> str:
    """`13800138000` → `138****8000`; short numbers of services stay readable."""
    if len(number) <= 6:
        return number
    return f"{number[:3]}****{number[-4:]}" if len(number) >= 9 else f"{number[:1]}***{number[-2:]}"


def mask_name(name: str) -> str:
    """`陈桂芳` → `陈*芳`, `陈芳` → `陈*`; an organisation of five or more characters keeps its ends.

    `买买提·吐尔逊` → `买**·**逊`: the dot stays. A rare character is one character, whatever it is stored as.
    """
    each = characters(name)
    if len(each) <= 1:
        return name
    if any(one in DOTS for one in each[1:-1]):
        inner = "".join(one if one in DOTS else "*" for one in each[1:-1])
        return f"{each[0]}{inner}{each[-1] if '*' in inner else '*'}"
    if len(each) == 2:
        return f"{each[0]}*"
    if len(each) <= 4:
        return f"{each[0]}{'*' * (len(each) - 2)}{each[-1]}"
    return f"{each[0]}{each[1]}***{each[-2]}{each[-1]}"


def mask_address(address: str) -> str:
    """Keep street and house; hide the flat: `文昌路 86 号 3 幢 2 单元 501` → `文昌路 86 号 3 幢 **`."""
    house = re.search(r"^.*?\d+\s*(?:号|弄)(?:\s*\d+\s*(?:幢|栋|号楼|座))?", address)
    if house and house.end() < len(address.rstrip()):
        return f"{house.group(0).rstrip()} **"
    keep = max(4, len(address) * 2 // 3)
    return address if len(address) <= 4 else f"{address[:keep].rstrip()} **"


def mask_identity(number: str) -> str:
    """`370203199001011234` → `370***********1234`: the birth date stays hidden."""
    return f"{number[:3]}{'*' * max(0, len(number) - 7)}{number[-4:]}" if len(number) > 7 else "****"


def mask_account(number: str) -> str:
    """`053211876204` → `0532****6204`."""
    return f"{number[:4]}****{number[-4:]}" if len(number) > 8 else number
