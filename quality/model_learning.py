"""What staff know: questions from the knowledge, tests with a deadline, papers, and records of training."""

from datetime import datetime

from django.db import models
from django.db.models import Q

from accounts.columns import org_column, person_column
from accounts.models import User
from knowledge.models import Article
from servicedesk.lib.ids import uuid7


class Question(models.Model):
    """A question of one choice or several about an article. `right`: the places of the right choices."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = org_column()
    article = models.ForeignKey(
        Article, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    text = models.CharField(max_length=300)
    choices = models.JSONField()
    right = models.JSONField()
    is_active = models.BooleanField(default=True)
    by = person_column()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["org", "-at"], name="qa_question_by_time")]

    def __str__(self) -> str:
        return self.text


class ExamQuerySet(models.QuerySet["Exam"]):
    def visible_to(self, user: User) -> "ExamQuerySet":
        """Those that I set, and those that I sit."""
        mine = self.filter(org__in=user.orgs())
        return mine if user.may("qa") else mine.filter(takers=user)

    def to_remind(self, at: datetime) -> "ExamQuerySet":
        return self.filter(remind_at__lte=at, reminded_at__isnull=True)

    def to_close(self, at: datetime) -> "ExamQuerySet":
        return self.filter(due_at__lte=at, closed_at__isnull=True)


class Exam(models.Model):
    """A test: these questions, these people, until then. The questions are kept as they were set (`paper`)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = org_column()
    title = models.CharField(max_length=80)
    paper = models.JSONField(help_text="[{id, text, choices, right}]")
    takers = models.ManyToManyField(User, related_name="+")
    pass_mark = models.PositiveSmallIntegerField(default=90)
    tries = models.PositiveSmallIntegerField(default=2)
    due_at = models.DateTimeField()
    remind_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    by = person_column()
    at = models.DateTimeField()

    objects = ExamQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="exam_pass_mark", condition=Q(pass_mark__range=(1, 100), tries__gte=1)),
        ]
        indexes = [
            models.Index(fields=["org", "-due_at"], name="exam_by_time"),
            # Read by the tick across companies.
            models.Index(fields=["due_at"], name="exam_to_close", condition=Q(closed_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return self.title


class Paper(models.Model):
    """What one person answered in one try. A database trigger refuses any change."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = org_column()
    exam = models.ForeignKey(Exam, on_delete=models.PROTECT, related_name="papers", db_index=False)
    person = person_column()
    attempt = models.PositiveSmallIntegerField()
    given = models.JSONField()
    points = models.PositiveSmallIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["exam", "person", "attempt"], name="exam_paper_once"),
            models.CheckConstraint(name="exam_paper_points", condition=Q(points__lte=100)),
        ]

    @property
    def has_passed(self) -> bool:
        return self.points >= self.exam.pass_mark


class Training(models.Model):
    """A training that was held, for whom it was meant."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = org_column()
    title = models.CharField(max_length=80)
    held_on = models.DateField()
    hours = models.DecimalField(max_digits=4, decimal_places=1)
    trainer = models.CharField(max_length=60)
    by = person_column()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(name="training_hours", condition=Q(hours__gt=0))]
        indexes = [models.Index(fields=["org", "-held_on"], name="training_by_day")]

    def __str__(self) -> str:
        return self.title


class TrainingRecord(models.Model):
    """Whether one person took part; without `at` nobody has written it down yet."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = org_column()
    training = models.ForeignKey(Training, on_delete=models.PROTECT, related_name="records", db_index=False)
    person = person_column()
    was_there = models.BooleanField(null=True, blank=True)
    note = models.CharField(max_length=200, blank=True)
    by = person_column(may_be_empty=True)
    at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["training", "person"], name="training_record_once"),
            models.CheckConstraint(
                name="training_record_whole",
                condition=Q(at__isnull=True, was_there__isnull=True) | Q(at__isnull=False, was_there__isnull=False),
            ),
        ]
