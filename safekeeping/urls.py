from django.urls import path

from safekeeping import person_views, retention_views

app_name = "safekeeping"
urlpatterns = [
    path("manage/retention/", retention_views.retention, name="retention"),
    path("manage/retention/<uuid:pk>/agree/", retention_views.agree, name="retention_agree"),
    path("manage/retention/<uuid:pk>/end/", retention_views.end, name="retention_end"),
    path("customers/<uuid:pk>/data/", person_views.wish, name="person_wish"),
    path("person-data/", person_views.wishes, name="persons"),
    path("person-data/<uuid:pk>/decide/", person_views.decide, name="person_decide"),
    path("person-data/<uuid:pk>/copy/", person_views.copy, name="person_copy"),
]
