from django.urls import path

from supervision import views

app_name = "supervision"
urlpatterns = [
    path("board/", views.board, name="board"),
    path("board/urge/", views.urge, name="urge"),
    path("status/", views.status, name="status"),
]
