"""The rule of a clock as a promise has it that names its own start, stops, resets or cancels."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from deadlines.words import APPLICATION_STEPS
from tickets.lifecycle import AWAY, MOVES, ClockRule


def begun_by(rule: ClockRule, verb: str, kind: str) -> ClockRule:
    """Return the rule as a promise that names its own start has it; a verb that this kind does not know starts nothing.

    What begins with the request begins again when the case is opened again, and no sending back ends it.
    """
    if verb in rule.starts or verb in rule.stops or verb not in {"register", *MOVES[kind]}:
        return rule
    if verb == "register":
        return replace(rule, starts=frozenset({"register", "reopen"}), drop=rule.drop - {"send_back"})
    return replace(rule, starts=frozenset({verb}))


def turned(rule: ClockRule, turns: Mapping[str, Sequence[str]], kind: str) -> ClockRule:
    """Return the rule as a promise that names its own stops, resets and cancels has it; `AWAY` cancels every clock.

    A verb that this kind does not know, or that starts the clock, ends nothing; if none is left, the usual ones hold.
    """
    told = {turn: frozenset(verbs) & MOVES[kind].keys() for turn, verbs in turns.items()}
    stops = told.get("stops", frozenset()) - rule.starts or rule.stops
    drop = (told.get("cancels", frozenset()) - rule.starts or rule.drop) | AWAY
    return replace(rule, stops=stops, resets=told.get("resets", rule.resets) - stops, drop=drop - stops)


def as_promised(rule: ClockRule, starts_on: str, turns: Mapping[str, Sequence[str]], kind: str) -> ClockRule:
    """Return the rule of a step as a promise has it that names its own start or its own turns."""
    if rule.name in APPLICATION_STEPS:  # where a step begins and ends is the application's own affair
        return rule
    begun = begun_by(rule, starts_on, kind)
    return turned(begun, turns, kind) if turns else begun
