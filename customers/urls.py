from django.urls import path

from customers import views

app_name = "customers"
urlpatterns = [
    path("manage/messages/", views.messages, name="messages"),
    path("customers/<uuid:pk>/reveal/", views.reveal, name="reveal"),
]
