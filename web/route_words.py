"""A route's case in words."""

from django.utils.translation import gettext as _

from routing.models import Route
from web.wording import LINES


def case_words(route: Route) -> str:
    """Northwind Dental, Security, P1; all clients, Monitoring; everything else."""
    parts = [
        str(route.client) if route.client else "",
        str(LINES.get(route.service_line, "")),
        route.priority,
    ]
    if not any(parts):
        return _("everything else")
    return ", ".join([part for part in [parts[0] or _("all clients"), *parts[1:]] if part])
