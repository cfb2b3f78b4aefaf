"""Who cut prices, when and by how much?"""

from __future__ import annotations

import polars as pl

from lib.figures.figure import Figure
from lib.figures.model_prices import ADVICE, DEFAULTS, MEASURES, NOTE, PRICE, PRICE_BEFORE, UNIT
from lib.figures.scope import AMONG
from lib.words import count, month_words, percent

DATED = (
    "CASE date_basis WHEN 'documented' THEN 'Documented by a page' "
    "WHEN 'catalogue' THEN 'Change of the catalogue' ELSE 'Seen by then' END"
)

SQL = f"""
, priced AS (
    FROM offers SELECT *, {PRICE}, {PRICE_BEFORE} WHERE date <= $last_day AND {AMONG}
), changes AS (
    FROM priced
    SELECT *, price < price_before AND max(price) OVER (
            PARTITION BY organization, model ORDER BY date
            ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING
        ) >= price_before AS is_undone
)
FROM changes
SELECT date, model, price / price_before - 1 AS change, price_before, price, organization,
    CASE WHEN is_undone THEN 'Old price came back' END AS since_then,
    input_before, input, output_before, output, {DATED} AS dated_by, access, source_url,
    $measure AS measure, source_id
WHERE price <> price_before AND date >= $first_day
ORDER BY date DESC, organization, model
"""


def headline(rows: pl.DataFrame) -> str:
    """How many cuts there were, and the deepest that was not taken back."""
    cuts = rows.filter(pl.col("change") < 0)
    first = rows["date"].min().year  # type: ignore[union-attr]
    if cuts.is_empty():
        return f"No listed model cut its price, {count(rows.height, 'price')} rose since {first}"
    told = f"{count(cuts.height, 'price cut')} of listed models since {first}"
    lasting = cuts.filter(pl.col("since_then").is_null())
    if lasting.is_empty():
        return f"{told}, {'' if cuts.height == 1 else 'all '}taken back later"
    top = lasting.sort(pl.col("change").round(4), "date").row(0, named=True)
    return (
        f"{told}; the deepest that lasted was {percent(-top['change'])} "
        f"({top['model']}, {month_words(top['date'])})"
    )


def remark(rows: pl.DataFrame) -> str:
    """How many prices rose or came back, and what of the changes is documented."""
    back = rows["since_then"].count()
    promoted = f"After {count(back, 'cut')} the old price came back. " if back else ""
    rises = rows.filter(pl.col("change") > 0).height
    documented = (rows["dated_by"] == "Documented by a page").sum()
    kind = MEASURES[rows["measure"][0]].split()[0].lower()
    return (
        f"{promoted}The list holds {count(rises, 'price rise')}. Changes are of the {kind} price; "
        f"a page documents {documented} of {rows.height}."
    )


FIGURE = Figure(
    name="price_cuts",
    subtitle=f"Changes of the listed price of a model after its launch, newest first ({UNIT})",
    sql=SQL,
    spec=None,
    headline=headline,
    note="Old and new are prices in US dollars a million tokens. A cheaper newer version under the "
    "same family name counts as a cut of the model. A cut lasted if the price has not come back to "
    "the old one or above since. Sort by any column: click its header. "
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
        "since_then": "Since then",
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
