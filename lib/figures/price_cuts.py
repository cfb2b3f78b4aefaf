"""Who cut prices, when and by how much?"""

from __future__ import annotations

import polars as pl

from lib.figures.figure import Figure
from lib.figures.model_prices import ADVICE, CHANGES_SQL, DEFAULTS, MEASURES, NOTE, OFFERS_SQL, UNIT
from lib.figures.scope import within
from lib.words import count, month_words, percent

DATED = (
    "CASE date_basis WHEN 'documented' THEN 'Documented by a page' "
    "WHEN 'catalogue' THEN 'Change of the catalogue' ELSE 'Seen by then' END"
)

SQL = f"""
{OFFERS_SQL}{CHANGES_SQL}
FROM changes
SELECT date, model, organization, price / price_before - 1 AS change, price_before, price,
    input_before, input, output_before, output, {DATED} AS dated_by, access, source_url,
    measure, source_id
WHERE price <> price_before AND {within("date")}
ORDER BY date DESC, organization, model
"""


def headline(rows: pl.DataFrame) -> str:
    """How many cuts there were, and the deepest."""
    cuts = rows.filter(pl.col("change") < 0).sort("change", "date")
    first = rows["date"].min().year  # type: ignore[union-attr]
    if cuts.is_empty():
        return f"No listed model cut its price, {count(rows.height, 'price')} rose since {first}"
    top = cuts.row(0, named=True)
    return (
        f"{count(cuts.height, 'price cut')} of listed models since {first}, the deepest "
        f"{percent(-top['change'])} ({top['model']}, {month_words(top['date'])})"
    )


def remark(rows: pl.DataFrame) -> str:
    """How many prices rose, and what of the cuts is documented."""
    rises = rows.filter(pl.col("change") > 0).height
    documented = (rows["dated_by"] == "Documented by a page").sum()
    kind = MEASURES[rows["measure"][0]].split()[0].lower()
    return (
        f"The same list holds {count(rises, 'price rise')}. Changes are of the {kind} price; "
        f"a page documents {documented} of {rows.height}."
    )


FIGURE = Figure(
    name="price_cuts",
    subtitle=f"Changes of the listed price of a model after its launch, newest first ({UNIT})",
    sql=SQL,
    spec=None,
    headline=headline,
    note="Old and new are prices in US dollars a million tokens. A cheaper newer version under the "
    "same family name counts as a cut of the model. Sort by any column: click its header. "
    f"{NOTE}",
    remark=remark,
    empty="No price of a listed model changed among these places, developers and dates.",
    advice=ADVICE,
    params=DEFAULTS,
    titles={
        "date": "Date",
        "model": "Model",
        "organization": "Developer",
        "price_before": "Old price",
        "price": "New price",
        "change": "Change (%)",
        "input_before": "Old input",
        "input": "New input",
        "output_before": "Old output",
        "output": "New output",
        "dated_by": "Date is",
        "access": "Access",
        "source_url": "Link",
    },
    hidden=("measure",),
    rests_on_rounds=False,
)
