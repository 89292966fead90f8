"""Results of others load with their own questionnaires and give the figures that are known of them."""

import os
from pathlib import Path

import pytest

from servicedesk.lib.refusals import Invalid
from servicedesk.lib.tables.refusals import Unusable
from surveys.models import OutsideSurvey
from surveys.outside.figures import scores, waits
from surveys.outside.loading import load
from surveys.questions import checked, parse, violations
from tests.people import MONDAY_NINE

DATA = Path(__file__).parents[2].parent / "shared" / "data"
MOBILE = DATA / "beijing_mobile_csat_mathorcup2022"
MESSAGES = DATA / "tipdm2020_gov_messages" / "附件4.xlsx"
ASKED = [
    {
        "code": "problem",
        "kind": "choice",
        "label": "遇到问题吗",
        "choices": [{"code": "1", "label": "是"}, {"code": "2", "label": "否"}],
    },
    {
        "code": "where",
        "kind": "multi",
        "label": "在哪里",
        "after": "problem",
        "when": ["1"],
        "choices": [
            {"code": "home", "label": "家"},
            {"code": "x", "label": "其他", "other": True},
            {"code": "all", "label": "全部", "exclusive": True},
        ],
    },
    {"code": "overall", "kind": "scale10", "label": "总体", "words_at": 3},
]


@pytest.mark.parametrize(
    ("file", "pattern", "expected"),
    [
        ("附件1语音业务用户满意度数据.xlsx", "mobile-voice", (5433, 8.68, 72, 13, 0)),
        ("附件2上网业务用户满意度数据.xlsx", "mobile-data", (7020, 7.80, 53, 25, 0)),
    ],
)
def test_the_figures_of_the_mobile_survey(company, root, file, pattern, expected):
    if pattern == "mobile-data" and not os.environ.get("FULL"):
        pytest.skip("FULL=1 loads the second, larger file as well")
    if not (MOBILE / file).exists():
        pytest.skip("the survey's file is not here")
    survey = load(MOBILE / file, pattern, org=company.org, by=root, at=MONDAY_NINE)
    found = scores(survey)

    assert (found.count, round(found.mean, 2), round(found.high), round(found.low), found.broken) == expected
    assert load(MOBILE / file, pattern, org=company.org, by=root, at=MONDAY_NINE) == survey


def test_how_long_replies_took(company, root):
    if not MESSAGES.exists():
        pytest.skip("the file of messages is not here")
    found = waits(load(MESSAGES, "replies", org=company.org, by=root, at=MONDAY_NINE))

    assert (found.count, round(found.median, 1), round(found.p90), round(found.longest)) == (2816, 11.2, 41, 1160)
    assert found.p75 == pytest.approx(22.2, abs=0.1)


def test_a_file_of_another_shape_is_refused_whole(company, root):
    if not MESSAGES.exists():
        pytest.skip("the file of messages is not here")
    with pytest.raises(Unusable, match="语音通话整体满意度"):
        load(MESSAGES, "mobile-voice", org=company.org, by=root, at=MONDAY_NINE)
    assert not OutsideSurvey.objects.exists()


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ({"problem": "2", "overall": "9"}, {"problem": "2", "overall": 9}),
        ({"problem": "2", "where": ["home"], "overall": "9"}, {"problem": "2", "overall": 9}),
        (
            {"problem": "1", "where": {"chosen": ["x"], "other": "地铁"}, "overall": "10"},
            {"problem": "1", "where": {"chosen": ["x"], "other": "地铁"}, "overall": 10},
        ),
        ({"problem": "1", "where": ["home", "all"], "overall": "9"}, {"where"}),
        ({"problem": "1", "where": ["x"], "overall": "9"}, {"where"}),
        ({"problem": "1", "overall": "11"}, {"where", "overall"}),
        ({"problem": "3", "overall": "2"}, {"problem", "overall"}),
    ],
)
def test_skip_logic_exclusive_choices_other_words_and_scales(given, kept):
    questions = parse(ASKED)
    if isinstance(kept, dict):
        assert checked(questions, given) == kept
    else:
        with pytest.raises(Invalid) as refusal:
            checked(questions, given)
        assert set(refusal.value.fields) == kept


def test_an_answer_to_a_question_that_was_not_asked_is_found():
    assert violations(parse(ASKED), {"problem": "2", "where": {"chosen": ["home"]}}) == ["where"]


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "dream"},
        {"label": " "},
        {"code": ""},
        {"choices": ASKED[0]["choices"][:1]},
        {"after": "later", "when": ["1"]},
    ],
)
def test_what_cannot_be_asked_is_refused(change):
    with pytest.raises(Invalid):
        parse([ASKED[0] | change])
