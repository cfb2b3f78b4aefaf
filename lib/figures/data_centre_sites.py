"""Which sites are there, whose are they, and what is planned for them?"""

from __future__ import annotations

import polars as pl

from lib.derived.infrastructure import SITES_SOURCE
from lib.figures.figure import Figure
from lib.figures.scope import at_the_end
from lib.figures.sites import ABOUT, OWNED_OR_USED, SITES, day_words, power
from lib.filters import Filters
from lib.words import count

NEWER = "epoch-data-centers-observed"

SQL = f"""{SITES}
, newer AS (
    FROM site_steps
    SELECT site, organization, country, state, it_power_mw, users_words
    WHERE NOT has_plans AND date <= $last_day AND (
        site IN (FROM sites SELECT site)
        -- The two files can name other owners and users: one of them decides, the older first.
        OR NOT is_older AND {OWNED_OR_USED}
    )
)
FROM sites AS july FULL JOIN newer USING (site)
SELECT
    site,
    -- An owner or user of the newer file alone is not put beside figures of the older one.
    CASE WHEN july.as_of IS NULL THEN newer.organization ELSE july.organization END
        AS owner,
    owner_confidence,
    CASE WHEN july.as_of IS NULL THEN newer.users_words ELSE july.users_words END
        AS users,
    coalesce(july.country, newer.country) AS country,
    coalesce(july.state, newer.state) AS state,
    running_mw,
    CASE WHEN added_mw > 0 THEN july.goal_mw END AS goal_mw,
    CASE WHEN added_mw > 0 THEN july.goal_date END AS goal_date,
    h100_equivalents,
    capital_cost_usd,
    CASE WHEN added_mw > 0 THEN july.goal_cost_usd END AS goal_cost_usd,
    running_it_mw AS it_power_mw,
    newer.it_power_mw AS newer_it_power_mw,
    source_url,
    as_of,
    CASE WHEN july.as_of IS NOT NULL THEN '{SITES_SOURCE}' END AS source_id,
    CASE WHEN newer.site IS NOT NULL THEN '{NEWER}' END AS newer_source_id
ORDER BY running_mw DESC NULLS LAST, goal_mw DESC NULLS LAST, newer.it_power_mw DESC, site
"""


def headline(rows: pl.DataFrame) -> str:
    """How many run, and the largest."""
    seen = rows.filter(pl.col("running_mw") > 0)
    known = rows.drop_nulls("as_of")
    if seen.is_empty():
        return (
            f"{count(rows.height, 'site')}, {'none of them' if rows.height > 1 else 'not'} running"
        )
    first = seen.row(0, named=True)
    when = day_words(first["as_of"])
    run = f"{seen.height} of {count(known.height, 'site')} ran on {when}"
    if seen.height == known.height > 1:
        run = f"All {known.height} sites ran on {when}"
    return f"{run}; the largest is {first['site']} with {power(first['running_mw'])}"


def remark(rows: pl.DataFrame) -> str:
    """What the newer file adds."""
    newer = rows.drop_nulls("newer_source_id")
    seen = newer.filter(pl.col("newer_it_power_mw") > 0)
    if seen.is_empty():
        return ""
    both = rows.drop_nulls(["newer_source_id", "as_of"])
    now = power(float(newer["newer_it_power_mw"].sum()))
    before = power(float(both["it_power_mw"].sum()))
    only = newer.height - both.height
    added = f", {only} of them new to it" if only else ""
    return (
        f"Epoch AI's file of 6 August 2026, which holds neither plans nor whole-site power, counts "
        f"{now} for the computers alone at {count(seen.height, 'site')}{added}; the file used "
        f"here counts {before} a month before."
    )


FIGURE = Figure(
    name="data_centre_sites",
    subtitle="Each site, with power of the whole site and cost (USD) now and once plans are built",
    sql=SQL,
    spec=None,
    headline=headline,
    note=f"{ABOUT}A user in brackets is likely or speculative, in the words of the publisher; an "
    "owner is as sure as the column beside it says, and stays empty where nobody is named. Cost "
    "is the publisher's estimate of buildings and chips, in dollars of 2025, from chips and power: "
    "no company reports it. An H100 equivalent is the computing power of one Nvidia H100. Rows "
    "with the last power column only are new in the file of August; its figures are not mixed "
    "with the others, because it counts computing in another way.",
    remark=remark,
    empty="No data centre of these companies, places and dates is followed.",
    params=at_the_end(Filters()),
    titles={
        "site": "Site",
        "owner": "Owner",
        "owner_confidence": "Owner is",
        "users": "Users",
        "state": "State",
        "running_mw": "Power now (MW)",
        "goal_mw": "Planned power (MW)",
        "goal_date": "Planned by",
        "h100_equivalents": "H100 equivalents now",
        "capital_cost_usd": "Cost so far",
        "goal_cost_usd": "Cost with plans",
        "it_power_mw": "Computers alone (MW)",
        "newer_it_power_mw": "The same, Aug 2026 (MW)",
        "source_url": "Link",
    },
    hidden=("as_of",),
    rests_on_rounds=False,
)
