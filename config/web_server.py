"""How gunicorn serves: `gunicorn -c python:config.web_server config.wsgi`. Threads, since requests wait for the database."""

from pathlib import Path

from config.env import reader

env = reader()
bind = env.text("WEB_BIND", "127.0.0.1:8000")
worker_class = "gthread"
workers = env.integer("WEB_WORKERS", 2)
threads = env.integer("WEB_THREADS", 4)
preload_app = True  # one start instead of two; nothing is connected before the fork
control_socket_disable = True  # it would lie in the home directory
timeout = 30
graceful_timeout = 15
keepalive = 5
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 (the workers' sign of life: no disk)
