"""Figures that a page makes to order, one of each kind, and what the contract makes of some."""

from __future__ import annotations

from itertools import product

from lib.figures import country_table
from lib.figures.arena_standing import VIEWS as ARENA_VIEWS
from lib.figures.arena_standing import arena_standing
from lib.figures.best_scores import SPLITS as MODEL_SPLITS
from lib.figures.best_scores import best_scores
from lib.figures.capital_flows import capital_flows
from lib.figures.capital_over_time import GRAINS, MEASURES, SPLITS, capital_over_time
from lib.figures.co_investors import FIGURE as CO_INVESTORS
from lib.figures.company_measures import MEASURES as COMPANY_MEASURES
from lib.figures.company_measures import company_measures
from lib.figures.compared_companies import ALIGNS, compared_companies
from lib.figures.compared_measures import MEASURES as COMPARED
from lib.figures.conflict_scale import conflict_scale
from lib.figures.country_map import country_map
from lib.figures.data_centre_map import VIEWS as POWER_VIEWS
from lib.figures.data_centre_map import data_centre_map
from lib.figures.figure import Figure
from lib.figures.frontier_gap import AGAINST, frontier_gap
from lib.figures.frontier_lag import frontier_lag
from lib.figures.gini_over_time import gini_over_time
from lib.figures.hhi_over_time import hhi_over_time
from lib.figures.investor_pace import investor_pace
from lib.figures.investors_ranking import investors_ranking
from lib.figures.investors_table import RANKS
from lib.figures.joined_rounds import of
from lib.figures.largest_countries import largest_countries
from lib.figures.model_league import model_league
from lib.figures.model_prices import BENCHMARKS as PRICED_BY
from lib.figures.portfolio import FIGURE as PORTFOLIO
from lib.figures.portfolio_over_time import portfolio_over_time
from lib.figures.portfolio_rounds import FIGURE as PORTFOLIO_ROUNDS
from lib.figures.portfolio_shares import portfolio_shares
from lib.figures.portfolio_trades import FIGURE as PORTFOLIO_TRADES
from lib.figures.price_against_score import price_against_score
from lib.figures.published_shares import published_shares
from lib.figures.round_sizes_by_stage import VIEWS, round_sizes_by_stage
from lib.figures.stage_growth import stage_growth
from lib.figures.top_shares import top_shares
from lib.figures.tracked_of_published import MEASURES as COVERED
from lib.figures.tracked_of_published import tracked_of_published
from lib.figures.training_over_time import MEASURES as TRAINING
from lib.figures.training_over_time import training_over_time
from lib.figures.use_over_time import USES, use_over_time

VARIANTS: dict[str, Figure] = {
    f"{split}-{grain}-{measure}": capital_over_time(split, grain, measure)
    for split, grain, measure in product(SPLITS, GRAINS, MEASURES)
}
for ranked_by in ("amount", "rounds"):
    VARIANTS[f"country_map-{ranked_by}"] = country_map(ranked_by)
    VARIANTS[f"largest_countries-{ranked_by}"] = largest_countries(ranked_by)
    VARIANTS[f"country_table-{ranked_by}"] = country_table.by(ranked_by)
VARIANTS |= {
    # By capital it is empty where the others are not: its own tests hold it to the contract.
    f"investors_ranking-{rank}": investors_ranking(rank)
    for rank in RANKS
    if rank != "capital"
}
VARIANTS |= {f"investor_pace-{grain}": investor_pace(grain) for grain in GRAINS}
VARIANTS |= {f"round_sizes_by_stage-{view}": round_sizes_by_stage(view) for view in VIEWS}
# Those not of rounds are never empty, step-ups are empty where the others are not: the tests of
# the page hold them to the contract.
VARIANTS |= {
    f"compared_companies-{measure}-{align}": compared_companies(
        measure, align, ("OpenAI", "Anthropic", "xAI", "Mistral AI")
    )
    for measure, align in product(COMPARED, ALIGNS)
    if COMPARED[measure].rests_on_rounds and measure != "step_up"
}
# Two years: quarters have no rows in some selections.
VARIANTS["stage_growth"] = stage_growth("2026", "2025")
VARIANTS |= {
    # By year the same figures find rows in more selections.
    "top_shares": top_shares("quarter"),
    "hhi_over_time": hhi_over_time("quarter"),
    "gini_over_time": gini_over_time("quarter"),
    "published_shares": published_shares("quarter", "article"),
}

