from django.urls import path

from deadlines import views

app_name = "deadlines"
urlpatterns = [
    path("manage/promises/", views.promises, name="promises"),
    path("manage/promises/try/", views.attempt, name="try"),
    path("manage/promises/<slug:code>/", views.promise, name="promise"),
    path("manage/promises/<slug:code>/revise/", views.revise, name="revise"),
    path("manage/calendars/", views.calendars, name="calendars"),
    path("manage/calendars/<slug:code>/notice/", views.notice, name="notice"),
]
