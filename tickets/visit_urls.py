"""The addresses of visits, drafts, the undo, and what an administrator sets for the counters."""

from django.urls import path

from tickets.views import drafts, pad, visits, ways

routes = [
    path("intake/draft/", drafts.save, name="draft_save"),
    path("intake/drafts/", drafts.mine, name="drafts"),
    path("intake/park/", drafts.park, name="draft_park"),
    path("intake/clear/", drafts.clear, name="draft_clear"),
    path("intake/draft/<uuid:pk>/open/", drafts.resume, name="draft_open"),
    path("intake/draft/<uuid:pk>/throw/", drafts.throw, name="draft_throw"),
    path("intake/draft/<uuid:pk>/back/", drafts.fetch, name="draft_back"),
    path("intake/undo/<str:number>/", drafts.undo_registration, name="undo"),
    path("intake/settle/", drafts.settle, name="settle"),
    path("visits/", visits.day, name="visits"),
    path("visits/bar/", visits.bar, name="visit_bar"),
    path("visits/next/", visits.call_next, name="visit_next"),
    path("visits/sit/", visits.sit, name="visit_sit"),
    path("visits/take/", visits.take, name="visit_take"),
    path("visits/<uuid:pk>/end/", visits.end, name="visit_end"),
    path("visits/<uuid:pk>/rate/", visits.rate, name="visit_rate"),
    path("visits/<uuid:pk>/<str:verb>/", visits.act, name="visit_act"),
    path("manage/channels/", ways.channels, name="channels"),
    path("manage/windows/", ways.all_windows, name="windows"),
    path("manage/windows/<uuid:pk>/<str:verb>/", ways.change_window, name="window_change"),
    path("s/<str:token>/pad/", pad.pad, name="pad"),
]
