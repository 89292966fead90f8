from django.urls import path

from surveys.views import desk, rating

app_name = "surveys"
urlpatterns = [
    path("callback/", desk.desk, name="desk"),
    path("callback/next/", desk.next_one, name="next"),
    path("callback/<uuid:pk>/", desk.one, name="one"),
    path("callback/<uuid:pk>/result/", desk.result, name="result"),
    path("callback/<uuid:pk>/reveal/", desk.reveal, name="reveal"),
    path("s/<str:token>/rate/", rating.rate, name="rate"),
    path("s/<str:token>/rate/words/", rating.words, name="words"),
]
