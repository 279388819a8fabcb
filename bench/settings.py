"""The product's settings, with the bare probe's address beside the product's."""

from config.settings import *  # noqa: F403

ROOT_URLCONF = "bench.urls"
