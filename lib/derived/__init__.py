"""Tables made from the stored ones when the app opens: joined once, not at every click."""

from lib.derived import companies, evidence, infrastructure, models, predictions, prices, rounds

DERIVED = (
    *evidence.TABLES,
    *rounds.TABLES,
    *models.TABLES,
    *prices.TABLES,
    *companies.TABLES,
    *infrastructure.TABLES,
    *predictions.TABLES,
)
"""SQL that makes each table, in an order in which each finds those it reads."""
