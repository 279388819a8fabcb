"""The page of phones: its frame, its files, and everything it shows in one answer."""

from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from phonesim.control.answers import control
from phonesim.current import simulator
from phonesim.pages.board import board_of

HERE = Path(__file__).resolve().parent.parent / "static"
CSS, JS = "text/css; charset=utf-8", "text/javascript; charset=utf-8"
FILES = {
    **dict.fromkeys(("phones.css", "side.css"), CSS),
    **dict.fromkeys(("phones.js", "card.js", "side.js", "api.js"), JS),
    "favicon.svg": "image/svg+xml",
}


def phones(request: HttpRequest) -> HttpResponse:
    return render(request, "phones.html")


def asset(request: HttpRequest, name: str) -> HttpResponse:
    """A file of the page."""
    if name not in FILES:
        raise Http404
    return HttpResponse((HERE / name).read_bytes(), content_type=FILES[name])


def show(request: HttpRequest) -> HttpResponse:
    return JsonResponse(board_of(simulator()))


board = control(GET=show)