VARIANTS |= {
    "-".join(["capital_flows", give, *columns]): capital_flows(columns, give, top)
    for columns, give, top in (
        (("investor_type", "region", "sector"), "equal", 6),
        (("investor", "company"), "equal", 12),
        (("investor_type", "investor_region", "region", "stage_group"), "led", 8),
        (("sector", "country"), "equal", 3),
    )
}

# Of one investor, as its profile shows them.
VARIANTS |= {
    each.name: of(each, "Nvidia")
    for each in (PORTFOLIO, PORTFOLIO_ROUNDS, PORTFOLIO_TRADES, CO_INVESTORS)
}
for grain in GRAINS:
    VARIANTS[f"portfolio_over_time-{grain}"] = of(portfolio_over_time(grain), "Nvidia")
for split in SPLITS:
    VARIANTS[f"portfolio_shares-{split}"] = of(portfolio_shares(split), "Nvidia")

VARIANTS |= {f"company_measures-{name}": company_measures(name) for name in COMPANY_MEASURES}
VARIANTS |= {f"use_over_time-{name}": use_over_time(name) for name in USES}
VARIANTS |= {f"tracked_of_published-{name}": tracked_of_published(name) for name in COVERED}
VARIANTS |= {f"training_over_time-{measure}": training_over_time(measure) for measure in TRAINING}

# A benchmark of each unit.
BENCHMARKS = {
    "eci": "eci",
    "share": "GPQA Diamond",
    "minutes": "METR time horizon",
    "points": "LiveBench",
    "rating points": "WebDev Arena",
}
VARIANTS |= {
    f"best_scores-{split}-{unit}": best_scores(split, unit).given(benchmark=benchmark)
    for split, (unit, benchmark) in product(MODEL_SPLITS, BENCHMARKS.items())
}
for unit, benchmark in BENCHMARKS.items():
    VARIANTS[f"model_league-{unit}"] = model_league(unit).given(benchmark=benchmark)
VARIANTS |= {
    f"frontier_gap-{sides}-{unit}": frontier_gap(sides, unit).given(benchmark=benchmark)
    for sides, (unit, benchmark) in product(AGAINST, BENCHMARKS.items())
}
VARIANTS |= {f"frontier_lag-{sides}": frontier_lag(sides) for sides in AGAINST}
VARIANTS |= {f"arena_standing-{view}": arena_standing(view) for view in ARENA_VIEWS}
VARIANTS |= {
    f"conflict_scale-{conflict}": conflict_scale(unit, scale).given(conflict=conflict)
    for conflict, unit, scale in (
        ("X01", "USD", "log"),
        ("X13", "percent", "linear"),
        ("X23", "rank", "zero"),
    )
}
VARIANTS |= {f"data_centre_map-{view}": data_centre_map(view) for view in POWER_VIEWS}

VARIANTS |= {
    f"price_against_score-{benchmark}": price_against_score(benchmark) for benchmark in PRICED_BY
}

SEVERAL = {"default", "china_early", "undisclosed", "rumoured", "billions"}
"""Selections of the contract that hold more than one company."""

