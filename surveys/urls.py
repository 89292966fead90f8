from django.urls import path

from surveys.views import checks, desk, editor, follow_ups, halls, lists, outside, overview, pad, rating

app_name = "surveys"
urlpatterns = [
    path("callback/", desk.desk, name="desk"),
    path("callback/next/", desk.next_one, name="next"),
    path("callback/calendar/", lists.calendar, name="calendar"),
    path("callback/summary/", lists.figures, name="summary"),
    path("callback/handover/", lists.handover, name="handover"),
    path("callback/<uuid:pk>/", desk.one, name="one"),
    path("callback/<uuid:pk>/result/", desk.result, name="result"),
    path("callback/<uuid:pk>/reveal/", desk.reveal, name="reveal"),
    path("satisfaction/", overview.satisfaction, name="satisfaction"),
    path("satisfaction/answers/", overview.answers, name="answers"),
    path("satisfaction/export/", overview.export, name="export"),
    path("satisfaction/answers/out/", overview.take_answers, name="answers_out"),
    path("satisfaction/follow-ups/", follow_ups.follow_ups, name="follow_ups"),
    path("satisfaction/follow-ups/<uuid:pk>/", follow_ups.settle, name="settle"),
    path("satisfaction/halls/", halls.halls, name="halls"),
    path("satisfaction/halls/<uuid:pk>/", halls.improve, name="improve"),
    path("satisfaction/checks/", checks.checks, name="checks"),
    path("satisfaction/checks/new/", checks.begin, name="check_new"),
    path("satisfaction/checks/<uuid:pk>/", checks.check, name="check"),
    path("satisfaction/outside/", outside.outside, name="outside"),
    path("satisfaction/outside/load/", outside.load_file, name="outside_load"),
    path("manage/questionnaires/", editor.shelf, name="questionnaires"),
    path("manage/questionnaires/plan/", editor.plan, name="plan"),
    path("manage/questionnaires/preview/", editor.preview, name="preview"),
    path("manage/questionnaires/<slug:code>/", editor.edit, name="questionnaire"),
    path("s/<str:token>/rate/", rating.rate, name="rate"),
    path("s/<str:token>/rate/words/", rating.words, name="words"),
    path("s/<str:token>/rate/more/", rating.more, name="more"),
    path("s/<str:token>/rate/no-more/", rating.no_more, name="no_more"),
    path("s/<str:token>/pad/more/", pad.more, name="pad_more"),
    path("s/<str:token>/hall/", halls.ask, name="hall"),
]
