"""Routes of the customers' files."""

from django.urls import path

from keyaccounts.views import file, scans, shelf

urlpatterns = [
    path("customers/", shelf.shelf, name="shelf"),
    path("customers/find/", shelf.find, name="find"),
    path("customers/handover/", shelf.hand_over, name="hand_over"),
    path("customers/handover/<uuid:pk>/undo/", shelf.undo_handover, name="undo_handover"),
    path("customers/viewings/", shelf.viewings, name="viewings"),
    path("customers/viewings/<uuid:pk>/<slug:verdict>/", shelf.decide, name="decide_viewing"),
    path("customers/<uuid:pk>/", file.overview, name="file"),
    path("customers/<uuid:pk>/edit/", file.edit, name="edit"),
    path("customers/<uuid:pk>/print/", file.paper, name="paper"),
    path("customers/<uuid:pk>/services/", file.services, name="services"),
    path("customers/<uuid:pk>/contracts/", file.contracts, name="contracts"),
    path("customers/<uuid:pk>/contracts/<uuid:contract>/scans/", scans.add, name="scans"),
    path("customers/<uuid:pk>/contracts/<uuid:contract>/scans/<uuid:key>/", scans.scan, name="scan"),
    path("customers/<uuid:pk>/contracts/<uuid:contract>/scans/<uuid:key>/drop/", scans.drop, name="scan_drop"),
    path("customers/<uuid:pk>/visits/", file.visits, name="visits"),
    path("customers/<uuid:pk>/dates/", file.dates, name="dates"),
    path("customers/<uuid:pk>/changes/", file.changes, name="changes"),
    path("customers/<uuid:pk>/do/<slug:name>/", file.do, name="do"),
]
