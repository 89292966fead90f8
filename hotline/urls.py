"""`/api/`: version 1, and one answer for everything that is not there."""

from django.urls import include, path, re_path
from rest_framework.routers import SimpleRouter

from hotline.api.applications import Applications, ApplicationVerbs
from hotline.api.callbacks import Callbacks
from hotline.api.calls import Calls
from hotline.api.care import Care
from hotline.api.changes import Changes
from hotline.api.cleaning import Doubles, Merges, Rests
from hotline.api.complaintfiles import ComplaintFileVerbs, Complaints
from hotline.api.complaintparts import PartVerbs
from hotline.api.complaints import ComplaintVerbs
from hotline.api.customerfile import CustomerFile
from hotline.api.customers import Customers
from hotline.api.door import Nowhere
from hotline.api.dutytimes import Appointments, Shifts
from hotline.api.echo import Echo
from hotline.api.exports import Exports
from hotline.api.fieldverbs import FieldVerbs
from hotline.api.figures import Bulletins, Figures, Measures
from hotline.api.files import Files
from hotline.api.filings import Filings, FilingVerbs
from hotline.api.handovers import Duty, Handovers
from hotline.api.hazards import Hazards
from hotline.api.imports import Imports
from hotline.api.keycustomers import Rechecks, WatchList
from hotline.api.knowledge import Knowledge
from hotline.api.lowratings import LowRatings
from hotline.api.me import Me
from hotline.api.moreverbs import MoreVerbs
from hotline.api.oauth import Revoke, Token
from hotline.api.orders import Orders, OrderVerbs
from hotline.api.outagecalls import OutageCalls
from hotline.api.outages import Outages
from hotline.api.outside import OuterVerbs
from hotline.api.pairs import PairVerbs
from hotline.api.plans import PlanVerbs
from hotline.api.quality import Inspections, QualityPlans
from hotline.api.recoveries import Recoveries
from hotline.api.reference import Categories, Crews, Halls, Previews
from hotline.api.safetyfiles import SafetyFiles
from hotline.api.sheets import Sheets
from hotline.api.staff import Staff
from hotline.api.standards import Promises
from hotline.api.stock import Stock
from hotline.api.supplypoints import SupplyPoints
from hotline.api.supplysecurity import SupplySecurity
from hotline.api.surveys import Surveys
from hotline.api.tickets import Tickets
from hotline.api.upstream import UpstreamOrders
from hotline.api.verbs import DeskVerbs
from hotline.api.visits import Visits
from hotline.api.voices import VoiceVerbs
from hotline.api.webhooks import Webhooks
from hotline.openapi import views
from servicedesk.lib.gate import open_to_all

app_name = "hotline"

router = SimpleRouter()
router.register("me", Me, basename="me")
router.register("categories", Categories, basename="category")
router.register("halls", Halls, basename="hall")
router.register("crews", Crews, basename="crew")
router.register("previews", Previews, basename="preview")
router.register("customers", Customers, basename="customer")
router.register("tickets", Tickets, basename="ticket")
router.register("tickets", DeskVerbs, basename="desk")
router.register("tickets", FieldVerbs, basename="field")
router.register("tickets", Files, basename="file")
router.register("tickets", PlanVerbs, basename="plan")
router.register("tickets", OrderVerbs, basename="order")
router.register("tickets", PairVerbs, basename="pair")
router.register("orders", Orders, basename="orders")
router.register("tickets", ComplaintVerbs, basename="complaint")
router.register("tickets", MoreVerbs, basename="more")
router.register("complaints", Complaints, basename="complaints")
router.register("complaints", ComplaintFileVerbs, basename="complaint_file")
router.register("complaints", OuterVerbs, basename="outer_case")
router.register("tickets", PartVerbs, basename="complaint_part")
router.register("recoveries", Recoveries, basename="recovery")
router.register("supply-points", SupplyPoints, basename="supply_point")
router.register("outages", Outages, basename="outage")
router.register("knowledge", Knowledge, basename="article")
router.register("promises", Promises, basename="promise")
router.register("staff", Staff, basename="staff")
router.register("surveys", Surveys, basename="survey")
router.register("applications", Applications, basename="application")
router.register("applications", ApplicationVerbs, basename="application_step")
router.register("filings", Filings, basename="filing")
router.register("filings", FilingVerbs, basename="filing_step")
router.register("hazards", Hazards, basename="hazard")
router.register("visits", Visits, basename="visit")
router.register("callbacks", Callbacks, basename="callback")
router.register("customers", CustomerFile, basename="customer_file")
router.register("customers", Care, basename="care")
router.register("doubles", Doubles, basename="double")
router.register("merges", Merges, basename="merge")
router.register("rests", Rests, basename="rest")
router.register("rechecks", Rechecks, basename="recheck")
router.register("watch", WatchList, basename="watch")
router.register("safety-files", SafetyFiles, basename="safety_file")
router.register("supply-security", SupplySecurity, basename="supply_security")
router.register("sheets", Sheets, basename="sheet")
router.register("shifts", Shifts, basename="shift")
router.register("handovers", Handovers, basename="handover")
router.register("duty", Duty, basename="duty")
router.register("inspections", Inspections, basename="inspection")
router.register("qa-plans", QualityPlans, basename="qa_plan")
router.register("appointments", Appointments, basename="appointment")
router.register("low-ratings", LowRatings, basename="low_rating")
router.register("tickets", VoiceVerbs, basename="voice")
router.register("calls", Calls, basename="call")
router.register("outages", OutageCalls, basename="outage_call")
router.register("stock", Stock, basename="stock")
router.register("measures", Measures, basename="measure")
router.register("figures", Figures, basename="figure")
router.register("bulletins", Bulletins, basename="bulletin")
router.register("webhooks", Webhooks, basename="webhook")
router.register("upstream-orders", UpstreamOrders, basename="upstream_order")
router.register("imports", Imports, basename="import")
router.register("exports", Exports, basename="export")


urlpatterns = [
    path("v1/schema/", views.schema, name="schema"),
    path("v1/postman/", views.postman, name="postman"),
    path("v1/docs/", views.docs, name="docs"),
    path("v1/docs/read/<str:name>/", views.paper, name="docs_paper"),
    path("v1/docs/<str:name>/", views.group, name="docs_group"),
    path("v1/", include(router.urls)),
    path("v1/echo/", open_to_all(Echo.as_view()), name="echo"),
    path("v1/changes/", open_to_all(Changes.as_view()), name="changes"),
    path("v1/oauth/token/", open_to_all(Token.as_view()), name="token"),
    path("v1/oauth/revoke/", open_to_all(Revoke.as_view()), name="token_revoke"),
    re_path(r"^(?P<rest>.*)$", open_to_all(Nowhere.as_view()), name="nowhere"),
]
