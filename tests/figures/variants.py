"""Figures that a page makes to order, one of each kind, and what the contract makes of some."""

from __future__ import annotations

from itertools import product

from lib.figures.capital_over_time import GRAINS, MEASURES, SPLITS, capital_over_time
from lib.figures.country_map import country_map
from lib.figures.figure import Figure

VARIANTS: dict[str, Figure] = {
    f"{split}-{grain}-{measure}": capital_over_time(split, grain, measure)
    for split, grain, measure in product(SPLITS, GRAINS, MEASURES)
}
VARIANTS |= {f"country_map-{measure}": country_map(measure) for measure in ("amount", "rounds")}

WITHOUT_ROWS = {
    # Totals are compared with whole periods only.
    "coverage": {"china_early", "one_company", "undisclosed", "rumoured", "billions"},
    # Rounds without an amount have no rank.
    "largest_rounds": {"undisclosed"},
}
"""Selections of the contract that leave a figure empty."""

OVERLAPPING: set[str] = {"country_map"}
"""Figures whose marks may lie on each other: points, bands that cross, countries of a map."""

WITHOUT_AXES = {"country_map"}
"""Figures that place their marks by other means than axes."""
