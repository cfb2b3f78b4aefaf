"""Rows of figures as series for charts that PowerPoint draws itself, so that people can edit them.

Values are those of the rows; nothing is worked out but the order and the words of the periods.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import polars as pl

from lib.figures.capital_over_time import MEASURE_WORDS
from lib.figures.capital_over_time import SPLITS as CAPITAL_SPLITS
from lib.figures.figure import Figure
from lib.figures.gpu_hour_prices import SERIES as GPU_SERIES
from lib.figures.months_between_rounds import step_words
from lib.figures.oecd_country_years import PALETTE
from lib.figures.periods import period_words
from lib.theme import BLUE, COLOURS, GREY, ORANGE, labels_of
from lib.words import clipped, marked, month_words, quarter_of, quarter_start, quarters

PERCENT = "0%"
COUNT = "#,##0"
ONE_DECIMAL = "#,##0.0"
PRICE = "$#,##0.00"
DOLLARS = "dollars"
"""Number format of amounts, which depends on their size."""

LONGEST_NAME = 42
PALE = "#c8cbd0"


@dataclass(frozen=True)
class Series:
    """One row of bars or one line: its values by category, None for none; `xs` are those of a
    scatter, numbers or days. A scatter joins its points with a `line`, shows `points`, or both:
    light diamonds at the places `unsure`. `names` stand beside those points that have one."""

    name: str
    values: tuple[float | None, ...]
    colour: str
    xs: tuple[Any, ...] = ()
    line: bool = False
    points: bool = True
    unsure: frozenset[int] = frozenset()
    names: tuple[str | None, ...] = ()


@dataclass(frozen=True)
class Plot:
    """A chart that PowerPoint draws: `kind` is one of KINDS; a single bar has one series with a
    value, whose colour it has.

    `title` heads the axis of values, with its unit; `form` is their number format. Bars at the
    places `lighter` are drawn lighter. With `labels` each bar bears its value. Axes begin at zero
    but for scores, whose differences count; `about` says what of the marks is not plain.
    """

    kind: str
    categories: tuple[Any, ...]
    series: tuple[Series, ...]
    title: str
    form: str = DOLLARS
    is_log: bool = False
    labels: bool = False
    lighter: frozenset[int] = frozenset()
    top: float | None = None
    across: str = ""
    across_form: str = ""
    from_zero: bool = True
    about: str = ""


KINDS = ("stacked", "bar", "single bar", "stacked bar", "line", "steps", "scatter")


def plot_of(figure: Figure, rows: pl.DataFrame) -> Plot | None:
    """The figure as a chart of PowerPoint; None where that has no such chart or no value."""
    make = PLOTS.get(figure.name)
    plot = make(figure, rows) if make and figure.spec is not None and rows.height else None
    known = plot and any(value is not None for each in plot.series for value in each.values)
    return plot if known else None


def capital_over_time(figure: Figure, rows: pl.DataFrame) -> Plot:
    split = next(name for name in CAPITAL_SPLITS if name in rows.columns)
    measure = next(
        each for each, words in MEASURE_WORDS.items() if figure.subtitle.startswith(words)
    )
    value = {"amount": "capital_usd", "share": "share", "rounds": "rounds"}[measure]
    return _by_period(
        rows if measure != "share" else rows.filter(pl.col("share").is_not_null()),
        figure.params["grain"],
        split,
        value,
        title=MEASURE_WORDS[measure],
        form={"amount": DOLLARS, "share": PERCENT, "rounds": COUNT}[measure],
        top=1 if measure == "share" else None,
    )


def mega_rounds_by_region(figure: Figure, rows: pl.DataFrame) -> Plot:
    return _by_period(rows, "year", "region", "rounds", title="Number closed (rounds)", form=COUNT)


def models_by_region(figure: Figure, rows: pl.DataFrame) -> Plot:
    return _by_period(rows, "year", "region", "models", title="Number (models)", form=COUNT)


def capex_over_time(figure: Figure, rows: pl.DataFrame) -> Plot:
    title = "Capital expenditure (USD)"
    plot = _by_period(rows, "quarter", "owner", "capex_usd", title)
    about = "no bar means not known; figures quoted second-hand look the same"
    return replace(plot, about=about)


def _by_period(
    rows: pl.DataFrame,
    grain: str,
    split: str,
    value: str,
    title: str,
    form: str = DOLLARS,
    top: float | None = None,
) -> Plot:
    """Stacked columns: a period each, from the first to the last, in the colours of `split`."""
    if rows.is_empty():
        return Plot("stacked", (), (), title, form)
    periods = _periods(rows["period"].min(), rows["period"].max(), grain)
    found = {(row["period"], row[split]): row[value] for row in rows.iter_rows(named=True)}
    unfinished = set()
    if "is_unfinished" in rows.columns:
        unfinished = set(rows.filter("is_unfinished")["period"])
    words = labels_of(split)
    names = [name for name in COLOURS[split] if any(key[1] == name for key in found)]
    return Plot(
        "stacked",
        tuple(
            period_words(each, grain) + (" so far" if each in unfinished else "")
            for each in periods
        ),
        tuple(
            Series(
                words.get(name, name),
                tuple(found.get((period, name)) for period in periods),
                COLOURS[split][name],
            )
            for name in names
        ),
        title,
        form,
        lighter=frozenset(i for i, period in enumerate(periods) if period in unfinished),
        top=top,
    )


def _periods(first: Any, last: Any, grain: str) -> list[date]:
    """First days of all periods between two, both included."""
    if grain == "year":
        return [date(year, 1, 1) for year in range(first.year, last.year + 1)]
    if grain == "month":
        months = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
        return [date(month // 12, month % 12 + 1, 1) for month in months]
    names = quarters(quarter_of(first), quarter_of(last))
    return [*map(quarter_start, names)]


def cumulative_capital(figure: Figure, rows: pl.DataFrame) -> Plot:
    months = _periods(rows["month"].min(), rows["month"].max(), "month")
    known = dict(rows.select("month", "cumulative_usd").iter_rows())
    # What had been raised stays raised in a month without a round.
    values, total = [], None
    for month in months:
        total = known.get(month, total)
        values.append(total)
    return Plot(
        "steps",
        tuple(months),
        (Series("Cumulative capital", tuple(values), BLUE),),
        "Cumulative capital (USD)",
    )


def largest_rounds(figure: Figure, rows: pl.DataFrame) -> Plot:
    names = [
        f"{row['place']}. {clipped(row['company'], 28)}, {month_words(row['announced_date'])}"
        for row in rows.iter_rows(named=True)
    ]
    plot = _bars_in_colours(rows, names, "region", "amount_usd", "Amount (USD)")
    about = "lighter bars are not completed, but announced, rumoured or planned"
    return replace(plot, about=about if plot.lighter else "")


def _bars_in_colours(
    rows: pl.DataFrame, names: Sequence[str], split: str, value: str, title: str
) -> Plot:
    """A bar a row; a series a category, each with the bars of its own."""
    kinds, values = rows[split].to_list(), rows[value].to_list()
    present = [name for name in COLOURS[split] if name in kinds]
    pending = [status != "completed" for status in rows["status"]]
    return Plot(
        "single bar",
        tuple(names),
        tuple(
            Series(
                name,
                tuple(v if k == name else None for k, v in zip(kinds, values, strict=True)),
                COLOURS[split][name],
            )
            for name in present
        ),
        title,
        lighter=frozenset(i for i, lighter in enumerate(pending) if lighter),
        labels=True,
    )


def chips_by_owner(figure: Figure, rows: pl.DataFrame) -> Plot:
    owners = rows["owner"].unique(maintain_order=True).to_list()
    found = {(row["owner"], row["maker"]): row for row in rows.iter_rows(named=True)}
    return Plot(
        "stacked bar",
        tuple(owners),
        tuple(
            Series(
                maker,
                tuple(found.get((owner, maker), {}).get("h100_equivalents") for owner in owners),
                colour,
            )
            for maker, colour in COLOURS["maker"].items()
            if maker in rows["maker"].to_list()
        ),
        "Computing power (H100 equivalents)",
        COUNT,
        about="drawn without the interval",
    )


def round_sizes(figure: Figure, rows: pl.DataFrame) -> Plot:
    return _side_by_side(
        rows,
        rows["size_class"].to_list(),
        "measure",
        "share",
        {"Rounds": ORANGE, "Capital": BLUE},
        "Share of all selected (%)",
        PERCENT,
    )


def _side_by_side(
    rows: pl.DataFrame,
    names: Sequence[str],
    split: str,
    value: str,
    colours: Mapping[str, str],
    title: str,
    form: str = DOLLARS,
) -> Plot:
    """Bars of each name side by side, one a value of `split`."""
    found = dict(zip(zip(names, rows[split], strict=True), rows[value], strict=True))
    places = tuple(dict.fromkeys(names))
    return Plot(
        "bar",
        places,
        tuple(
            Series(each, tuple(found.get((name, each)) for name in places), colour)
            for each, colour in colours.items()
        ),
        title,
        form,
        labels=True,
    )


def _published_beside_tracked(
    rows: pl.DataFrame, names: Sequence[str], fields: tuple[str, str], title: str, form: str
) -> Plot:
    published, tracked = fields
    return Plot(
        "bar",
        tuple(names),
        (
            Series("Published", tuple(rows[published]), GREY),
            Series("Tracked here", tuple(rows[tracked]), BLUE),
        ),
        title,
        form,
        labels=True,
    )


def coverage(figure: Figure, rows: pl.DataFrame) -> Plot:
    names = [
        marked(f"{row['period']} {row['region']}, {row['publisher']}", row["conflict"])
        for row in rows.iter_rows(named=True)
    ]
    fields = ("published_usd", "tracked_usd")
    return _published_beside_tracked(rows, names, fields, "Capital (USD)", DOLLARS)


def published_split(figure: Figure, rows: pl.DataFrame) -> Plot:
    names = [f"{row['region_group']}, {row['counted'].lower()}" for row in rows.to_dicts()]
    fields = ("published_share", "tracked_share")
    title = "Share of the four regions (%)"
    return _published_beside_tracked(rows, names, fields, title, PERCENT)


def stage_growth(figure: Figure, rows: pl.DataFrame) -> Plot:
    names = [
        f"{row['stage']}, {row['period']}{' so far' * row['is_unfinished']}"
        for row in rows.to_dicts()
    ]
    fields = ("published_usd", "capital_usd")
    return _published_beside_tracked(rows, names, fields, "Capital (USD)", DOLLARS)


def published_shares(figure: Figure, rows: pl.DataFrame) -> Plot:
    names = [period_words(each, figure.params["grain"]) for each in rows["period"]]
    return _side_by_side(
        rows, names, "unit", "share", UNITS, "Share of the published total (%)", PERCENT
    )


UNITS = {"Companies": BLUE, "Rounds": ORANGE}


def largest_countries(figure: Figure, rows: pl.DataFrame) -> Plot:
    by_amount = "USD" in figure.subtitle
    value = "capital_usd" if by_amount else "rounds"
    title = "Capital (USD)" if by_amount else "Number (rounds)"
    return _bars(rows, rows["country"].to_list(), value, title, DOLLARS if by_amount else COUNT)


def _bars(rows: pl.DataFrame, names: Sequence[str], value: str, title: str, form: str) -> Plot:
    series = Series(title.split(" (")[0], tuple(rows[value]), BLUE)
    return Plot("bar", tuple(names), (series,), title, form, labels=True)


def largest_step_ups(figure: Figure, rows: pl.DataFrame) -> Plot:
    names = [
        f"{row['place']}. {clipped(row['company'], 28)}, {month_words(row['announced_date'])}"
        for row in rows.iter_rows(named=True)
    ]
    title = "Valuation over that of the round before (times)"
    return _bars(rows, names, "step_up", title, ONE_DECIMAL)


def months_between_rounds(figure: Figure, rows: pl.DataFrame) -> Plot:
    steps = rows.select("former_series", "latter_series", "companies").rows()
    names = [f"{step_words(former, latter)} (n = {n})" for former, latter, n in steps]
    return _bars(rows, names, "median_months", "Median time between rounds (months)", ONE_DECIMAL)


def graduation(figure: Figure, rows: pl.DataFrame) -> Plot:
    names = [f"{name} (n = {n})" for name, n in rows.select("series", "companies").rows()]
    title = "Companies with a later series within 24 months (%)"
    return _bars(rows, names, "share", title, PERCENT)


def top_shares(figure: Figure, rows: pl.DataFrame) -> Plot:
    plot = _lines(
        rows, figure.params["grain"], "unit", "share", UNITS, "Share of capital (%)", PERCENT
    )
    series = tuple(
        Series(f"Largest {figure.params['top']} {each.name.lower()}", each.values, each.colour)
        for each in plot.series
    )
    return Plot("line", plot.categories, series, plot.title, PERCENT, top=1)


def _lines(
    rows: pl.DataFrame,
    grain: str,
    split: str,
    value: str,
    colours: Mapping[str, str],
    title: str,
    form: str,
    is_log: bool = False,
) -> Plot:
    """A line a value of `split`; it stops where a period has none."""
    periods = _periods(rows["period"].min(), rows["period"].max(), grain)
    found = {(row["period"], row[split]): row[value] for row in rows.iter_rows(named=True)}
    unfinished = {
        row["period"]
        for row in rows.iter_rows(named=True)
        if row.get("is_unfinished") or row.get("is_partial")
    }
    names = [
        period_words(each, grain) + (" so far" if each in unfinished else "") for each in periods
    ]
    return Plot(
        "line",
        tuple(periods if grain == "month" and not unfinished else names),
        tuple(
            Series(name, tuple(found.get((period, name)) for period in periods), colour)
            for name, colour in colours.items()
            if any(key[1] == name for key in found)
        ),
        title,
        form,
        is_log,
    )


def hhi_over_time(figure: Figure, rows: pl.DataFrame) -> Plot:
    return _one_line(rows, figure.params["grain"], "hhi", "HHI (index points)", COUNT)


def gini_over_time(figure: Figure, rows: pl.DataFrame) -> Plot:
    return _one_line(rows, figure.params["grain"], "gini", "Gini index (0 to 1)", "0.00", 1)


def frontier_lag(figure: Figure, rows: pl.DataFrame) -> Plot:
    return _one_line(rows, "month", "lag_months", "Time behind (months)", ONE_DECIMAL)


def _one_line(
    rows: pl.DataFrame, grain: str, value: str, title: str, form: str, top: float | None = None
) -> Plot:
    first_days = rows.with_columns(pl.col("period").dt.month_start(), pl.lit(title).alias("line"))
    plot = _lines(first_days, grain, "line", value, {title: BLUE}, title, form)
    return Plot("line", plot.categories, plot.series, title, form, top=top)


def united_states_over_china(figure: Figure, rows: pl.DataFrame) -> Plot:
    colours = {name: BLUE if name.startswith("Tracked") else GREY for name in rows["series"]}
    title = "United States over China (times)"
    return _lines(rows, "year", "series", "ratio", colours, title, ONE_DECIMAL)


def oecd_country_years(figure: Figure, rows: pl.DataFrame) -> Plot:
    names = rows.sort("place")["country"].unique(maintain_order=True)
    colours = dict(zip(names, PALETTE, strict=False))
    title = "Venture capital in AI (USD, log scale)"
    return _lines(rows, "year", "country", "value_usd", colours, title, DOLLARS, is_log=True)


def frontier_gap(figure: Figure, rows: pl.DataFrame) -> Plot:
    long = pl.concat(
        rows.select(
            pl.col("period").dt.month_start(),
            pl.col(side).cast(pl.String).alias("side"),
            pl.col(f"{side}_score").alias("score"),
        )
        for side in ("leader", "follower")
    )
    colours = COLOURS["region"] | COLOURS["access"]
    sides = {name: colours[name] for name in long["side"].unique(maintain_order=True)}
    unit = UNIT_TITLES.get(rows["unit"][0], "Best score so far (points)")
    form = PERCENT if rows["unit"][0] == "share" else ONE_DECIMAL
    plot = _lines(long, "month", "side", "score", sides, unit, form)
    return replace(plot, from_zero=rows["unit"][0] == "share")


UNIT_TITLES = {
    "share": "Best score so far (%)",
    "minutes": "Best score so far (minutes)",
}


def lorenz_curve(figure: Figure, rows: pl.DataFrame) -> Plot:
    def line(name: str, xs: Sequence[float], ys: Sequence[float], colour: str) -> Series:
        return Series(name, tuple(ys), colour, tuple(xs), line=True, points=False)

    return Plot(
        "scatter",
        (),
        (
            line(
                "Capital", rows["companies_share"].to_list(), rows["capital_share"].to_list(), BLUE
            ),
            line("Equal shares", [0.0, 1.0], [0.0, 1.0], GREY),
        ),
        "Cumulative share of capital (%)",
        PERCENT,
        top=1,
        across="Cumulative share of companies (%)",
        across_form=PERCENT,
    )


def gpu_hour_prices(figure: Figure, rows: pl.DataFrame) -> Plot:
    stated = rows.filter(pl.col("median_price").is_not_null())
    series = tuple(
        Series(name, tuple(of["median_price"]), colour, tuple(of["date"]))
        for name, colour in GPU_SERIES.items()
        if (of := stated.filter(pl.col("series") == name)).height
    )
    title, about = "Median on-demand price (USD per GPU-hour)", "only the median is drawn"
    return _scatter(series, title, PRICE, is_log=False, about=about)


def _scatter(
    series: tuple[Series, ...], title: str, form: str, is_log: bool = True, about: str = ""
) -> Plot:
    """Points and lines over time."""
    # LibreOffice leaves out a first series that is shorter than the next ones.
    longest = max(series, key=lambda each: len(each.values), default=None)
    series = tuple(sorted(series, key=lambda each: each is not longest))
    return Plot("scatter", (), series, title, form, is_log, across_form="yyyy", about=about)


def fixed_capability(figure: Figure, rows: pl.DataFrame) -> Plot:
    records, others = rows.filter("in_fit"), rows.filter(~pl.col("in_fit"))
    series = (
        *_points(others, others["date"], "price", {"Dearer on its day": PALE}, None),
        *_points(records, records["date"], "price", COLOURS["developer"], "developer"),
        _steps(records, "date", "price", "Lowest price so far"),
    )
    about = "models with a score quoted second-hand look the same"
    return _scatter(series, "Price (USD per million tokens, log scale)", PRICE, about=about)


def price_history(figure: Figure, rows: pl.DataFrame) -> Plot:
    shown = rows.filter(pl.col("mark") != "New version").with_columns(label=None)
    series = _points(shown, shown["date"], "price", COLOURS["developer"], "developer")
    about = "first prices and later changes look the same here"
    return _scatter(series, "Price (USD per million tokens, log scale)", PRICE, about=about)


def best_scores(figure: Figure, rows: pl.DataFrame) -> Plot:
    split = _coloured_by(figure)
    told = rows.with_columns(is_unsure=pl.col("is_vendor_reported") | pl.col("is_second_hand"))
    series = (
        *_points(told, told["release_date"], "score", COLOURS[split], split),
        _steps(told.filter("is_frontier"), "release_date", "score", "Best so far"),
    )
    unit = rows["unit"][0]
    title = figure.subtitle.split("; ")[-1]
    form = PERCENT if unit == "share" else COUNT
    about = "diamonds are reported by the developer or second hand"
    plot = _scatter(series, title, form, "log scale" in title, about)
    return replace(plot, from_zero=unit == "share")


def _coloured_by(figure: Figure) -> str:
    """The column whose categories the points of a figure have as colours."""
    layers = (figure.spec or {}).get("layer", [])
    fields = [layer.get("encoding", {}).get("color", {}).get("field") for layer in layers]
    return next(field for field in fields if field in COLOURS)


def _steps(rows: pl.DataFrame, x: str, y: str, name: str) -> Series:
    """A line that goes along until a new record, then up or down to it."""
    days, values = rows[x].to_list(), rows[y].to_list()
    line = [*zip(days[:1], values[:1], strict=True)]
    for day, before, value in zip(days[1:], values, values[1:], strict=False):
        line += [(day, before), (day, value)]
    if days and (edge := rows["edge"][-1]):
        line.append((edge, values[-1]))
    ys, xs = tuple(value for _, value in line), tuple(day for day, _ in line)
    return Series(name, ys, GREY, xs, line=True, points=False)


def _points(
    rows: pl.DataFrame, xs: pl.Series, y: str, colours: Mapping[str, str], split: str | None
) -> tuple[Series, ...]:
    """A series of points a category of `split`, or one of all; the last of `colours` lies below.

    A column `label` names points, a column `is_unsure` tells those that are unsure.
    """
    placed = rows.with_columns(xs.alias("across"))
    parts: dict[str, pl.DataFrame] = {
        name: placed.filter(pl.col(split) == name) if split else placed
        for name in reversed([*colours])
    }
    return tuple(
        Series(
            name,
            tuple(of[y]),
            colours[name],
            tuple(of["across"]),
            unsure=frozenset(of["is_unsure"].arg_true()) if "is_unsure" in of else frozenset(),
            names=tuple(of["label"]) if "label" in of and split else (),
        )
        for name, of in parts.items()
        if of.height
    )


def revenue_over_time(figure: Figure, rows: pl.DataFrame) -> Plot:
    whole = rows.filter("is_on_line").sort("as_of")
    series = tuple(
        Series(
            clipped(name, LONGEST_NAME),
            tuple(of["value"]),
            COLOURS["developer"].get(of["developer"][0], GREY),
            tuple(of["as_of"]),
            line=True,
            unsure=frozenset((~of["is_firm"]).arg_true()),
            # Several lines are grey, so each has its name at its end.
            names=(*[None] * (of.height - 1), name),
        )
        for name in whole["series"].unique(maintain_order=True)
        if (of := whole.filter(pl.col("series") == name)).height
    )
    about = "whole companies only; diamonds are estimated, expected or of low confidence"
    return _scatter(series, "Revenue a year (USD, log scale)", DOLLARS, about=about)


PLOTS: dict[str, Callable[[Figure, pl.DataFrame], Plot]] = {
    make.__name__: make
    for make in (
        best_scores,
        capex_over_time,
        capital_over_time,
        chips_by_owner,
        coverage,
        cumulative_capital,
        fixed_capability,
        frontier_gap,
        frontier_lag,
        gini_over_time,
        gpu_hour_prices,
        graduation,
        hhi_over_time,
        largest_countries,
        largest_rounds,
        largest_step_ups,
        lorenz_curve,
        mega_rounds_by_region,
        models_by_region,
        months_between_rounds,
        oecd_country_years,
        price_history,
        published_shares,
        published_split,
        revenue_over_time,
        round_sizes,
        stage_growth,
        top_shares,
        united_states_over_china,
    )
}
"""What makes the chart of a figure, by the name of the figure."""