WITHOUT_ROWS = {
    # A profile is of one company; no two sources disagree about a round of OpenAI.
    "company_timeline": SEVERAL,
    "company_rounds": SEVERAL,
    "company_capital": SEVERAL,
    "company_valuation": SEVERAL,
    "company_measures": SEVERAL,
    "company_investors": SEVERAL,
    "company_claims": SEVERAL,
    "company_peers": SEVERAL,
    "company_disagreements": {*SEVERAL, "one_company"},
    "company_models": SEVERAL,
    "company_frontier": SEVERAL,
    # Four American and European companies.
    "compared_companies": {"china_early", "undisclosed"},
    "compared_table": {"china_early", "undisclosed"},
    # Rounds without an amount have no width, and few companies trade with their investors.
    "capital_flows": {"undisclosed"},
    "region_matrix": {"undisclosed"},
    "cross_border": {"undisclosed"},
    "circular_money": {"china_early", "undisclosed", "rumoured"},
    "trading_investors": {"china_early", "undisclosed"},
    # Nvidia joined none of these rounds.
    "portfolio": {"china_early", "undisclosed"},
    "portfolio_rounds": {"china_early", "undisclosed"},
    "portfolio_over_time": {"china_early", "undisclosed"},
    "portfolio_shares": {"china_early", "undisclosed"},
    "co_investors": {"china_early", "undisclosed"},
    "portfolio_trades": {"china_early", "undisclosed"},
    # Five rounds with a known lead, and a state investor in a round with an amount.
    "investor_leads": {"one_company", "undisclosed", "rumoured"},
    "investor_state_money": {"undisclosed", "rumoured"},
    # A published total is compared with all its rounds only.
    "published_shares": {"china_early", "one_company", "undisclosed", "rumoured", "billions"},
    # Fewer than five companies are too few for a share or an index.
    "top_shares": {"one_company", "undisclosed", "rumoured"},
    "hhi_over_time": {"one_company", "undisclosed", "rumoured"},
    "gini_over_time": {"one_company", "undisclosed", "rumoured"},
    "lorenz_curve": {"undisclosed"},
    "company_ranking": {"undisclosed"},
    # Totals are compared with whole periods only.
    "coverage": {"china_early", "one_company", "undisclosed", "rumoured", "billions"},
    "capex_over_venture": {"china_early", "one_company", "undisclosed", "rumoured", "billions"},
    "published_split": {"china_early", "one_company", "undisclosed", "rumoured", "billions"},
    # Without an amount there are no shares.
    "capital_by_source": {"undisclosed"},
    # Rounds without an amount reach no size.
    "mega_rounds_by_region": {"undisclosed"},
    # Rounds without an amount have no rank.
    "largest_rounds": {"undisclosed"},
    # A pair of series, and a series of two years ago.
    "months_between_rounds": {"one_company"},
    "graduation": {"china_early", "rumoured"},
    # Rounds without an amount have no size.
    "round_sizes_by_stage": {"undisclosed"},
    # Two rounds with a valuation make a step-up.
    "largest_step_ups": {"china_early", "undisclosed"},
    "step_up_by_stage": {"china_early", "undisclosed"},
    "dilution_by_stage": {"undisclosed"},
    "round_prices": {"undisclosed"},
    "valuations_over_time": {"undisclosed"},
    "valuation_over_revenue": {"china_early", "undisclosed"},
    # Early rounds of China's laboratories are older than the scored models, or without an amount.
    "capital_against_capability": {"china_early", "undisclosed"},
    "capability_path": {"china_early", "undisclosed"},
    "points_per_dollar": {"china_early", "undisclosed"},
    # Five laboratories.
    "capital_rank_correlation": {"china_early", "one_company", "undisclosed", "rumoured"},
}
"""Selections of the contract that leave a figure empty."""

OVERLAPPING: set[str] = {
    "conflict_scale",
    "fixed_capability",
    "price_against_score",
    "price_history",
    "window_price",
    "arena_standing",
    "best_scores",
    "capital_against_capability",
    "capability_path",
    "training_over_time",
    "cost_per_compute",
    "open_against_closed",
    "cost_by_size",
    "company_frontier",
    "company_timeline",
    "company_valuation",
    "company_measures",
    "compared_companies",
    "capital_flows",
    "circular_money",
    "round_sizes_by_stage",
    "lorenz_curve",
    "valuations_over_time",
    "valuation_over_revenue",
    "step_up_by_stage",
    "dilution_by_stage",
    "country_map",
    "data_centre_map",
    "revenue_over_time",
    "spend_over_time",
    "use_over_time",
    "gpu_hour_revenue",
}
"""Figures whose marks may lie on each other: points, bands that cross, countries of a map."""

WITHOUT_AXES = {
    "prediction_timeline",
    "freshness",
    "tracked_of_published",
    "country_map",
    "data_centre_map",
    "capital_flows",
    "circular_money",
    "region_matrix",
    "investors_matrix",
    "statements_by_topic",
    "verdicts",
}
"""Figures that place their marks by other means than axes."""
