"""Everything drawn on every page: navigation, filters, selection line and figures."""

from lib.ui.address import current_filters, url_query, write_url
from lib.ui.choices import (
    choose,
    choose_from_list,
    choose_on_scale,
    choose_several,
    choose_step,
)
from lib.ui.companies import choose_companies
from lib.ui.data import database, fixed_rows, require_data
from lib.ui.figures import headline_numbers, recomputed, rows_of, show
from lib.ui.gpu_hours import choose_gpu_hours
from lib.ui.numbers import numbers
from lib.ui.organizations import choose_organizations
from lib.ui.profiles import enter
from lib.ui.rounds import rounds_table
from lib.ui.search import choose_profile
from lib.ui.selection import applying, narrowed, selection_line
from lib.ui.sidebar import filter_sidebar, navigation

__all__ = [
    "applying",
    "choose",
    "choose_companies",
    "choose_from_list",
    "choose_gpu_hours",
    "choose_on_scale",
    "choose_organizations",
    "choose_profile",
    "choose_several",
    "choose_step",
    "current_filters",
    "database",
    "enter",
    "filter_sidebar",
    "fixed_rows",
    "headline_numbers",
    "narrowed",
    "navigation",
    "numbers",
    "recomputed",
    "require_data",
    "rounds_table",
    "rows_of",
    "selection_line",
    "show",
    "url_query",
    "write_url",
]
