"""A threaded HTTP server round Django: one thread a connection, and a connection can be dropped without an answer."""

import socket
import socketserver
import sys
from contextlib import suppress
from typing import Any, cast

from django.core.servers.basehttp import WSGIRequestHandler, WSGIServer, is_broken_pipe_error
from django.core.wsgi import get_wsgi_application

IDLE_SECONDS = 30


class Handler(WSGIRequestHandler):
    """Quiet: the journal says what happened."""

    timeout = IDLE_SECONDS

    def get_environ(self) -> dict[str, Any]:
        return {**super().get_environ(), "phonesim.drop": self.drop}

    def drop(self) -> None:
        """Close without an answer: what the client sees when a connection breaks."""
        with suppress(OSError):
            cast(socket.socket, self.connection).shutdown(socket.SHUT_RDWR)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        return


class Server(socketserver.ThreadingMixIn, WSGIServer):
    """Answers many at once; a stop does not wait for those that are slow."""

    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not is_broken_pipe_error() and not isinstance(sys.exc_info()[1], TimeoutError):
            super().handle_error(request, client_address)


def make_server(host: str, port: int) -> Server:
    """Listens when this returns. OSError if the port is taken."""
    server = Server((host, port), Handler, ipv6=":" in host)
    server.set_app(get_wsgi_application())
    return server
