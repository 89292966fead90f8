from datetime import date

import pytest

from knowledge.actions.articles import Text, write_article
from tests.people import MONDAY_NINE

ENOUGH = date(2099, 1, 1)


@pytest.fixture
def text(guo):
    """What the supervisor writes about a house without power."""
    return Text(
        title="单户无电排查三步",
        body="先问邻居是否有电。\n再看家里的空气开关是否跳闸。\n都正常，派抢修班。",
        owner=guo,
        review_by=ENOUGH,
        topics=("no-power",),
    )


@pytest.fixture
def steps(company, guo, text):
    return write_article(text, org=company.org, by=guo, at=MONDAY_NINE)
