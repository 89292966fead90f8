from django.urls import path

from deadlines import views

app_name = "deadlines"
urlpatterns = [
    path("manage/promises/try/", views.attempt, name="try"),
]
