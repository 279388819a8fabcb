"""An MSP of any size with rows of every kind, made in bulk: for the bench a large one, for tests one of a few rows and one of more."""

from bench.house.build import House, gather
from bench.house.size import LARGE, Size

__all__ = ["House", "LARGE", "Size", "gather"]
