from keyaccounts import urls_care

from keyaccounts import urls_watch

app_name = "keyaccounts"
urlpatterns: list[URLPattern] = [*urls_watch.urlpatterns]
urlpatterns = [*urls_care.urlpatterns]
