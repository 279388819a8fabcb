"""Addresses of who is on call when: schedules, layers, overrides, policies, routes, the fallback."""

from django.urls import path

from web.api import handoffs, layers, overrides, policies, rota, routes, shadows, suggestions, swaps

SCHEDULE = "schedules/<int:schedule_id>/"
SWAP = "swaps/<int:swap_id>/"

urlpatterns = [
    path("schedules/", rota.Schedules.as_view(), name="api_schedules"),
    path(SCHEDULE, rota.OneSchedule.as_view(), name="api_schedule"),
    path(SCHEDULE + "shifts/", rota.Shifts.as_view(), name="api_shifts"),
    path(SCHEDULE + "shadows/", shadows.Shadows.as_view(), name="api_shadows"),
    path(SCHEDULE + "suggestions/", suggestions.Suggestions.as_view(), name="api_suggestions"),
    path(SCHEDULE + "layers/", layers.Layers.as_view(), name="api_layers"),
    path(SCHEDULE + "layers/<int:layer_id>/", layers.OneLayer.as_view(), name="api_layer"),
    path(SCHEDULE + "overrides/", overrides.Overrides.as_view(), name="api_overrides"),
    path(SCHEDULE + "overrides/<int:override_id>/", overrides.OneOverride.as_view(), name="api_override"),
    path("swaps/", swaps.Swaps.as_view(), name="api_swaps"),
    path(SWAP, swaps.OneSwap.as_view(), name="api_swap"),
    path(SWAP + "accept/", swaps.Accept.as_view(), name="api_swap_accept"),
    path(SWAP + "decline/", swaps.Decline.as_view(), name="api_swap_decline"),
    path(SWAP + "withdraw/", swaps.Withdraw.as_view(), name="api_swap_withdraw"),
    path(SWAP + "approve/", swaps.Approve.as_view(), name="api_swap_approve"),
    path(SWAP + "refuse/", swaps.Refuse.as_view(), name="api_swap_refuse"),
    path("handoffs/", handoffs.Handoffs.as_view(), name="api_handoffs"),
    path("handoffs/<int:handoff_id>/", handoffs.OneHandoff.as_view(), name="api_handoff"),
    path("handoffs/<int:handoff_id>/confirm/", handoffs.ConfirmHandoff.as_view(), name="api_handoff_confirm"),
    path("policies/", policies.Policies.as_view(), name="api_policies"),
    path("policies/<int:policy_id>/", policies.OnePolicy.as_view(), name="api_policy"),
    path("routes/", routes.Routes.as_view(), name="api_routes"),
    path("routes/<int:route_id>/", routes.OneRoute.as_view(), name="api_route"),
    path("fallback/", routes.Fallback.as_view(), name="api_fallback"),
]
