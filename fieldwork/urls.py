from django.urls import path

from accounts import table_views
from fieldwork.views import board, crews, day, phone, phone_sheets, putting_back, rota, sync, terms, worker

app_name = "fieldwork"
urlpatterns = [
    path("dispatch/", board.desk, name="board"),
    path("dispatch/day/", day.day, name="day"),
    path("dispatch/together/", board.together, name="together"),
    path("dispatch/storm/", board.storm_mode, name="storm"),
    path("dispatch/back/<uuid:pk>/", board.take_back, name="take_back"),
    path("dispatch/<str:number>/", board.assign, name="assign"),
    path("manage/crews/", crews.crews, name="crews"),
    path("manage/crews/rules/", crews.rules, name="rules"),
    path("manage/crews/phones/", terms.terms, name="terms"),
    path("manage/crews/table/", table_views.table, {"what": "ground"}, name="ground_import"),
    path("manage/crews/skill/", crews.skill, name="skill"),
    path("manage/crews/need/", crews.need, name="need"),
    path("manage/crews/<uuid:pk>/", crews.crew, name="crew"),
    path("manage/crews/<uuid:pk>/switch/", crews.switch, name="crew_switch"),
    path("manage/crews/people/<uuid:pk>/off/", crews.person_off, name="person_off"),
    path("rota/", rota.week, name="rota"),
    path("rota/week.csv", rota.export, name="rota_export"),
    path("rota/fill/<str:how>/", rota.fill, name="rota_fill"),
    path("rota/shift/<uuid:pk>/off/", rota.drop_shift, name="rota_drop"),
    path("rota/away/<uuid:pk>/back/", rota.back, name="rota_back"),
    path("m/", phone.tasks, name="tasks"),
    path("m/hello/", sync.hello, name="hello"),
    path("m/sync/", sync.sync, name="sync"),
    path("m/seen/<uuid:pk>/", phone.seen, name="seen"),
    path("m/manifest.webmanifest", worker.manifest, name="manifest"),
    path("sw.js", worker.worker, name="worker"),
    path("m/t/<str:number>/", phone.task, name="task"),
    path("m/t/<str:number>/sheet/<uuid:pk>/", phone_sheets.sheet, name="phone_sheet"),
    path("m/t/<str:number>/sheets/<slug:code>/", phone_sheets.new, name="phone_sheet_new"),
    path("m/t/<str:number>/visit/", phone_sheets.visit, name="phone_visit"),
    path("m/t/<str:number>/put_back/", putting_back.put_back, name="put_back"),
    path("m/t/<str:number>/<str:verb>/", phone.act, name="task_act"),
]
