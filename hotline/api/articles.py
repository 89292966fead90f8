"""An article as an editor tells it, and what a reader says of one."""

from rest_framework import serializers

from hotline.api.fields import PersonField
from hotline.api.strict import Strict
from hotline.api.verbs import Words
from knowledge.models import ArticleState, Audience

MOST_TOPICS = 20
LONGEST = 20_000


class ArticleIn(Strict):
    """An article: who answers for it, and when it is looked at again."""

    title = serializers.CharField(max_length=120)
    body = Words(max_length=LONGEST)
    owner = PersonField()
    review_by = serializers.DateField()
    topics = serializers.ListField(child=serializers.CharField(max_length=40), max_length=MOST_TOPICS, default=list)
    audience = serializers.ChoiceField(choices=Audience.choices, default=Audience.INTERNAL)
    state = serializers.ChoiceField(choices=ArticleState.choices, default=ArticleState.PUBLISHED)
    expires_on = serializers.DateField(required=False)

    example = {"title": "跳闸后自己能查什么", "body": "先看漏电开关……", "owner": "3017", "topics": ["fault-single"]}


class SeenArticleIn(Strict):
    """`version` as the caller saw it."""

    version = serializers.IntegerField(min_value=1, max_value=2**31 - 1)


class ArticleChangeIn(ArticleIn, SeenArticleIn):
    pass


class VoteIn(Strict):
    helped = serializers.BooleanField()
    remark = serializers.CharField(max_length=300, default="", allow_blank=True)
