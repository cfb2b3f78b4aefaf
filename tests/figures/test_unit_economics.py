"""Every number of the page of unit economics against plain loops over the stored rows."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from lib.database import Database, select
from lib.figures.figure import Figure
from lib.figures.gpu_hour_revenue import FIGURE as GPU_HOURS
from lib.figures.gpu_hour_revenue import PRESETS_SQL, numbers_of
from lib.figures.revenue_over_time import FIGURE as REVENUE
from lib.figures.revenue_per_user import FIGURE as USERS
from lib.figures.scope import scope
from lib.figures.spend_over_revenue import FIGURE as RATIOS
from lib.figures.spend_over_time import FIGURE as SPEND
from lib.figures.use_over_time import USES, use_over_time
from lib.filters import Filters
from lib.ui.gpu_hours import GPUS
from tests.conftest import OpenedWith

DATA = Path(__file__).parents[2] / "data"
PLACES = {
    row["organization"]: row
    for row in pl.read_parquet(DATA / "organizations.parquet").iter_rows(named=True)
}
METRICS = [
    row
    for row in pl.read_parquet(DATA / "company_metrics.parquet").to_dicts()
    if row["is_preferred"] and row["company"] in PLACES
]
CLAIMS = pl.read_parquet(DATA / "claims.parquet").to_dicts()
SITES = pl.read_parquet(DATA / "data_centers.parquet")
PRICES = pl.read_parquet(DATA / "gpu_hour_prices.parquet")
FACTS = ("completed", "announced", "estimated")
Row = dict[str, Any]
Condition = Callable[[str, date], bool]

# Filters, companies chosen on the page, and what both take in of a company and a date.
SELECTIONS: dict[str, tuple[Filters, tuple[str, ...], Condition]] = {
    "default": (Filters(), (), lambda company, day: True),
    "china": (
        Filters(region=("China",)),
        (),
        lambda company, day: PLACES[company]["region"] == "China",
    ),
    "two_since_2024": (
        Filters("2024-Q1", company=("Cohere",)),
        ("OpenAI", "Anthropic"),
        lambda company, day: company in ("OpenAI", "Anthropic") and day >= date(2024, 1, 1),
    ),
    "american_2025": (
        Filters("2025-Q1", "2025-Q4", country=("United States",)),
        (),
        lambda company, day: PLACES[company]["country"] == "United States" and day.year == 2025,
    ),
}
every_selection = pytest.mark.parametrize(
    ("filters", "chosen", "within"), SELECTIONS.values(), ids=SELECTIONS
)


def rows_of(
    figure: Figure, database: Database, filters: Filters | None = None, chosen: Any = ()
) -> pl.DataFrame:
    given = figure.given(**scope(filters or Filters(), chosen))
    return figure.arrange(select(database, given.sql, Filters(), **given.params))


def fleet(database: Database, **params: Any) -> pl.DataFrame:
    figure = GPU_HOURS.given(**params)
    return select(database, figure.sql, Filters(), **figure.params)


def of(rows: pl.DataFrame, kind: str) -> list[Row]:
    return rows.filter(kind=kind).to_dicts()


# Revenue per GPU-hour


@pytest.mark.parametrize(
    ("revenue", "gpus", "utilisation"),
    [(876e6, 1e5, 1.0), (4e10, 510_359.0, 0.6), (1e7, 1e7, 0.05), (3e11, 1e3, 0.35)],
)
def test_revenue_per_gpu_hour(
    database: Database, revenue: float, gpus: float, utilisation: float
) -> None:
    rows = fleet(database, revenue=revenue, gpus=gpus, utilisation=utilisation)
    [chosen] = of(rows, "chosen")
    hours = gpus * 365 * 24 * utilisation
    assert chosen["usd_per_gpu_hour"] == pytest.approx(revenue / hours)
    assert chosen["needed_usd"] == pytest.approx(hours)
    assert chosen["paid_gpus"] == pytest.approx(revenue / (365 * 24 * utilisation))
    line = of(rows, "line")
    # Two points make a line that is straight on log axes; the sliders reach from end to end.
    assert [point["gpus"] for point in line] == [GPUS[0], GPUS[-1]]
    for point in line:
        earned = point["usd_per_gpu_hour"] * point["gpus"] * 8760 * utilisation
        assert earned == pytest.approx(revenue)


def test_the_threshold_is_the_one_stated_and_a_fleet_at_it_says_so(database: Database) -> None:
    rows = fleet(database, revenue=876e6, gpus=1e5, utilisation=1.0)
    [claim] = [each for each in CLAIMS if each["metric"] == "revenue_per_gpu_hour_threshold"]
    [threshold] = of(rows, "threshold")
    assert threshold["usd_per_gpu_hour"] == claim["value"] == 1
    assert (threshold["source_url"], threshold["source_id"]) == (
        claim["source_url"],
        claim["source_id"],
    )
    assert GPU_HOURS.headline(rows) == (
        "$876M a year from 100,000 GPUs is $1 per GPU-hour, at the $1 that one article calls for"
    )
    assert GPU_HOURS.remark(rows).startswith(
        "At the threshold of $1 per GPU-hour, 100,000 GPUs need $876M a year. "
    )


def test_words_of_the_fleet(database: Database) -> None:
    rows = fleet(database, revenue=2e8, gpus=22_831.0, utilisation=0.5)
    assert "is $2 per GPU-hour, above the $1" in GPU_HOURS.headline(rows)
    assert "22,831 GPUs at 50% utilisation need $100M a year." in GPU_HOURS.remark(rows)
    hourly, needed, paid = numbers_of(rows)
    assert (hourly.value, hourly.change) == ("$2", "2.00 times the threshold")
    assert (needed.value, needed.change) == ("$100M", "at $1 per GPU-hour")
    assert paid.value == "45.7K"
    slow = fleet(database, revenue=1e7, gpus=1e7, utilisation=0.05)
    assert numbers_of(slow)[0].change == "0.0023 times the threshold"
    assert "GPUs at 5% utilisation need" in GPU_HOURS.remark(slow)
    # Words on the level lines keep off the line of a large revenue, which falls through them.
    assert [row["is_left"] for row in of(rows, "threshold") + of(rows, "rent")] == [False] * 2
    rich = fleet(database, revenue=6.5e10, gpus=963_012.0, utilisation=1.0)
    assert [row["is_left"] for row in of(rich, "threshold") + of(rich, "rent")] == [True] * 2
    poor = fleet(database, revenue=1e7, gpus=1e7, utilisation=1.0)
    assert "is $0.00011 per GPU-hour, below the $1" in GPU_HOURS.headline(poor)


def test_the_band_is_the_newest_list_price_of_an_h100(database: Database) -> None:
    offers = PRICES.filter(gpu="H100")
    newest = offers.filter(date=offers["date"].max())
    [band] = of(fleet(database), "rent")
    assert band["usd_per_gpu_hour"] == newest["on_demand_usd_per_gpu_hour"].min()
    assert band["usd_per_gpu_hour_high"] == newest["on_demand_usd_per_gpu_hour"].max()
    assert band["clouds"].split(";") == sorted(newest["provider"].unique())
    assert band["source_id"] in newest["source_id"]


def presets() -> dict[str, Row]:
    """Newest revenue, and GPUs stated or at sites of one sure user, worked out in loops."""
    found: dict[str, Row] = {}
    for row in sorted(METRICS, key=lambda row: row["as_of"]):
        if (
            row["metric"] == "annualised_revenue"
            and row["scope"] == "company"
            and row["status"] in FACTS
        ):
            found[row["company"]] = {"revenue_usd": row["value_usd"], "gpus": None}
    latest: dict[str, Row] = {}
    for site in SITES.sort("date").to_dicts():
        if site["source_id"] == "epoch-data-centers" and not site["is_planned"]:
            latest[site["site"]] = site
    alone: dict[str, float] = defaultdict(float)
    for site in latest.values():
        if len(site["users"]) == 1 and site["users_confidence"] == ["confident"]:
            alone[site["users"][0]] += site["h100_equivalents"] or 0
    for company, gpus in alone.items():
        if company in found and gpus:
            found[company]["gpus"] = round(gpus)
    for row in METRICS:
        if row["metric"] == "gpu_count" and row["company"] in found:
            found[row["company"]]["gpus"] = row["value"]
    return found


def test_presets_and_points_of_companies(database: Database) -> None:
    expected = presets()
    rows = select(database, PRESETS_SQL, Filters())
    found = {row["organization"]: row for row in rows.to_dicts()}
    assert found.keys() == expected.keys()
    for company, row in expected.items():
        assert found[company]["revenue_usd"] == row["revenue_usd"]
        assert found[company]["gpus"] == row["gpus"]
        assert (found[company]["gpus_url"] is None) == (row["gpus"] is None)
    assert rows["organization"][0] == "xAI"
    assert {"OpenAI", "Anthropic", "xAI"} <= {name for name in expected if expected[name]["gpus"]}
    points = {row["organization"]: row for row in of(fleet(database, utilisation=0.5), "company")}
    known = {name: row for name, row in expected.items() if row["gpus"]}
    assert points.keys() == known.keys()
    for name, row in known.items():
        hourly = row["revenue_usd"] / (row["gpus"] * 8760 * 0.5)
        assert points[name]["usd_per_gpu_hour"] == pytest.approx(hourly)
    unknown = len(expected) - len(known)
    assert unknown > 1
    assert f"{unknown} companies with a known revenue have no point" in GPU_HOURS.remark(
        fleet(database)
    )


def test_the_sources_of_a_choice_are_those_of_what_is_stated(database: Database) -> None:
    [stated] = of(fleet(database, preset="xAI", revenue=4.28e8, gpus=1e5), "chosen")
    assert (stated["revenue_date"], stated["gpus_date"]) == (date(2025, 9, 30), date(2024, 12, 31))
    assert stated["gpus_source_id"] == "article-capital-tsunami"
    [own] = of(fleet(database, preset="xAI", revenue=5e8, gpus=1e5), "chosen")
    assert (own["revenue_date"], own["revenue_source_id"], own["revenue_url"]) == (None, None, None)
    assert own["gpus_source_id"] == "article-capital-tsunami"
    [nobody] = of(fleet(database, preset="Nobody", revenue=5e8, gpus=1e5), "chosen")
    assert (nobody["revenue_date"], nobody["gpus_date"]) == (None, None)


# Revenue, spend and ratios


@every_selection
def test_revenue_over_time(
    database: Database, filters: Filters, chosen: Any, within: Condition
) -> None:
    expected = {
        row["metric_id"]: row
        for row in METRICS
        if row["metric"] in ("annualised_revenue", "annual_revenue")
        and within(row["company"], row["as_of"])
    }
    rows = rows_of(REVENUE, database, filters, chosen)
    assert len(expected) > 3
    assert dict(rows.select("metric_id", "value").rows()) == {
        name: row["value_usd"] for name, row in expected.items()
    }
    for row in rows.to_dicts():
        stored = expected[row["metric_id"]]
        firm = stored["status"] in ("completed", "announced") and stored["confidence"] != "low"
        whole = stored["scope"] == "company" and stored["metric"] == "annualised_revenue"
        assert row["is_firm"] == firm
        assert row["is_on_line"] == whole
        assert row["company"] == PLACES[row["organization"]]["company"]
    named = rows.filter(pl.col("label_at").is_not_null())
    assert sorted(named["series"]) == sorted(set(rows.filter("is_on_line")["series"]))


@every_selection
def test_names_stand_beside_the_plot_and_apart(
    database: Database, filters: Filters, chosen: Any, within: Condition
) -> None:
    rows = rows_of(REVENUE, database, filters, chosen)
    names = rows.filter(pl.col("label_at").is_not_null()).sort("label_at", descending=True)
    assert set(names["label_date"]) == {rows["as_of"].max()}
    assert names["value"].to_list() == sorted(names["value"], reverse=True)
    assert (names["label_at"] <= names["value"] * (1 + 1e-9)).all()
    logarithms = [math.log10(value) for value in rows["value"]]
    apart = names["label_at"].log10().diff().drop_nulls()
    assert (apart <= -0.05 * (max(logarithms) - min(logarithms))).all()
    assert (apart < -0.02).all()


def test_what_counts_for_a_year_stands_at_its_year() -> None:
    for figure, unit in ((SPEND, "utcyear"), (REVENUE, None)):
        across = [layer["encoding"]["x"] for layer in (figure.spec or {})["layer"]]
        assert {each.get("timeUnit") for each in across} == {unit}


def test_headline_of_revenue(database: Database) -> None:
    def whole(company: str) -> list[Row]:
        rows = [
            row
            for row in METRICS
            if (row["company"], row["metric"], row["scope"])
            == (company, "annualised_revenue", "company")
        ]
        return sorted(rows, key=lambda row: row["as_of"])

    first, last = whole("Anthropic")[0], whole("Anthropic")[-1]
    times = round(last["value_usd"] / first["value_usd"])
    assert REVENUE.headline(rows_of(REVENUE, database)) == (
        f"Revenue of Anthropic runs at ${last['value_usd'] / 1e9:.0f}B a year (Jul 2026), {times} "
        f"times that of Oct 2023; OpenAI ${whole('OpenAI')[-1]['value_usd'] / 1e9:.0f}B (Aug 2026)"
    )
    one = rows_of(REVENUE, database, Filters(company=("DeepSeek",)))
    assert REVENUE.headline(one) == "Revenue of DeepSeek runs at $450M a year (Jul 2026)"
    early = rows_of(REVENUE, database, Filters(end="2022-Q4", company=("OpenAI",)))
    assert REVENUE.headline(early) == "Revenue of OpenAI was $28M a year (Dec 2022)"


@every_selection
def test_spend_over_time(
    database: Database, filters: Filters, chosen: Any, within: Condition
) -> None:
    expected = {
        row["metric_id"]: row["value_usd"]
        for row in METRICS
        if row["metric"] in ("compute_spend", "net_loss") and within(row["company"], row["as_of"])
    }
    rows = rows_of(SPEND, database, filters, chosen)
    assert dict(rows.select("metric_id", "value").rows()) == expected
    assert rows.filter(~pl.col("is_firm"))["status"].unique().to_list() in ([], ["predicted"])


def test_words_of_spend(database: Database) -> None:
    rows = rows_of(SPEND, database)
    assert SPEND.headline(rows) == (
        "OpenAI spent $8.3B on research compute and $8B on compute for serving in 2025"
    )
    assert "a loss expected before the year was over (OpenAI 2024)" in SPEND.remark(rows)
    loss = rows.filter(mark="Net loss")
    assert SPEND.headline(loss) == "OpenAI was expected to lose $5B in 2024"
    assert SPEND.remark(rows.filter(organization="Anthropic")).endswith(
        "No loss is stated for this selection."
    )


def costs() -> dict[tuple[str, int, str], tuple[float, bool]]:
    """Compute spend and loss of each company and year, and whether it is rough."""
    whole: dict[tuple[str, int], float] = {}
    parts: dict[tuple[str, int], dict[str, float]] = defaultdict(dict)
    found: dict[tuple[str, int, str], tuple[float, bool]] = {}
    for row in METRICS:
        key = row["company"], row["as_of"].year
        if row["metric"] == "compute_spend" and row["scope"] == "company":
            whole[key] = row["value_usd"]
        elif row["metric"] == "compute_spend":
            parts[key][row["product"]] = row["value_usd"]
        elif row["metric"] == "net_loss":
            found[*key, "Net loss"] = (row["value_usd"], row["status"] not in FACTS)
    for key, each in parts.items():
        if len(each) == 2 and key not in whole:
            found[*key, "Compute spend"] = (sum(each.values()), True)
    return found | {(*key, "Compute spend"): (usd, False) for key, usd in whole.items()}


def revenues() -> dict[tuple[str, int], tuple[float, bool]]:
    """Revenue of each company and year, and whether it is annualised."""
    found: dict[tuple[str, int], list[tuple[int, date, str, float]]] = defaultdict(list)
    yearly: dict[tuple[str, int], float] = {}
    for row in METRICS:
        day, key = row["as_of"], (row["company"], row["as_of"].year)
        if row["scope"] != "company" or row["status"] not in FACTS:
            continue
        if row["metric"] == "annual_revenue":
            yearly[key] = row["value_usd"]
        near = date(day.year, 4, 1) <= day <= date(day.year, 10, 1)
        if row["metric"] == "annualised_revenue" and near:
            apart = abs((day - date(day.year, 7, 1)).days)
            found[key].append((apart, day, row["metric_id"], row["value_usd"]))
    nearest = {key: (min(each)[3], True) for key, each in found.items()}
    return nearest | {key: (usd, False) for key, usd in yearly.items()}


@every_selection
def test_spend_over_revenue(
    database: Database, filters: Filters, chosen: Any, within: Condition
) -> None:
    known = {key: each for key, each in costs().items() if within(key[0], date(key[1], 12, 31))}
    base = {key: each for key, each in revenues().items() if within(key[0], date(key[1], 12, 31))}
    expected = {
        (f"{company} {year}", cost): (usd / base[company, year][0], rough or base[company, year][1])
        for (company, year, cost), (usd, rough) in known.items()
        if (company, year) in base
    }
    rows = rows_of(RATIOS, database, filters, chosen)
    found = {
        (row["name"], row["cost"]): (row["ratio"], row["is_rough"])
        for row in rows.to_dicts()
        if row["ratio"] is not None
    }
    assert found.keys() == expected.keys()
    for key, (ratio, rough) in expected.items():
        assert found[key] == (pytest.approx(ratio), rough)
    if rows.is_empty():
        return
    years = {(company, year) for company, year, _ in known}
    lacking = rows.filter(pl.col("revenue_usd").is_null())
    assert set(lacking["name"]) == {f"{name} {year}" for name, year in years - base.keys()}
    without = rows.filter(pl.col("cost_usd").is_null())
    assert sorted(without["name"]) == sorted(f"{name} {year}" for name, year in base.keys() - years)


def test_words_of_the_ratios(database: Database) -> None:
    rows = rows_of(RATIOS, database)
    assert (
        RATIOS.headline(rows)
        == "In 2025 OpenAI spent on compute 1.9 times its annualised mid-year revenue, "
        "Anthropic 1.7"
    )
    assert f"n = {rows['ratio'].count()}." in RATIOS.remark(rows)
    assert "No revenue to divide by: Anthropic 2024." in RATIOS.remark(rows)
    loss = rows.filter(cost="Net loss")
    assert RATIOS.headline(loss) == "In 2024 OpenAI lost 1.4 times its revenue"
    # Each ratio says what it divides by, where two of a year differ.
    mixed = rows.with_columns(is_annualised=pl.col("organization") == "Anthropic")
    assert RATIOS.headline(mixed) == (
        "In 2025 OpenAI spent on compute 1.9 times its revenue, "
        "Anthropic 1.7 times its annualised mid-year revenue"
    )


# Use


def least_squares(points: list[tuple[float, float]]) -> tuple[float, float]:
    """Slope and its standard error."""
    n = len(points)
    mean_x, mean_y = sum(x for x, _ in points) / n, sum(y for _, y in points) / n
    spread = sum((x - mean_x) ** 2 for x, _ in points)
    slope = sum((x - mean_x) * (y - mean_y) for x, y in points) / spread
    left = sum((y - mean_y - slope * (x - mean_x)) ** 2 for x, y in points)
    return slope, math.sqrt(left / (n - 2) / spread)


# Student's t at 97.5%, as tables print it, by degrees of freedom.
STUDENT = {3: 3.182, 4: 2.776, 5: 2.571, 6: 2.447, 7: 2.365, 8: 2.306, 9: 2.262, 10: 2.228}


def series(use: str) -> dict[tuple[str, str | None, str | None], list[Row]]:
    found: dict[tuple[str, str | None, str | None], list[Row]] = defaultdict(list)
    for row in METRICS:
        if row["metric"] == USES[use].metric:
            period = row["period"] if use == "users" else None
            found[row["company"], row["product"], period].append(row)
    return found


@pytest.mark.parametrize("use", USES)
@every_selection
def test_use_over_time(
    database: Database, filters: Filters, chosen: Any, within: Condition, use: str
) -> None:
    rows = rows_of(use_over_time(use), database, filters, chosen)
    of_companies = rows.filter(pl.col("organization") != "China, all models")
    fitted = 0
    expected_ids = set()
    for each in series(use).values():
        inside = [row for row in each if within(row["company"], row["as_of"])]
        expected_ids |= {row["metric_id"] for row in inside}
        found = rows.filter(pl.col("metric_id").is_in([row["metric_id"] for row in inside]))
        assert sorted(found["value"]) == sorted(row["value"] for row in inside)
        doubling = found["doubling_months"].unique().to_list()
        days = {row["as_of"] for row in inside}
        if len(inside) < 5 or len(days) < 2:
            assert doubling in ([], [None])
            continue
        slope, error = least_squares(
            [
                ((row["as_of"] - date(2020, 1, 1)).days / (365.25 / 12), math.log(row["value"]))
                for row in inside
            ]
        )
        if slope <= 0:
            assert doubling == [None]
            continue
        fitted += 1
        margin = STUDENT.get(len(inside) - 2, 1.96) * error
        assert doubling[0] == pytest.approx(math.log(2) / slope)
        assert found["doubling_low"][0] == pytest.approx(math.log(2) / (slope + margin), rel=0.005)
        high = found["doubling_high"][0]
        if slope <= margin:
            assert high is None
        else:
            assert high == pytest.approx(math.log(2) / (slope - margin), rel=0.03)
    assert set(of_companies["metric_id"]) == expected_ids
    if filters == Filters():
        assert fitted == {"tokens": 0, "messages": 1, "users": 2}[use]


def test_the_slip_of_tokens_is_shown_and_not_drawn_through(database: Database) -> None:
    rows = rows_of(use_over_time("tokens"), database)
    national = {each["claim_id"]: each for each in CLAIMS if each["metric"] == "token_volume_daily"}
    printed = rows.filter(mark="As printed").row(0, named=True)
    assert printed["value"] == national["S3-068"]["value"] == 14e12
    assert (printed["is_on_line"], printed["is_firm"]) == (False, False)
    corrected = rows.filter(mark="Country").sort("as_of")
    assert corrected["value"].to_list() == [
        national["S3-067"]["value"],
        national["S3-068"]["corrected_value"],
    ]
    assert corrected["value"][1] == 140e12
    # Another report than the article's bears the correction.
    assert corrected["source_url"][1] != national["S3-068"]["source_url"]
    words = use_over_time("tokens").remark(rows)
    assert "an article prints 14T for Mar 2026" in words
    assert "6 of 6 lines have none" in words
    abroad = rows_of(use_over_time("tokens"), database, Filters(region=("United States",)))
    assert "China, all models" not in abroad["organization"]
    assert abroad.height == 6
    one = rows_of(use_over_time("tokens"), database, Filters(), ("Google",))
    assert one["organization"].unique().to_list() == ["Google"]


def test_headlines_of_use(database: Database) -> None:
    def said(use: str, *companies: str) -> str:
        figure = use_over_time(use)
        return figure.headline(rows_of(figure, database, Filters(), companies))

    assert (
        said("tokens") == "Google: 43T tokens a day in Sep 2025, 133 times as many as in Apr 2024"
    )
    assert said("messages").startswith("ChatGPT: messages a day double every 4.9 months (95% ")
    assert said("messages").endswith(", from 5 figures")
    assert said("users", "Moonshot AI") == (
        "Kimi, monthly: 8.33M active users in May 2026, after 36M in Dec 2024"
    )
    assert said("users", "DeepSeek") == "DeepSeek, daily: 10M active users in Mar 2025"


@pytest.fixture
def changed(opened_with: OpenedWith) -> Callable[[list[Row]], Database]:
    """Opens the data with other company figures."""

    def opened(rows: list[Row]) -> Database:
        schema = pl.read_parquet_schema(DATA / "company_metrics.parquet")
        return opened_with({"company_metrics": pl.DataFrame(rows, schema=schema)})

    return opened


def plain(number: int, **values: Any) -> Row:
    template = next(row for row in METRICS if row["metric"] == "daily_tokens")
    return {**template, "metric_id": f"row-{number}", "product": None, "scope": "company", **values}


@pytest.mark.parametrize("figures", [4, 5])
def test_five_figures_make_a_time_to_double(changed: Any, figures: int) -> None:
    rows = [
        plain(n, company="Google", as_of=date(2021 + n, 1, 1), value=2.0**n * (1 + n % 2 / 9))
        for n in range(figures)
    ]
    figure = use_over_time("tokens")
    found = rows_of(figure, changed(rows), Filters(), ("Google",))
    if figures == 4:
        assert found["doubling_months"].to_list() == [None] * 4
        assert "1 of 1 line has none" in figure.remark(found)
        return
    assert found["doubling_months"][0] == pytest.approx(12, rel=0.01)
    assert found["doubling_low"][0] < found["doubling_months"][0] < found["doubling_high"][0]
    assert "double every" in figure.headline(found)


def test_growth_that_may_be_nil_has_no_upper_end(changed: Any) -> None:
    values = (1.0, 9.0, 2.0, 8.0, 3.0)
    rows = [
        plain(n, company="Google", as_of=date(2021 + n, 1, 1), value=each * 1e9)
        for n, each in enumerate(values)
    ]
    figure = use_over_time("tokens")
    found = rows_of(figure, changed(rows), Filters(), ("Google",))
    assert found["doubling_months"][0] > 0
    assert found["doubling_high"].to_list() == [None] * 5
    assert " to no limit)" in figure.headline(found)


# Users


def nearest(day: date, dated: list[tuple[date, float]]) -> float | None:
    near = [(abs((when - day).days), when, usd) for when, usd in dated]
    found = min((each for each in near if each[0] <= 90), default=None)
    return found[2] if found else None


@every_selection
def test_revenue_and_spend_per_user(
    database: Database, filters: Filters, chosen: Any, within: Condition
) -> None:
    rows = {row["metric_id"]: row for row in rows_of(USERS, database, filters, chosen).to_dicts()}
    expected = {
        row["metric_id"]: row
        for row in METRICS
        if row["metric"] == "active_users" and within(row["company"], row["as_of"])
    }
    assert rows.keys() == expected.keys()
    for name, row in expected.items():
        company, day, users = row["company"], row["as_of"], row["value"]
        revenue = [
            (each["as_of"], each["value_usd"])
            for each in METRICS
            if each["company"] == company
            and each["metric"] == "annualised_revenue"
            and each["scope"] == "company"
            and each["status"] in FACTS
        ]
        spend = [
            (date(year, 12, 31), usd)
            for (owner, year, cost), (usd, _) in costs().items()
            if owner == company and cost == "Compute spend"
        ]
        price = [
            (each["as_of"], each["value_usd"])
            for each in METRICS
            if each["metric"] == "subscription_price" and each["product"] == row["product"]
        ]
        for column, dated, over in (
            ("revenue_per_user", revenue, users),
            ("compute_per_user", spend, users),
            ("plan_price", price, 1),
        ):
            usd = nearest(day, dated)
            assert rows[name][column] == (
                None if usd is None else pytest.approx(usd / over, abs=0.006)
            )


def test_words_of_users(database: Database) -> None:
    rows = rows_of(USERS, database)
    assert USERS.headline(rows) == (
        "All of OpenAI's revenue came to $27 a year per weekly user of ChatGPT in Feb 2026, "
        "$4 in Mar 2023"
    )
    assert USERS.remark(rows) == (
        "34 numbers of users: 17 with a revenue, 7 with a compute spend, 2 with a price near in "
        "time. Nothing but users is known of Gemini, Meta AI assistant and DeepSeek."
    )
    google = rows_of(USERS, database, Filters(), ("Google",))
    assert USERS.headline(google).startswith("No revenue is known within 90 days of the 5 numbers")


def test_users_of_a_whole_company_bear_its_name(database: Database) -> None:
    rows = rows_of(USERS, database, Filters("2024-Q2", "2024-Q2"))
    assert rows["users_of"].to_list() == ["OpenAI, monthly"]
    assert USERS.headline(rows) == (
        "All of OpenAI's revenue came to $10 a year per monthly user of OpenAI in Jun 2024"
    )


EMPTY = {"revenue": REVENUE, "spend": SPEND, "ratios": RATIOS, "per_user": USERS} | {
    name: use_over_time(name) for name in USES
}


@pytest.mark.parametrize("figure", EMPTY.values(), ids=EMPTY)
def test_nothing_before_the_first_figure(figure: Figure, database: Database) -> None:
    assert rows_of(figure, database, Filters(end="2013-Q4", region=("Middle East",))).is_empty()
