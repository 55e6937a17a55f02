"""Addresses of the directory."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from hearth.directory.views import crawlers, kinds, leaflets, problems, public, saved, whatson
from hearth.directory.views.staff import coverage, demand, desk, loads, opening, partners, school_terms
from hearth.directory.views.staff import problems as staff_problems

app_name = "directory"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", public.home, name="home"),
    path("find/", public.find, name="find"),
    path("services/<uuid:service_id>/", public.service, name="service"),
    path("hubs/", public.hubs, name="hubs"),
    path("hubs/<slug:slug>/", public.hub, name="hub"),
    path("help/", kinds.kinds, name="kinds"),
    path("help/<slug:code>/", kinds.category, name="category"),
    path("services/<uuid:service_id>/problem/", problems.of_service, name="problem_of_service"),
    path("hubs/<slug:slug>/problem/", problems.of_hub, name="problem_of_hub"),
    path("saved/", saved.mine, name="saved"),
    path("saved/change/", saved.change, name="save"),
    path("list/", saved.given, name="list"),
    path("list/leaflet.pdf", leaflets.list_leaflet, name="list_leaflet"),
    path("services/<uuid:service_id>/leaflet.pdf", leaflets.service_leaflet, name="service_leaflet"),
    path("services/<uuid:service_id>/poster.pdf", leaflets.service_poster, name="service_poster"),
    path("hubs/<slug:slug>/leaflet.pdf", leaflets.hub_leaflet, name="hub_leaflet"),
    path("hubs/<slug:slug>/poster.pdf", leaflets.hub_poster, name="hub_poster"),
    path("robots.txt", crawlers.robots, name="robots"),
    path("sitemap.xml", crawlers.sitemap, name="sitemap"),
    path("sitemap/pages.xml", crawlers.sitemap_pages, name="sitemap_pages"),
    path("sitemap/services-<slug:part>.xml", crawlers.sitemap_services, name="sitemap_services"),
    path("qr.svg", leaflets.qr_svg, name="qr_svg"),
    path("qr.png", leaflets.qr_png, name="qr_png"),
    path("whats-on/", whatson.whats_on, name="whats_on"),
    path("whats-on/school-holidays/", whatson.school_holidays, name="school_holidays"),
    path("services/<uuid:service_id>/times.ics", whatson.service_calendar, name="service_calendar"),
    path("services/<uuid:service_id>/<slug:occasion>.ics", whatson.occurrence_calendar, name="occurrence_calendar"),
    path("hubs/<slug:slug>/calendar.ics", whatson.hub_calendar, name="hub_calendar"),
    path("staff/directory/", desk.show, name="desk"),
    path("staff/directory/problems/", staff_problems.problems, name="problems"),
    path("staff/directory/problems/<uuid:problem_id>/", staff_problems.problem, name="problem"),
    path("staff/directory/problems/any/", staff_problems.handed_on, name="problems_handed_on"),
    path("staff/directory/problems/any/<uuid:problem_id>/", staff_problems.any_problem, name="any_problem"),
    path("staff/directory/looked-for-in-vain/", demand.unmet, name="unmet"),
    path("staff/directory/ages/", coverage.coverage, name="coverage"),
    path("staff/directory/partners/", partners.partners, name="partners"),
    path("staff/directory/partners/<uuid:partner_id>/", partners.partner, name="partner"),
    path("staff/directory/partners/<uuid:partner_id>/agree/", partners.agree, name="agree"),
    path("staff/directory/agreements/<uuid:agreement_id>/", partners.change_agreement, name="change_agreement"),
    path("staff/directory/agreements/<uuid:agreement_id>/end/", partners.end_agreement, name="end_agreement"),
    path("staff/loads/", loads.loads, name="loads"),
    path("staff/loads/<uuid:load_id>/", loads.load, name="load"),
    path("staff/loads/<uuid:load_id>/refused.csv", loads.load_refused, name="load_refused"),
    path("staff/directory/school-terms/", school_terms.terms, name="school_terms"),
    path("staff/directory/school-terms/add/", school_terms.add, name="add_school_term"),
    path("staff/directory/school-terms/copy/", school_terms.copy, name="copy_school_terms"),
    path("staff/directory/school-terms/<int:school_term_id>/", school_terms.change, name="change_school_term"),
    path("staff/directory/school-terms/<int:school_term_id>/remove/", school_terms.remove, name="remove_school_term"),
    path("staff/directory/opening/", opening.opening, name="opening"),
    path("staff/directory/opening/shut/", opening.shut, name="shut"),
    path("staff/directory/opening/<uuid:site_id>/", opening.site_opening, name="site_opening"),
    path("staff/directory/opening/<uuid:site_id>/hours/", opening.hours, name="site_hours"),
    path("staff/directory/closures/<uuid:closure_id>/", opening.closure, name="closure"),
    path("staff/directory/closures/<uuid:closure_id>/remove/", opening.remove_closure, name="remove_closure"),
]
