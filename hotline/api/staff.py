"""Who works where, and who is on duty now."""

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django_filters import CharFilter, ChoiceFilter, FilterSet
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Grant, User
from accounts.roles import Role
from fieldwork.models import Shift, Sort
from hotline.api.door import Door
from hotline.api.paging import paged_by
from hotline.api.says import says
from hotline.api.shapes import PersonOut, PlaceOut
from hotline.filters import TRUE_FALSE


class StaffFilter(FilterSet):
    """By place, by role, by the rota of this moment."""

    unit = CharFilter(field_name="home__code", max_length=12)
    role = ChoiceFilter(choices=Role.choices, method="by_role")
    on_duty = ChoiceFilter(choices=TRUE_FALSE, method="by_rota")
    staff_number = CharFilter(max_length=20)

    def by_role(self, rows: QuerySet[User], name: str, value: str) -> QuerySet[User]:
        return rows.filter(pk__in=Grant.objects.live().filter(role=value).values("person"))

    def by_rota(self, rows: QuerySet[User], name: str, value: str) -> QuerySet[User]:
        return rows.filter(Q(on_duty=value == "true"))


class StaffOut(PersonOut):
    """A colleague. `on_duty`: by the rota, alone or with the crew; where no rota is kept, nobody is."""

    home = PlaceOut(allow_null=True)
    on_duty = serializers.BooleanField()


class Staff(Door):
    """The people of the caller's companies."""

    verbs = {"list": "read"}
    pagination_class = paged_by("staff_number", "-staff_number")
    filterset_class = StaffFilter

    def get_queryset(self) -> QuerySet[User]:
        now = Shift.objects.at(timezone.now()).filter(sort=Sort.DUTY)
        own, rests = now.filter(person=OuterRef("pk")), Shift.objects.at(timezone.now()).filter(sort=Sort.REST)
        with_crew = now.filter(crew=OuterRef("home"))
        on_duty = Q(Exists(own)) | Q(Exists(with_crew)) & ~Q(Exists(rests.filter(person=OuterRef("pk"))))
        people = User.objects.filter(org__in=self.me.orgs(), is_active=True, is_service=False)
        return people.annotate(on_duty=on_duty).select_related("home")

    @says(gives=StaffOut, form="page")
    def list(self, request: Request) -> Response:
        """The people of the company by staff number, with who is on duty now."""
        return self.paged(self.get_queryset())
