"""Addresses of the catalogue, of units and of their inspection."""

from django.urls import path

from modules.views import campuses, catalogue, inspection, units

urlpatterns = [
    path("catalogue/", catalogue.catalogue, name="catalogue"),
    path("unites/<slug:slug>/", catalogue.unit, name="unit"),
    path("unites/<slug:slug>/suivre/", units.player, name="unit_player"),
    path(
        "unites/<slug:slug>/v<int:number>/<str:name>",
        units.unit_asset,
        name="unit_asset",
    ),
    path("campus/", campuses.campuses, name="campuses"),
    path("campus/<slug:slug>/", campuses.campus, name="campus"),
    path("inspection/", inspection.queue, name="inspection_queue"),
    path(
        "inspection/<int:submission_id>/",
        inspection.submission,
        name="inspection_submission",
    ),
    path(
        "inspection/<int:submission_id>/lecture/",
        inspection.reading,
        name="inspection_reading",
    ),
    path(
        "inspection/<int:submission_id>/lecture/<str:name>",
        inspection.reading_asset,
        name="inspection_asset",
    ),
]
