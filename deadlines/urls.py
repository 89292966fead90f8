from django.urls import path

from deadlines.views import calendars, lines, promises

app_name = "deadlines"
urlpatterns = [
    path("manage/promises/", promises.promises, name="promises"),
    path("manage/promises/try/", promises.attempt, name="try"),
    path("manage/promises/lines/new/", lines.new, name="line_new"),
    path("manage/promises/lines/<uuid:key>/", lines.change, name="line"),
    path("manage/promises/profiles/<slug:name>/", promises.profile, name="profile"),
    path("manage/promises/<slug:code>/", promises.promise, name="promise"),
    path("manage/promises/<slug:code>/revise/", promises.revise, name="revise"),
    path("manage/calendars/", calendars.calendars, name="calendars"),
    path("manage/calendars/<slug:code>/hours/", calendars.hours, name="hours"),
    path("manage/calendars/<slug:code>/notice/", calendars.notice, name="notice"),
]
