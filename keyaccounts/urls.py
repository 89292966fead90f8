from django.urls import URLPattern

from keyaccounts import urls_watch

app_name = "keyaccounts"
urlpatterns: list[URLPattern] = [*urls_watch.urlpatterns]
