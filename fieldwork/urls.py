from django.urls import path

from fieldwork.views import board, phone

app_name = "fieldwork"
urlpatterns = [
    path("dispatch/", board.desk, name="board"),
    path("dispatch/<str:number>/", board.assign, name="assign"),
    path("m/", phone.tasks, name="tasks"),
    path("m/t/<str:number>/", phone.task, name="task"),
    path("m/t/<str:number>/<str:verb>/", phone.act, name="task_act"),
]
