"""A file of somebody's own deals, read into the layout of the rounds; nothing is written to disk.

`read` turns bytes into a `Sheet` of text, `recognise` finds which column holds what, `suggested`
reads unit, currency and order of dates off it, and `interpret` makes rounds. Every row of the file
is then a round or rejected, and every value that could not be used is a problem with its reason.
"""

from lib.upload.cells import LEFT_OUT
from lib.upload.columns import FIELDS, Field, recognise
from lib.upload.money import missing_rates
from lib.upload.options import Options, suggested
from lib.upload.reading import read
from lib.upload.rounds import Interpreted, interpret
from lib.upload.sheet import MAX_BYTES, MAX_COLUMNS, MAX_ROWS, Sheet, Unreadable

__all__ = [
    "FIELDS",
    "LEFT_OUT",
    "MAX_BYTES",
    "MAX_COLUMNS",
    "MAX_ROWS",
    "Field",
    "Interpreted",
    "Options",
    "Sheet",
    "Unreadable",
    "interpret",
    "missing_rates",
    "read",
    "recognise",
    "suggested",
]
