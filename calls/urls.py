"""The pages about calls. In none of these addresses stands a number."""

from django.urls import path

from calls.views import call, desk, returns, watching

app_name = "calls"
urlpatterns = [
    path("calls/", desk.mine, name="mine"),
    path("calls/now/", desk.now, name="now"),
    path("calls/seat/", desk.sit, name="sit"),
    path("calls/back/", returns.owed, name="owed"),
    path("calls/back/<uuid:pk>/take/", returns.take, name="take"),
    path("calls/back/<uuid:pk>/settle/", returns.settle, name="settle"),
    path("calls/back/<uuid:pk>/dial/", returns.dial, name="dial"),
    path("calls/all/", watching.everything, name="all"),
    path("calls/all/seats/<uuid:pk>/", watching.clear_seat, name="clear_seat"),
    path("manage/calls/", watching.rule, name="rule"),
    path("calls/<uuid:pk>/", call.one, name="call"),
    path("calls/<uuid:pk>/note/", call.note, name="note"),
    path("calls/<uuid:pk>/customer/", call.customer, name="customer"),
    path("calls/<uuid:pk>/ticket/", call.ticket, name="ticket"),
    path("calls/<uuid:pk>/away/", call.away, name="away"),
    path("calls/<uuid:pk>/number/", call.number, name="number"),
    path("calls/<uuid:pk>/recordings/<uuid:recording>/", call.recording, name="recording"),
]
