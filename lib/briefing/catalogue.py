"""The figures that a briefing can take, as their pages show them at first, and ready-made sets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from lib.briefing.parts import Item
from lib.database import Database, select
from lib.figures import country_table, model_prices
from lib.figures.arena_standing import arena_standing
from lib.figures.best_scores import best_scores
from lib.figures.capability_path import FIGURE as PATH
from lib.figures.capex_guidance import FIGURE as GUIDANCE
from lib.figures.capex_over_time import FIGURE as CAPEX
from lib.figures.capex_over_venture import FIGURE as VENTURE
from lib.figures.capital_against_capability import FIGURE as AGAINST
from lib.figures.capital_over_time import capital_over_time
from lib.figures.capital_rank_correlation import FIGURE as CORRELATION
from lib.figures.chips_by_owner import FIGURE as CHIPS
from lib.figures.circular_money import FIGURE as CIRCULAR
from lib.figures.company_ranking import FIGURE as RANKING
from lib.figures.cost_per_compute import FIGURE as UNIT_COST
from lib.figures.country_map import country_map
from lib.figures.coverage import FIGURE as COVERAGE
from lib.figures.cross_border import FIGURE as ABROAD
from lib.figures.cumulative_capital import FIGURE as CUMULATIVE
from lib.figures.data_centre_power import FIGURE as POWER
from lib.figures.figure import Figure
from lib.figures.fixed_capability import FIGURE as FIXED
from lib.figures.frontier_gap import frontier_gap
from lib.figures.frontier_lag import frontier_lag
from lib.figures.gini_over_time import gini_over_time
from lib.figures.gpu_hour_prices import DEFAULT_CHIP
from lib.figures.gpu_hour_prices import FIGURE as GPU_HOURS
from lib.figures.graduation import FIGURE as GRADUATION
from lib.figures.hhi_over_time import hhi_over_time
from lib.figures.investor_leads import FIGURE as LEADS
from lib.figures.investor_state_money import FIGURE as STATE_MONEY
from lib.figures.investors_table import FIGURE as INVESTORS
from lib.figures.lab_capital import parameters
from lib.figures.largest_countries import largest_countries
from lib.figures.largest_rounds import FIGURE as LARGEST_ROUNDS
from lib.figures.largest_step_ups import FIGURE as LARGEST_STEP_UPS
from lib.figures.listings_board import listings_board
from lib.figures.lorenz_curve import FIGURE as LORENZ
from lib.figures.mega_rounds_by_region import DEFAULT as LEAST_USD
from lib.figures.mega_rounds_by_region import FIGURE as MEGA_ROUNDS
from lib.figures.model_league import model_league
from lib.figures.model_results import ALL, INDEX
from lib.figures.models_by_region import FIGURE as MODELS
from lib.figures.months_between_rounds import FIGURE as MONTHS
from lib.figures.oecd_country_years import FIGURE as OECD
from lib.figures.oecd_country_years import scope as oecd_scope
from lib.figures.open_against_closed import FIGURE as ACCESS
from lib.figures.points_per_dollar import FIGURE as PER_DOLLAR
from lib.figures.points_per_dollar import POINTS
from lib.figures.price_against_score import price_against_score
from lib.figures.price_cuts import FIGURE as CUTS
from lib.figures.price_history import FIGURE as HISTORY
from lib.figures.published_shares import published_shares
from lib.figures.published_split import FIGURE as SPLIT
from lib.figures.revenue_over_time import FIGURE as REVENUE
from lib.figures.round_prices import FIGURE as PRICED
from lib.figures.round_sizes import FIGURE as SIZES
from lib.figures.round_sizes_by_stage import round_sizes_by_stage
from lib.figures.scope import at_the_end, days, scope
from lib.figures.spend_over_revenue import FIGURE as RATIOS
from lib.figures.stage_growth import (
    PUBLISHED_SQL,
    published_period,
    spanning,
    stage_growth,
    year_before,
)
from lib.figures.step_up_by_stage import FIGURE as STEP_UP
from lib.figures.taken_out import NOTHING
from lib.figures.top_shares import top_shares
from lib.figures.trading_investors import FIGURE as TRADING
from lib.figures.trained_models import TRENDS
from lib.figures.training_over_time import OPTIONS, training_over_time
from lib.figures.united_states_over_china import FIGURE as RATIO
from lib.figures.valuation_over_revenue import FIGURE as MULTIPLES
from lib.figures.valuations_over_time import FIGURE as VALUATIONS
from lib.figures.window_price import FIGURE as WINDOW
from lib.filters import Filters
from lib.words import quarter_end

Make = Callable[[Database, Filters], tuple[Figure, Filters]]
"""The figure for a selection, and the filters that it follows."""


@dataclass(frozen=True)
class Entry:
    """A figure of the catalogue: the page that has it, and a few words for what it shows."""

    name: str
    page: str
    words: str
    make: Make

    @property
    def title(self) -> str:
        """Page and words, as a list names it."""
        return f"{self.page}: {self.words}"

    def item(self, database: Database, filters: Filters) -> Item:
        """The figure for a selection."""
        return Item(self.name, *self.make(database, filters))


@dataclass(frozen=True)
class Ready:
    """A ready-made set: its name, the title of its deck, and names of entries in their order."""

    words: str
    title: str
    figures: tuple[str, ...]


def _plain(figure: Figure) -> Make:
    """A figure that follows all filters."""
    return lambda database, filters: (figure, filters)


def _only(figure: Figure, *names: str) -> Make:
    return lambda database, filters: (figure, filters.only(*names))


def _given(figure: Figure, make: Callable[[Filters], dict[str, Any]]) -> Make:
    """A figure with SQL parameters that follow from the filters."""
    return lambda database, filters: (figure.given(**make(filters)), filters)


def _in_china(figure: Figure) -> Make:
    """A figure of China, whatever places are chosen."""
    named = replace(figure, subtitle=f"{figure.subtitle}, China")
    return lambda database, filters: (named, in_china(filters))


def in_china(filters: Filters) -> Filters:
    """The selection with China in place of its region and country."""
    return replace(filters, region=("China",), country=())


def _anywhere(filters: Filters) -> Filters:
    return filters.without("region").without("country")


def _among_all(figure: Figure) -> Make:
    """A figure that compares places, whatever places are chosen."""
    return lambda database, filters: (figure, _anywhere(filters))


def _growth(database: Database, filters: Filters) -> tuple[Figure, Filters]:
    newest = published_period(select(database, PUBLISHED_SQL), database.coverage)
    before = year_before(newest, database.coverage)
    return stage_growth(newest, before), spanning(filters, newest, before)


def _scored(figure: Figure, places: bool = True) -> Make:
    """A figure of scores on the capability index; without `places` the filters of place rest."""

    def make(database: Database, filters: Filters) -> tuple[Figure, Filters]:
        used = filters if places else _anywhere(filters)
        return figure.given(benchmark=INDEX, reporter=ALL, **scope(used)), used

    return make


LABS_FOLLOW = ("start", "end", "region", "country", "kind", "status", "company")
FIRST_QUARTER = "2023-Q1"


def _labs(figure: Figure, **more: Any) -> Make:
    """A figure of laboratories up to the end of the time range."""

    def make(database: Database, filters: Filters) -> tuple[Figure, Filters]:
        used = filters.only(*LABS_FOLLOW)
        until = max(used.range(database.coverage)[1], FIRST_QUARTER)
        return figure.given(**parameters(used, quarter_end(until)), **more), used

    return make


def _priced(filters: Filters) -> dict[str, Any]:
    return {"measure": next(iter(model_prices.MEASURES)), **scope(filters)}


def _level(filters: Filters) -> dict[str, Any]:
    level = float(model_prices.DEFAULT_LEVELS[INDEX])
    return {**_priced(filters), "benchmark": INDEX, "level": level}


def _priced_now(filters: Filters) -> dict[str, Any]:
    chosen = _priced(filters)
    day: date = chosen["last_day"]
    return {**chosen, "until": day}


def _trained(filters: Filters) -> dict[str, Any]:
    return {**scope(filters), "trend": next(iter(TRENDS))}


def _capex(filters: Filters) -> dict[str, Any]:
    # No round of these buyers is tracked, so the filter Company knows none of them.
    return scope(filters.without("company"))


EQUAL = {"give": "equal"}

ENTRIES = (
    Entry(
        "capital",
        "Overview",
        "capital by stage and quarter",
        _plain(capital_over_time("stage_group", "quarter", "amount")),
    ),
    Entry(
        "capital_sectors",
        "Overview",
        "capital by sector and year",
        _plain(capital_over_time("sector", "year", "amount")),
    ),
    Entry(
        "rounds",
        "Overview",
        "number of rounds by stage and quarter",
        _plain(capital_over_time("stage_group", "quarter", "rounds")),
    ),
    Entry("cumulative", "Overview", "cumulative capital", _plain(CUMULATIVE)),
    Entry("largest_rounds", "Overview", "largest rounds", _plain(LARGEST_ROUNDS)),
    Entry("round_sizes", "Overview", "rounds and capital by size", _plain(SIZES)),
    Entry(
        "coverage",
        "Overview",
        "tracked capital against published totals",
        _only(COVERAGE, "start", "end", "region", "country"),
    ),
    Entry("investors", "Investors", "investors with most rounds", _plain(INVESTORS)),
    Entry("leads", "Investors", "lead investors", _plain(LEADS)),
    Entry("state_money", "Investors", "state money", _plain(STATE_MONEY)),
    Entry("abroad", "Flows", "capital across borders", _plain(ABROAD.given(**EQUAL))),
    Entry(
        "circular",
        "Flows",
        "investors that also sell to the company",
        _plain(CIRCULAR.given(**EQUAL)),
    ),
    Entry(
        "trading",
        "Flows",
        "investors and their trade with companies",
        _plain(TRADING.given(**EQUAL)),
    ),
    Entry(
        "stages",
        "Stages",
        "share of capital by stage and year",
        _plain(capital_over_time("stage_group", "year", "share")),
    ),
    Entry("stage_growth", "Stages", "early against late, a year apart", _growth),
    Entry(
        "sizes_by_stage", "Stages", "size of rounds by stage", _plain(round_sizes_by_stage("year"))
    ),
    Entry("months", "Stages", "time from one series to the next", _plain(MONTHS)),
    Entry("graduation", "Stages", "companies with a later series", _plain(GRADUATION)),
    Entry("map", "Regions", "world map of capital", _plain(country_map("amount"))),
    Entry("countries", "Regions", "largest countries", _plain(largest_countries("amount"))),
    Entry("country_table", "Regions", "table of countries", _plain(country_table.by("amount"))),
    Entry(
        "regions",
        "Regions",
        "share of capital by region and year",
        _plain(capital_over_time("region", "year", "share")),
    ),
    Entry(
        "mega_rounds",
        "Regions",
        "rounds of $100M and more by region",
        _plain(MEGA_ROUNDS.given(least_usd=float(LEAST_USD))),
    ),
    Entry("us_over_china", "Regions", "United States over China", _among_all(RATIO)),
    Entry(
        "oecd",
        "Regions",
        "published venture capital by country",
        lambda database, filters: (
            OECD.given(**oecd_scope(filters)),
            filters.only("start", "end", "region", "country"),
        ),
    ),
    Entry("published_split", "Regions", "published split of 2024", _only(SPLIT, "start", "end")),
    Entry(
        "china_capital",
        "China",
        "capital by stage and quarter in China",
        _in_china(capital_over_time("stage_group", "quarter", "amount")),
    ),
    Entry("china_rounds", "China", "largest rounds in China", _in_china(LARGEST_ROUNDS)),
    Entry(
        "china_companies",
        "China",
        "companies with most capital in China",
        _in_china(RANKING.given(**NOTHING)),
    ),
    Entry(
        "china_regions",
        "China",
        "share of capital of all regions",
        _among_all(capital_over_time("region", "year", "share")),
    ),
    Entry(
        "china_gap",
        "China",
        "best models of China and the United States",
        _scored(frontier_gap("country", INDEX), places=False),
    ),
    Entry(
        "china_lag",
        "China",
        "months by which models trail",
        _scored(frontier_lag("country"), places=False),
    ),
    Entry(
        "china_models",
        "China",
        "frontier models of all regions",
        lambda database, filters: (
            MODELS.given(**_trained(_anywhere(filters))),
            _anywhere(filters),
        ),
    ),
    Entry(
        "top_shares",
        "Concentration",
        "share of the four largest companies",
        _plain(top_shares("quarter").given(**NOTHING)),
    ),
    Entry(
        "published_shares",
        "Concentration",
        "share of a published total",
        _plain(published_shares("quarter", "article").given(**NOTHING)),
    ),
    Entry("hhi", "Concentration", "HHI", _plain(hhi_over_time("quarter").given(**NOTHING))),
    Entry(
        "gini", "Concentration", "Gini index", _plain(gini_over_time("quarter").given(**NOTHING))
    ),
    Entry("lorenz", "Concentration", "Lorenz curve", _plain(LORENZ.given(**NOTHING))),
    Entry(
        "companies",
        "Concentration",
        "companies with most capital",
        _plain(RANKING.given(**NOTHING)),
    ),
    Entry("valuations", "Valuations", "valuations over time", _plain(VALUATIONS)),
    Entry("step_ups", "Valuations", "step-ups by stage", _plain(STEP_UP)),
    Entry("largest_step_ups", "Valuations", "largest step-ups", _plain(LARGEST_STEP_UPS)),
    Entry("multiples", "Valuations", "valuation over revenue", _plain(MULTIPLES)),
    Entry("round_prices", "Valuations", "table of priced rounds", _plain(PRICED)),
    Entry(
        "listings",
        "Valuations",
        "listings and sales",
        lambda database, filters: (listings_board(filters), filters),
    ),
    Entry(
        "scores",
        "Capability",
        "best scores on the capability index",
        _scored(best_scores("developer", INDEX)),
    ),
    Entry(
        "open_gap",
        "Capability",
        "open models against closed ones",
        _scored(frontier_gap("access", INDEX)),
    ),
    Entry("league", "Capability", "table of models by score", _scored(model_league(INDEX))),
    Entry(
        "arena",
        "Capability",
        "rank on the Arena",
        _given(arena_standing("rank").given(board="text"), scope),
    ),
    Entry(
        "lab_capital",
        "Capital efficiency",
        "capital and capability of laboratories",
        _labs(AGAINST, points=next(iter(POINTS))),
    ),
    Entry(
        "points",
        "Capital efficiency",
        "points gained for the capital",
        _labs(PER_DOLLAR, points=next(iter(POINTS))),
    ),
    Entry("lab_paths", "Capital efficiency", "paths of laboratories", _labs(PATH)),
    Entry("rank_correlation", "Capital efficiency", "rank correlation", _labs(CORRELATION)),
    Entry("fixed_price", "Prices", "lowest price of a given capability", _given(FIXED, _level)),
    Entry("prices", "Prices", "list prices over time", _given(HISTORY, _priced)),
    Entry(
        "price_and_score",
        "Prices",
        "price and capability",
        _given(price_against_score(INDEX), _priced_now),
    ),
    Entry("price_cuts", "Prices", "table of price changes", _given(CUTS, _priced)),
    Entry("window", "Prices", "price of a filled context window", _given(WINDOW, scope)),
    Entry(
        "training",
        "Training",
        "training compute over time",
        _given(training_over_time(next(iter(OPTIONS))), _trained),
    ),
    Entry("unit_cost", "Training", "cost of compute", _given(UNIT_COST, _trained)),
    Entry("open_training", "Training", "compute of open and closed models", _given(ACCESS, scope)),
    Entry(
        "capex",
        "Infrastructure",
        "capital expenditure of the largest buyers",
        _given(CAPEX, _capex),
    ),
    Entry("guidance", "Infrastructure", "planned capital expenditure", _given(GUIDANCE, _capex)),
    Entry(
        "capex_and_venture",
        "Infrastructure",
        "capital expenditure beside venture capital",
        _only(VENTURE, "start", "end"),
    ),
    Entry("power", "Infrastructure", "power of data centres", _given(POWER, scope)),
    Entry("chips", "Infrastructure", "chips by owner", _given(CHIPS, at_the_end)),
    Entry(
        "gpu_hours",
        "Infrastructure",
        "price of a GPU-hour",
        _given(GPU_HOURS.given(chip=DEFAULT_CHIP), days),
    ),
    Entry("revenue", "Unit economics", "revenue of AI companies", _given(REVENUE, scope)),
    Entry("spend_ratio", "Unit economics", "spending over revenue", _given(RATIOS, scope)),
)
CATALOGUE = {entry.name: entry for entry in ENTRIES}

OWN_CHOICE = "own"
"""The set without figures, to choose every one."""

SETS = {
    "market": Ready(
        "The market",
        "Capital for AI companies",
        (
            "capital",
            "cumulative",
            "largest_rounds",
            "round_sizes",
            "stages",
            "countries",
            "sizes_by_stage",
            "coverage",
        ),
    ),
    "concentration": Ready(
        "Concentration",
        "How few companies take how much",
        (
            "top_shares",
            "companies",
            "lorenz",
            "hhi",
            "gini",
            "published_shares",
        ),
    ),
    "china": Ready(
        "China",
        "China and the United States in AI",
        (
            "us_over_china",
            "china_regions",
            "china_capital",
            "china_rounds",
            "china_companies",
            "china_gap",
            "china_lag",
            "china_models",
        ),
    ),
    "labs": Ready(
        "Laboratories",
        "The laboratories: money, models and revenue",
        (
            "lab_capital",
            "points",
            "scores",
            "league",
            "valuations",
            "revenue",
            "spend_ratio",
        ),
    ),
    "prices": Ready(
        "Prices",
        "What AI costs to use",
        (
            "fixed_price",
            "prices",
            "price_and_score",
            "price_cuts",
            "gpu_hours",
        ),
    ),
    OWN_CHOICE: Ready("My own choice", "AI capital: a briefing", ()),
}


def items(database: Database, filters: Filters, names: Sequence[str]) -> list[Item]:
    """The named figures for a selection, in their order."""
    return [CATALOGUE[name].item(database, filters) for name in names]
