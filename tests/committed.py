"""The committed data, opened as the app opens it, once for all tests of a process."""

from functools import cache
from pathlib import Path

from lib.database import Database, open_database

DATA = Path(__file__).parents[1] / "data"


@cache
def committed() -> Database:
    return open_database(DATA)
