from keyaccounts import urls_care, urls_watch

app_name = "keyaccounts"
urlpatterns = [*urls_care.urlpatterns, *urls_watch.urlpatterns]
