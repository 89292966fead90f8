"""An amount in yuan as receipts write it, so that no figure can be added later (大写金额). Pure."""

from decimal import Decimal

DIGITS = "零壹贰叁肆伍陆柒捌玖"
STEPS = ("", "拾", "佰", "仟")
GROUPS = ("", "万", "亿")


def in_capitals(amount: Decimal) -> str:
    """`1020.50` is 壹仟零贰拾元伍角; a whole amount ends with 整."""
    cents = int(amount.quantize(Decimal("0.01")) * 100)
    yuan, jiao, fen = cents // 100, cents // 10 % 10, cents % 10
    words = f"{_whole(yuan)}元" if yuan or not cents else ""
    if not cents % 100:
        return f"{words}整"
    words += f"{DIGITS[jiao]}角" if jiao else ("零" if yuan else "")
    return words + (f"{DIGITS[fen]}分" if fen else "整")


def _whole(number: int) -> str:
    if not number:
        return DIGITS[0]
    words, gap, place = "", False, 0
    while number:
        number, part = divmod(number, 10_000)
        if part:
            words = _four(part) + GROUPS[place] + (DIGITS[0] if gap and words else "") + words
        gap, place = part < 1000, place + 1
    return words


def _four(part: int) -> str:
    words, gap = "", False
    for step in range(4):
        digit = part // 10**step % 10
        if digit:
            words = DIGITS[digit] + STEPS[step] + (DIGITS[0] if gap and words else "") + words
        gap = not digit
    return words
