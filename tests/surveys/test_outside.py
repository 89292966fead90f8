"""Results of others load with their own questionnaires and give the figures that are known of them."""

import os
from pathlib import Path

import pytest
import xlsxwriter

from servicedesk.lib.refusals import Invalid
from servicedesk.lib.tables.refusals import Unusable
from surveys.models import OutsideSurvey
from surveys.outside.figures import scores, waits, waits_by_month
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


# As the second file is laid out: a heading that stands there for every group of columns, words beside each group.
HEAD = [
    *(
        "用户id",
        "手机上网整体满意度",
        "网络覆盖与信号强度",
        "手机上网速度",
        "手机上网稳定性",
        "居民小区",
        "办公室",
        "其他，请注明",
    ),
    *("场景备注数据", "网络信号差/没有信号", "上网过程中网络时断时续或时快时慢", "其他，请注明", "现象备注数据"),
    *("看视频卡顿", "打游戏延时大", "打开网页或APP图片慢", "其他，请注明", "APP大类备注", "爱奇艺", "全部都卡顿"),
    *(
        "APP小类视频备注",
        "和平精英",
        "全部游戏都卡顿",
        "APP小类游戏备注",
        "微信",
        "全部网页或APP都慢",
        "APP小类上网备注",
    ),
    *("年龄", "性别"),
]
NOBODY = ["-1"] * 22
ROWS = [
    [1, 10, 10, 9, 10, *NOBODY, 30, "男"],
    [2, 6, 5, 7, 6, 1, -1, 98, "地铁站", -1, 2, -1, "", 1, -1, -1, -1, "", 1, -1, "", -1, -1, "", -1, -1, "", 41, "女"],
    [3, 9, 9, 9, 9, -1, 2, -1, "", -1, -1, -1, "", -1, -1, 3, -1, "", -1, -1, "", -1, -1, "", -1, 99, "", 25, "女"],
    [4, 8, 8, 8, 8, *NOBODY[:19], 1, -1, "", 52, "男"],  # says which page without having said that pages are slow
    [5, 11, 8, 8, 8, *NOBODY, 33, "男"],  # eleven of ten
]


def test_sentinels_repeated_headings_and_skip_logic_of_a_small_file(company, root, tmp_path):
    path = tmp_path / "附件2.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for line, row in enumerate([HEAD, *ROWS]):
            sheet.write_row(line, 0, row)

    survey = load(path, "mobile-data", org=company.org, by=root, at=MONDAY_NINE)
    found = scores(survey)

    assert (found.count, found.mean, found.high, found.low, found.broken) == (4, 8.25, 50, 25, 1)
    assert [one["row"] for one in survey.refused] == [4, 5]
    answers = survey.answers.get(row=2).answers
    assert answers["scenes"] == {"chosen": ["c1", "c3"], "other": "地铁站"}
    assert (answers["signs"], answers["doing"]) == ({"chosen": ["c2"]}, {"chosen": ["c1"]})
    assert (answers["videos"], survey.answers.get(row=3).answers["pages"]) == ({"chosen": ["c1"]}, {"chosen": ["c2"]})
    assert "scenes" not in survey.answers.get(row=1).answers


def test_how_long_replies_took(company, root):
    if not MESSAGES.exists():
        pytest.skip("the file of messages is not here")
    survey = load(MESSAGES, "replies", org=company.org, by=root, at=MONDAY_NINE)
    found, months = waits(survey), waits_by_month(survey)

    assert (found.count, round(found.median, 1), round(found.p90), round(found.longest)) == (2816, 11.2, 41, 1160)
    assert found.p75 == pytest.approx(22.2, abs=0.1)
    assert sum(each.count for _month, each in months) == 2816
    assert [month for month, _each in months] == sorted({month for month, _each in months}, reverse=True)


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
