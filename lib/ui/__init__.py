"""Everything drawn on every page: navigation, filters, selection line and figures."""

from lib.ui.address import current_filters, url_query, write_url
from lib.ui.briefing import choose_briefing, clear_kept, contents, make_and_offer
from lib.ui.choices import (
    choose,
    choose_from_list,
    choose_on_scale,
    choose_several,
    choose_step,
    choose_text,
    offer_searches,
)
from lib.ui.citations import citations
from lib.ui.companies import choose_companies
from lib.ui.conflicts import bring_into_view, choose_conflict, conflicts_about, one_conflict
from lib.ui.data import database, fixed_rows, require_data, shipped, shipped_rows, today
from lib.ui.faults import kept_apart
from lib.ui.figures import headline_numbers, recomputed, rows_of, show
from lib.ui.glossary import glossary
from lib.ui.gpu_hours import choose_gpu_hours
from lib.ui.method import rules
from lib.ui.numbers import numbers
from lib.ui.organizations import choose_organizations
from lib.ui.own import own_line
from lib.ui.own_columns import ask_rates, confirm_columns, confirm_options
from lib.ui.own_file import bring_file
from lib.ui.own_preview import show_rounds, understood
from lib.ui.own_use import own_standing, put_to_use
from lib.ui.profiles import enter
from lib.ui.programs import addresses, code_to_copy, limits, parameter_table
from lib.ui.rounds import rounds_table
from lib.ui.search import choose_profile
from lib.ui.selection import applying, narrowed, selection_line
from lib.ui.share import is_embedded, title_row
from lib.ui.sidebar import filter_sidebar, navigation
from lib.ui.style import style
from lib.ui.tables import table_dictionary

__all__ = [
    "addresses",
    "applying",
    "ask_rates",
    "bring_file",
    "bring_into_view",
    "choose",
    "choose_briefing",
    "choose_companies",
    "choose_conflict",
    "choose_from_list",
    "choose_gpu_hours",
    "choose_on_scale",
    "choose_organizations",
    "choose_profile",
    "choose_several",
    "choose_step",
    "choose_text",
    "citations",
    "clear_kept",
    "code_to_copy",
    "confirm_columns",
    "confirm_options",
    "conflicts_about",
    "contents",
    "current_filters",
    "database",
    "enter",
    "filter_sidebar",
    "fixed_rows",
    "glossary",
    "headline_numbers",
    "is_embedded",
    "kept_apart",
    "limits",
    "make_and_offer",
    "narrowed",
    "navigation",
    "numbers",
    "offer_searches",
    "one_conflict",
    "own_line",
    "own_standing",
    "parameter_table",
    "put_to_use",
    "recomputed",
    "require_data",
    "rounds_table",
    "rows_of",
    "rules",
    "selection_line",
    "shipped",
    "shipped_rows",
    "show",
    "show_rounds",
    "style",
    "table_dictionary",
    "title_row",
    "today",
    "understood",
    "url_query",
    "write_url",
]
