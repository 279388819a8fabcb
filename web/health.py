"""For machines: is the process there and its database (/healthz), is everything that pages need (/readyz)."""

from django.db import Error, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hours.clock import now
from routing.health import health


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """Steers traffic: 200 while this process answers and reaches its database, else 503."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return JsonResponse({"status": "down", "reasons": ["The database does not answer."]}, status=503)
    return JsonResponse({"status": "ok"})


@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """For alarms: 503 with reasons when the database, the broker, the sweep or the provider is not well."""
    found = health(now())
    status = 503 if found.reasons else 200
    answer = {
        "status": "unready" if found.reasons else "ready",
        "reasons": list(found.reasons),
        "database": found.database,
        "broker": found.broker,
        "provider": found.provider,
        "sweep_age_seconds": found.sweep_age_seconds,
    }
    return JsonResponse(answer, status=status)
