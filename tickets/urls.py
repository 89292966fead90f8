from django.urls import path

from tickets.views import crew, dispatch, progress, reveal

app_name = "tickets"
urlpatterns = [
    path("dispatch/", dispatch.desk, name="dispatch"),
    path("dispatch/<str:number>/", dispatch.assign, name="assign"),
    path("m/", crew.tasks, name="tasks"),
    path("m/t/<str:number>/", crew.task, name="task"),
    path("m/t/<str:number>/<str:verb>/", crew.act, name="task_act"),
    path("t/<str:number>/reveal/", reveal.contact, name="reveal"),
    path("s/<str:token>/", progress.track, name="track"),
    path("s/<str:token>/urge/", progress.urge, name="track_urge"),
]
