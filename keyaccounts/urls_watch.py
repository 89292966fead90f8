"""The routes of consumption, watch-list, re-check and hazards."""

from django.urls import path

from keyaccounts.figures import views as figures

urlpatterns = [
    path("manage/figures/", figures.figures, name="figures_in"),
    path("manage/figures/pattern/", figures.figure_pattern, name="figure_pattern"),
    path("manage/figures/<uuid:pk>/", figures.figure_import, name="figure_import"),
    path("manage/figures/<uuid:pk>/import/", figures.figure_load, name="figure_load"),
]
