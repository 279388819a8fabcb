"""Who is paged first, who next, and who at last: policies, routes, the fallback."""

from django.urls import include, path

from web import fallback, policies, routes

policy_patterns = [
    path("", policies.policy_list, name="policies"),
    path("add/", policies.policy_add, name="policy_add"),
    path("forecast/", policies.policy_forecast, name="policy_forecast"),
    path("<int:policy_id>/", policies.policy_page, name="policy"),
    path("<int:policy_id>/archive/", policies.policy_archive, name="policy_archive"),
]
route_patterns = [
    path("", routes.route_list, name="routes"),
    path("add/", routes.route_add, name="route_add"),
    path("<int:route_id>/", routes.route_page, name="route"),
    path("<int:route_id>/remove/", routes.route_remove, name="route_remove"),
]
urlpatterns = [
    path("policies/", include(policy_patterns)),
    path("routes/", include(route_patterns)),
    path("fallback/", fallback.fallback_page, name="fallback"),
]
