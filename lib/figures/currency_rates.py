"""At which rates do amounts in other currencies become US dollars?"""

from __future__ import annotations

import polars as pl

from lib.figures.figure import Figure
from lib.words import count, listing

SQL = """
FROM exchange_rates
SELECT currency::VARCHAR AS currency, year, units_per_usd AS rate,
    CASE WHEN is_assumption THEN 'assumed' ELSE 'published' END AS standing,
    source_id::VARCHAR AS source_id, source_url
ORDER BY year DESC, currency
"""


def headline(rows: pl.DataFrame) -> str:
    """Currencies, and which rates are assumed."""
    assumed = rows.filter(pl.col("standing") == "assumed")
    names = [f"{currency} {year}" for currency, year in assumed.select("currency", "year").rows()]
    found = f"{count(rows.height, 'rate')} of {listing(rows['currency'].unique().sort().to_list())}"
    return f"{found}; assumed: {listing(names)}" if names else f"{found}, all published"


FIGURE = Figure(
    name="currency_rates",
    subtitle="Units of the currency for one dollar (USD), average of the year",
    sql=SQL,
    spec=None,
    headline=headline,
    note="Used for company figures, statements, listings and your own deals in another currency. "
    "An assumed rate stands in for a year whose average was not published yet; its link shows a "
    "conversion near it. Rounds keep the dollars that their source states.",
    rests_on_rounds=False,
    titles={
        "currency": "Currency",
        "year": "Year",
        "rate": "Units per dollar",
        "standing": "Rate is",
    },
)
