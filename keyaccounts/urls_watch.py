"""The routes of consumption, watch-list, re-check and hazards."""

from django.urls import path

from keyaccounts.figures import views as figures
from keyaccounts.recheck import views as recheck
from keyaccounts.watch import views as watch

urlpatterns = [
    path("manage/figures/", figures.figures, name="figures_in"),
    path("manage/figures/pattern/", figures.figure_pattern, name="figure_pattern"),
    path("manage/figures/<uuid:pk>/", figures.figure_import, name="figure_import"),
    path("manage/figures/<uuid:pk>/import/", figures.figure_load, name="figure_load"),
    path("customers/<uuid:pk>/figures/", figures.figures_tab, name="figures"),
    path("watch/", watch.watch_list, name="watch_list"),
    path("watch/look/", watch.look_now, name="watch_now"),
    path("watch/<uuid:pk>/", watch.entry, name="watch_entry"),
    path("manage/watch-rules/", watch.rules, name="watch_rules"),
    path("manage/watch-rules/usual/", watch.usual_rules, name="watch_rules_usual"),
    path("manage/watch-rules/new/", watch.rule, name="watch_rule_new"),
    path("manage/watch-rules/<uuid:pk>/", watch.rule, name="watch_rule"),
    path("recheck/", recheck.recheck, name="recheck"),
    path("recheck/<uuid:pk>/", recheck.sheet, name="recheck_sheet"),
]
