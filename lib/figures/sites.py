"""Power of each data centre, running and planned: SQL and words that figures share."""

from __future__ import annotations

from datetime import date

from lib.figures.scope import PLACED
from lib.theme import COLOURS
from lib.words import watts

NAMED = [name for name in COLOURS["owner"] if name != "Other"]
OWNER = (
    f"CASE WHEN organization IN ({', '.join(map(repr, NAMED))}) "
    "THEN organization::VARCHAR ELSE 'Other' END AS owner"
)
"""SQL column `owner`: the owner where it has a colour of its own, else Other."""

OWNED_OR_USED = f"""{PLACED}
    AND (len($organizations) = 0
        OR list_contains($organizations::VARCHAR[], organization::VARCHAR)
        OR list_has_any($organizations::VARCHAR[], users))"""
"""SQL condition: the site is in the scope, by its place and by its owner or its users."""

TIMELINE = f"""
, timeline AS (
    FROM site_steps SELECT * WHERE has_plans AND date <= $last_day AND {OWNED_OR_USED}
)"""

SITES = f"""{TIMELINE}
, sites AS (
    -- The step that holds on the day of the file, and the last one of all.
    FROM (
        FROM timeline SELECT *, least(snapshot_date, $last_day) AS as_of WHERE next_date > $last_day
    ) AS goal
    LEFT JOIN site_steps AS now ON now.has_plans AND now.site = goal.site
        AND now.date <= as_of AND now.next_date > as_of
    SELECT
        goal.* EXCLUDE (power_mw, it_power_mw, h100_equivalents, capital_cost_usd, date),
        coalesce(now.power_mw, 0) AS running_mw,
        now.it_power_mw AS running_it_mw,
        now.h100_equivalents,
        now.capital_cost_usd,
        goal.date AS goal_date,
        goal.power_mw AS goal_mw,
        goal.capital_cost_usd AS goal_cost_usd,
        greatest(goal_mw - running_mw, 0) AS added_mw
)"""
"""`sites`: one row a site of the scope, with its power now and what plans add by their end."""

COMPANIES_SQL = """
FROM (
    FROM data_centers SELECT organization::VARCHAR AS company
    UNION FROM data_centers SELECT unnest(users)
)
WHERE company IS NOT NULL
ORDER BY lower(company)
"""
"""Owners and users of sites, to choose from."""

ABOUT = (
    "Epoch AI follows only the largest sites for AI, from permits, satellite images and company "
    "news: the world has more. Power is that of the whole site, cooling included. Running is what "
    "stood on the day of its file, 7 July 2026, or at the end of the time range if that is "
    "earlier; planned is what later rows of the same file project. Region and country are those of "
    "the site; a company stands for what it owns and what it uses, likely and speculative uses "
    "included. "
)


def power(mw: float) -> str:
    """Megawatts as 13.2 GW or 340 MW."""
    return watts(mw * 1e6)


def power_expression(mw: str) -> str:
    """Vega expression that writes megawatts as `power` does."""
    return f"({mw} >= 999.5 ? format({mw} / 1000, '.3~r') + ' GW' : format({mw}, '.3~r') + ' MW')"


def day_words(day: date) -> str:
    """7 Jul 2026."""
    return f"{day.day} {day:%b} {day.year}"
