"""Tables made from the stored ones when the app opens: joined once, not at every click."""

from lib.derived import companies, infrastructure, models, prices, rounds

DERIVED = (
    *rounds.TABLES,
    *models.TABLES,
    *prices.TABLES,
    *companies.TABLES,
    *infrastructure.TABLES,
)
"""SQL that makes each table, in an order in which each finds those it reads."""
