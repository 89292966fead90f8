from django.urls import path

from shifts.views import duty, sheets

app_name = "shifts"
urlpatterns = [
    path("handover/", sheets.now, name="now"),
    path("handover/past/", sheets.past, name="past"),
    path("handover/duty/", duty.duty, name="duty"),
    path("handover/log/<uuid:unit>/", sheets.note, name="note"),
    path("handover/<uuid:pk>/", sheets.one, name="one"),
    path("handover/<uuid:pk>/write/", sheets.write, name="write"),
    path("handover/<uuid:pk>/take/", sheets.take, name="take"),
    path("handover/<uuid:pk>/unsign/", sheets.unsign, name="unsign"),
    path("handover/<uuid:pk>/overrule/", sheets.overrule, name="overrule"),
    path("handover/<uuid:pk>/print/", sheets.paper, name="paper"),
    path("manage/handover/", duty.rules, name="rules"),
    path("manage/handover/<uuid:pk>/", duty.rule, name="rule"),
]
