"""The pages of knowledge, and quick texts where somebody writes."""

import pytest

from knowledge.actions.texts import Wording, drop_text, keep_text
from knowledge.models import Article, QuickText
from knowledge.refusals import StaleText, TitleTaken
from servicedesk.lib.refusals import Invalid, NotAllowed
from tests.people import MONDAY_NINE

WHEN = {"at": MONDAY_NINE}
SAID = {
    "title": "怎样更名",
    "body": "带身份证和房产证。",
    "audience": "internal",
    "state": "published",
    "review_by": "2099-01-01",
}


@pytest.fixture
def editor(client, guo):
    client.force_login(guo)
    return client


@pytest.fixture
def clerk(client, min):
    client.force_login(min)
    return client


@pytest.fixture
def calm(company, min):
    said = Wording(title="已安抚", body="{客户}您好，{单号}已受理，{经办人}为您跟进。{没有}", use="note")
    return keep_text(
        Wording(**{**said.__dict__, "body": said.body.replace("{没有}", "")}), org=company.org, by=min, **WHEN
    )


def test_an_editor_writes_and_changes_an_article(editor, guo, company):
    answer = editor.post("/knowledge/new/", SAID | {"owner": guo.pk, "topics": ["bill"]})
    article = Article.objects.get()
    assert answer["Location"] == f"/knowledge/{article.slug}/"
    assert article.topics == ["bill"]

    page = editor.get(answer["Location"]).content.decode()
    assert "带身份证和房产证。" in page

    editor.post(f"/knowledge/{article.slug}/edit/", SAID | {"owner": guo.pk, "body": "只带身份证。", "version": 1})
    assert Article.objects.get().body == "只带身份证。"


def test_a_stale_save_keeps_what_was_typed_and_shows_what_it_says_by_now(editor, steps, guo):
    said = SAID | {"owner": guo.pk}
    editor.post(f"/knowledge/{steps.slug}/edit/", said | {"body": "第一位写的。", "version": 1})

    answer = editor.post(f"/knowledge/{steps.slug}/edit/", said | {"body": "第二位写的。", "version": 1})

    assert answer.status_code == 409
    assert "第一位写的。" in answer.content.decode()
    assert "第二位写的。" in answer.content.decode()


def test_what_is_missing_comes_back_with_what_was_typed(editor, guo):
    answer = editor.post("/knowledge/new/", SAID | {"owner": guo.pk, "title": ""})

    assert answer.status_code == 422
    assert "带身份证和房产证。" in answer.content.decode()


def test_a_clerk_reads_judges_and_does_not_write(clerk, steps):
    assert clerk.get("/knowledge/new/").status_code == 403
    assert steps.title in clerk.post("/knowledge/", {"q": "邻居"}).content.decode()
    assert clerk.post(f"/knowledge/{steps.slug}/vote/", {"helped": "no", "remark": "太短"}).status_code == 302
    assert clerk.post(f"/knowledge/{steps.slug}/retire/", {"version": 1}).status_code == 403


def test_what_is_being_written_offers_what_belongs_to_it(clerk, steps):
    told = clerk.post("/knowledge/offered/", {"topics": "no-power", "description": ""}).content.decode()

    assert steps.title in told


def test_a_quick_text_comes_filled_with_the_tickets_facts_and_no_full_name(clerk, calm, fault):
    told = clerk.get(f"/t/{fault.number}/texts/?use=note&typed=ya").content.decode()

    assert f"{fault.contact_name[:1]}先生/女士您好，{fault.short_number}已受理，王敏为您跟进。" in told
    assert fault.contact_name not in told


def test_texts_are_offered_only_where_they_belong_and_to_whom(client, clerk, calm, fault, other, stranger):
    assert calm.title not in clerk.get(f"/t/{fault.number}/texts/?use=reply").content.decode()
    client.force_login(other)
    assert calm.title not in client.get("/intake/texts/?use=note").content.decode()
    client.force_login(stranger)
    assert client.get(f"/t/{fault.number}/texts/?use=note").status_code == 404


def test_a_shared_text_needs_an_editor_and_an_own_one_does_not(company, min, guo, other):
    ours = Wording(title="改约", body="改到{承诺}前。", use="reply", is_shared=True)
    with pytest.raises(NotAllowed):
        keep_text(ours, org=company.org, by=min, **WHEN)

    text = keep_text(ours, org=company.org, by=guo, **WHEN)

    assert text in QuickText.objects.visible_to(other)
    with pytest.raises(NotAllowed):
        drop_text(text, by=min, version=1)


def test_a_hole_that_nothing_fills_is_refused(company, min):
    with pytest.raises(Invalid) as refusal:
        keep_text(Wording(title="x", body="{身份证}", use="note"), org=company.org, by=min, **WHEN)

    assert "{单号}" in refusal.value.fields["body"]


def test_a_title_is_there_once_and_a_stale_change_is_refused(company, min, calm):
    said = Wording(title="已安抚", body="别的", use="note")
    with pytest.raises(TitleTaken):
        keep_text(said, org=company.org, by=min, **WHEN)

    keep_text(said, org=company.org, by=min, known=calm, version=1, **WHEN)
    with pytest.raises(StaleText):
        keep_text(said, org=company.org, by=min, known=calm, version=1, **WHEN)


def test_the_page_of_quick_texts(clerk, calm):
    assert calm.title in clerk.get("/knowledge/texts/").content.decode()
    said = {"title": "再联系", "body": "明日再联系。", "use": "call", "scope": "mine"}
    assert clerk.post("/knowledge/texts/", said).status_code == 302
    assert clerk.post("/knowledge/texts/", said).status_code == 422
    assert clerk.post(f"/knowledge/texts/{calm.pk}/", said | {"title": "已电话安抚", "version": 1}).status_code == 302
    assert clerk.post(f"/knowledge/texts/{calm.pk}/drop/", {"version": 2}).status_code == 302
    assert [one.title for one in QuickText.objects.all()] == ["再联系"]
