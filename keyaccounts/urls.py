from django.urls import URLPattern

app_name = "keyaccounts"
urlpatterns: list[URLPattern] = []
