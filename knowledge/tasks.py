"""Celery's part: a hint that articles wait to be looked at again; the rows in Postgres are what counts."""

from celery import shared_task
from django.utils import timezone

from accounts.models import User
from knowledge.actions.articles import NOTICE_AHEAD, remind_of_review
from knowledge.models import Article
from servicedesk.lib.loops import carry_on

BATCH = 200


@shared_task
def remind_reviews() -> None:
    """Tell whoever looks after an article that its review date is near, each once."""
    at = timezone.now()
    due = Article.objects.to_review(timezone.localdate(at) + NOTICE_AHEAD).select_related("org", "owner")
    for article in due.order_by("review_by")[:BATCH]:
        with carry_on(article):
            remind_of_review(article, editors=User.objects.holding("knowledge_edit", [article.org]), at=at)
