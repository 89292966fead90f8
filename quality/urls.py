from django.urls import path

from quality.views import books, exams, figures, inspections, rules

app_name = "quality"
urlpatterns = [
    path("qa/", inspections.desk, name="desk"),
    path("qa/next/", inspections.next_one, name="next"),
    path("qa/mine/", inspections.mine, name="mine"),
    path("qa/figures/", figures.figures, name="figures"),
    path("qa/draws/", inspections.draws, name="draws"),
    path("qa/exams/", exams.exams, name="exams"),
    path("qa/exams/questions/", exams.questions, name="questions"),
    path("qa/exams/<uuid:pk>/", exams.exam, name="exam"),
    path("qa/exams/<uuid:pk>/hand-in/", exams.hand_in, name="hand_in"),
    path("qa/training/", books.training_book, name="training"),
    path("qa/training/<uuid:pk>/", books.training_records, name="training_records"),
    path("qa/merits/", books.merit_book, name="merits"),
    path("qa/merits/<uuid:pk>/appeal/", books.merit_appeal, name="merit_appeal"),
    path("qa/merits/<uuid:pk>/<slug:verb>/", books.merit_do, name="merit_do"),
    path("qa/rounds/", books.round_book, name="rounds"),
    path("qa/rounds/<uuid:pk>/", books.round_done, name="round_done"),
    path("qa/projects/", books.project_book, name="projects"),
    path("qa/projects/<uuid:pk>/", books.project_step, name="project_step"),
    path("qa/<uuid:pk>/", inspections.one, name="one"),
    path("qa/<uuid:pk>/score/", inspections.judge, name="judge"),
    path("qa/<uuid:pk>/drop/", inspections.drop, name="drop"),
    path("qa/<uuid:pk>/appeal/", inspections.appeal, name="appeal"),
    path("manage/qa/", rules.rules, name="rules"),
    path("manage/qa/sheets/<slug:work>/", rules.sheet, name="sheet"),
    path("manage/qa/plans/<slug:code>/", rules.plan, name="plan"),
]
