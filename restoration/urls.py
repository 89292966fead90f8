from django.urls import URLPattern

app_name = "restoration"
urlpatterns: list[URLPattern] = []
