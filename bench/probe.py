"""The denominators: what the same server, database and broker take for the least that could be done."""

import json
import time
from statistics import median

import redis
from django.conf import settings
from django.db import connection
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

TABLE = "CREATE TABLE IF NOT EXISTS bench_row (id bigserial PRIMARY KEY, body jsonb NOT NULL)"
INSERT = "INSERT INTO bench_row (body) VALUES (%s)"


class Bare(APIView):
    """A DRF view that reads JSON and inserts one row."""

    authentication_classes = ()
    permission_classes = ()
    throttle_classes = ()

    def post(self, request: Request) -> Response:
        with connection.cursor() as cursor:
            cursor.execute(INSERT, [json.dumps(request.data)])
        return Response({"stored": True}, status=202)


def make_table() -> None:
    with connection.cursor() as cursor:
        cursor.execute(TABLE)


def commit_and_round_trip(times: int = 300) -> float:
    """Median seconds of one committed row and one broker round trip."""
    broker = redis.Redis.from_url(settings.REDIS_URL)
    return median(_once(broker) for _ in range(times))


def _once(broker: "redis.Redis") -> float:
    began = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute(INSERT, ['{"a": 1}'])
    broker.ping()
    return time.perf_counter() - began
