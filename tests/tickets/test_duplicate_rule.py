"""The rule of duplicates, read from a category's data."""

import pytest

from tests.founding import category
from tickets.duplicate_rule import USUAL, DuplicateRule, read, rule_for
from tickets.lifecycle import Kind

SHAPE = {"account": "urge", "transformer": {"count": 2, "minutes": 30}, "repeat": {"days": 30, "level_after": 3}}


def test_the_usual_rule_is_the_shape_that_is_written_down():
    assert read(SHAPE) == USUAL
    assert read(USUAL.as_data()) == USUAL


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        ({}, USUAL),
        ({"account": "link"}, DuplicateRule(account="link")),
        ({"account": "shout", "transformer": "often", "repeat": {"days": -1, "level_after": True}}, USUAL),
        ({"transformer": {"count": 3}, "repeat": {"days": 7}}, DuplicateRule(transformer_count=3, repeat_days=7)),
    ],
)
def test_what_is_left_out_or_wrong_is_as_usual(data, rule):
    assert read(data) == rule


@pytest.mark.parametrize(("contacts", "level"), [(1, ""), (2, ""), (3, "major"), (9, "major")])
def test_from_the_third_contact_on_the_level_is_lifted(contacts, level):
    assert USUAL.level_for(contacts) == level


def test_what_is_switched_off_asks_for_nothing():
    off = read({"transformer": {"count": 0}, "repeat": {"days": 0}})

    assert not off.looks_at_transformer
    assert not off.looks_at_repeats
    assert off.level_for(9) == ""


def test_a_category_without_a_rule_has_that_of_the_one_above(company):
    top = category(company.org, "t", "故障报修", Kind.FAULT, duplicates={"repeat": {"days": 3}})
    leaf = category(company.org, "t-1", "单户无电", Kind.FAULT, parent=top)

    assert rule_for(leaf) == DuplicateRule(repeat_days=3)
    assert rule_for(company.fault) == USUAL
