"""Articles: written, changed, confirmed, retired, judged; found by category, words and what is being typed."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts.models import Notice
from knowledge.actions.articles import change_article, confirm_article, retire_article, vote, write_article
from knowledge.models import Article, ArticleState, Audience
from knowledge.reading import searched, suggest, topics_of
from knowledge.refusals import StaleText
from knowledge.tasks import remind_reviews
from servicedesk.lib.refusals import Invalid, NotAllowed
from tests.people import MONDAY_NINE

TODAY = date(2026, 3, 16)


def test_an_article_is_found_by_words_initials_and_category(steps, min, company):
    rows = Article.objects.visible_to(min)

    assert list(searched(rows, "开关")) == [steps]
    assert list(searched(rows, "dhwd")) == [steps]
    assert list(searched(rows, "水表")) == []
    assert ("no-power", "单户无电") in topics_of(company.org)


def test_the_category_offers_its_article_first_then_what_says_the_same(steps, text, min, company, guo):
    alike = replace(text, title="空气开关怎么看", body="空气开关跳闸后，先关电器再合闸。", topics=())
    other = write_article(alike, org=company.org, by=guo, at=MONDAY_NINE)

    told = suggest(user=min, day=TODAY, topics=["no-power"], words="客户说家里空气开关跳闸了")

    assert [(one.article, one.by_topic) for one in told] == [(steps, True), (other, False)]
    assert suggest(user=min, day=TODAY, words="交费") == []


def test_what_is_over_retired_or_a_draft_is_offered_to_nobody(steps, text, min, guo):
    change_article(steps, replace(text, expires_on=date(2026, 4, 1)), version=1, by=guo, at=MONDAY_NINE)
    assert suggest(user=min, day=date(2026, 4, 1), topics=["no-power"])
    assert not suggest(user=min, day=date(2026, 4, 2), topics=["no-power"])

    retire_article(steps, version=2, by=guo, at=MONDAY_NINE)
    assert not suggest(user=min, day=TODAY, topics=["no-power"])
    assert not Article.objects.visible_to(min).exists()
    assert Article.objects.visible_to(guo).get().state == ArticleState.RETIRED


def test_another_company_sees_nothing(steps, stranger):
    assert not Article.objects.visible_to(stranger).exists()


def test_two_editors_the_second_is_told(steps, text, guo, root):
    change_article(steps, replace(text, title="三步排查"), version=1, by=guo, at=MONDAY_NINE)

    with pytest.raises(StaleText):
        change_article(steps, text, version=1, by=root, at=MONDAY_NINE)
    assert Article.objects.get().title == "三步排查"


def test_every_version_stays_as_it_was(steps, text, guo):
    change_article(steps, replace(text, body="别的"), version=1, by=guo, at=MONDAY_NINE)

    first = steps.versions.get(number=1)
    assert first.facts["body"] == text.body
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE knowledge_articleversion SET what = 'x'")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": "  "}, "title"),
        ({"body": ""}, "body"),
        ({"review_by": TODAY}, "review_by"),
        ({"expires_on": date(2026, 3, 15)}, "expires_on"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_its_field(text, company, guo, wrong, field):
    with pytest.raises(Invalid) as refusal:
        write_article(replace(text, **wrong), org=company.org, by=guo, at=MONDAY_NINE)

    assert field in refusal.value.fields


def test_only_editors_write_and_the_owner_confirms(steps, text, min, company, guo):
    with pytest.raises(NotAllowed):
        write_article(text, org=company.org, by=min, at=MONDAY_NINE)
    with pytest.raises(NotAllowed):
        confirm_article(steps, version=1, by=min, at=MONDAY_NINE)

    change_article(steps, replace(text, owner=min), version=1, by=guo, at=MONDAY_NINE)
    assert confirm_article(steps, version=2, by=min, at=MONDAY_NINE).review_by == date(2026, 9, 12)


def test_two_articles_of_one_name_have_two_addresses(steps, text, company, guo):
    assert write_article(text, org=company.org, by=guo, at=MONDAY_NINE).slug != steps.slug


def test_a_voice_may_be_changed_and_the_owner_hears_of_what_did_not_help(steps, min, guo):
    vote(steps, helped=False, remark="没有写三相", by=min, at=MONDAY_NINE)
    vote(steps, helped=False, remark="没有写三相电", by=min, at=MONDAY_NINE)

    assert [one.remark for one in steps.votes.all()] == ["没有写三相电"]
    assert Notice.objects.filter(user=guo, what="article_unhelpful").count() == 1


def test_the_owner_is_told_once_before_the_review_date(steps, text, guo, root):
    near = timezone.localdate() + timedelta(days=5)
    change_article(steps, replace(text, review_by=near, owner=root), version=1, by=guo, at=timezone.now())

    remind_reviews()
    remind_reviews()

    assert [one.user for one in Notice.objects.filter(what="article_review")] == [root]


def test_when_the_owner_has_left_the_editors_are_told(steps, text, guo, root, min):
    near = timezone.localdate() + timedelta(days=5)
    change_article(steps, replace(text, review_by=near, owner=min), version=1, by=guo, at=timezone.now())
    type(min).objects.filter(pk=min.pk).update(is_active=False)

    remind_reviews()

    assert {one.user for one in Notice.objects.filter(what="article_review")} == {guo, root}


def test_customers_read_what_is_public_and_nothing_else(client, steps, text, company, guo):
    said = replace(text, title="怎样交电费", audience=Audience.PUBLIC)
    bill = write_article(said, org=company.org, by=guo, at=MONDAY_NINE)

    shelf = client.get(f"/help/{company.org.code}/").content.decode()

    assert "怎样交电费" in shelf
    assert steps.title not in shelf
    assert client.get(f"/help/{company.org.code}/{bill.slug}/").status_code == 200
    assert client.get(f"/help/{company.org.code}/{steps.slug}/").status_code == 404
    assert client.get("/help/nowhere/").status_code == 404
