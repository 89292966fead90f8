from django.urls import path

from knowledge.views import articles, public, texts

app_name = "knowledge"
urlpatterns = [
    path("knowledge/", articles.shelf, name="shelf"),
    path("knowledge/new/", articles.write, name="write"),
    path("knowledge/offered/", articles.offered, name="offered"),
    path("knowledge/texts/", texts.texts, name="texts"),
    path("knowledge/texts/<uuid:pk>/", texts.text, name="text"),
    path("knowledge/texts/<uuid:pk>/drop/", texts.drop, name="drop_text"),
    path("knowledge/<slug:slug>/", articles.article, name="article"),
    path("knowledge/<slug:slug>/edit/", articles.change, name="change"),
    path("knowledge/<slug:slug>/vote/", articles.judge, name="vote"),
    path("knowledge/<slug:slug>/<slug:verb>/", articles.keep, name="keep"),
    path("help/<slug:company>/", public.shelf, name="public_shelf"),
    path("help/<slug:company>/<slug:slug>/", public.article, name="public_article"),
]
