"""The routes of consumption, watch-list, re-check, hazards and supply security."""

from django.urls import path

from keyaccounts.figures import views as figures
from keyaccounts.hazards import views as hazards
from keyaccounts.recheck import views as recheck
from keyaccounts.security import views as security
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
    path("customers/<uuid:pk>/hazards/", hazards.hazards_tab, name="hazards_of"),
    path("customers/<uuid:pk>/hazards/new/", hazards.find, name="hazard_new"),
    path("customers/<uuid:pk>/hazards/files/<uuid:point>/", hazards.keep_file, name="safety_file"),
    path("hazards/", hazards.hazards, name="hazards"),
    path("hazards/out/", hazards.take_out, name="hazards_out"),
    path("hazards/files/<uuid:pk>/inspect/", hazards.inspect, name="inspect"),
    path("hazards/<uuid:pk>/", hazards.hazard, name="hazard"),
    path("hazards/<uuid:pk>/do/<slug:verb>/", hazards.do, name="hazard_do"),
    path("hazards/<uuid:pk>/looked/<uuid:key>/", hazards.looked_again, name="hazard_looked"),
    path("hazards/<uuid:pk>/notice/<int:turn>/", hazards.notice, name="hazard_notice"),
    path("customers/<uuid:pk>/supply-security/", security.security_tab, name="security_of"),
    path("supply-security/", security.tasks, name="security"),
    path("supply-security/new/", security.new, name="security_new"),
    path("supply-security/<uuid:pk>/", security.task, name="security_task"),
    path("supply-security/<uuid:pk>/print/", security.paper, name="security_paper"),
    path("supply-security/<uuid:pk>/cover/", security.cover, name="security_cover"),
    path("supply-security/<uuid:pk>/checks/<uuid:row>/", security.tick_off, name="security_tick_off"),
    path("supply-security/<uuid:pk>/drop/<slug:part>/<uuid:row>/", security.drop, name="security_drop"),
    path("supply-security/<uuid:pk>/do/<slug:verb>/", security.do, name="security_do"),
    path("manage/inspection-cycles/", hazards.cycles, name="cycles"),
]
