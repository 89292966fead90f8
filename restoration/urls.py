from django.urls import path

from restoration.views import acting, cases, listing, managing, public, sheet, telling

app_name = "restoration"
urlpatterns = [
    path("outages/", listing.outages, name="outages"),
    path("outages/export/", listing.export, name="export"),
    path("outages/new/", sheet.new, name="new"),
    path("outages/texts/<uuid:pk>/undo/", telling.undo, name="undo"),
    path("outages/calls/<uuid:pk>/", telling.call, name="call"),
    path("outages/joining/<uuid:pk>/", cases.job, name="joining"),
    path("outages/<uuid:pk>/", sheet.outage, name="outage"),
    path("outages/<uuid:pk>/notice/", sheet.notice, name="notice"),
    path("outages/<uuid:pk>/tell/<str:what>/", telling.tell, name="tell"),
    path("outages/<uuid:pk>/cases/join/", cases.join, name="join"),
    path("outages/<uuid:pk>/cases/<str:number>/join/", cases.join_under_way, name="join_under_way"),
    path("outages/<uuid:pk>/cases/<str:number>/refuse/", cases.refuse, name="refuse"),
    path("outages/<uuid:pk>/cases/<str:number>/release/", cases.release, name="release"),
    path("outages/<uuid:pk>/<str:verb>/", acting.change, name="change"),
    path("manage/outages/", managing.rules, name="rules"),
    path("manage/outages/grid/", managing.grid, name="grid"),
    path("manage/outages/history/", managing.history, name="history"),
    path("o/<str:company>/", public.outages, name="public"),
]
