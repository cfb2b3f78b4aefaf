"""The choice of developers, owners or sellers on the pages about models and infrastructure."""

from __future__ import annotations

from lib.filters import Filters
from lib.ui.choices import choose_several
from lib.ui.data import fixed_rows
from lib.words import listing, markdown


def choose_organizations(
    label: str, sql: str, filters: Filters, without: str = "All"
) -> tuple[str, ...]:
    """Organisations chosen from the one column of `sql`; none chosen means the filter Company.

    `without` says what is shown where neither is set. The choice is in the URL as `organization`
    and stays from page to page.
    """
    names = fixed_rows(sql).to_series().to_list()
    default = listing(filters.company, 3) if filters.company else without
    return choose_several(
        "organization",
        label,
        {name: markdown(name) for name in names},
        placeholder=default,
    )
