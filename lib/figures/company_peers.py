"""Which companies are most like one."""

from __future__ import annotations

import polars as pl

from lib.figures.company_history import ONE_SQL
from lib.figures.figure import Figure
from lib.words import count, listing

SHOWN = 8

SQL = f"""
{ONE_SQL}
, sized AS (
    -- Rounds that have not happened count where a company has no others.
    FROM (
        FROM rounds SELECT *, status IN ('completed', 'announced') AS is_confirmed
        WHERE EXISTS (FROM one)
    )
    SELECT company::VARCHAR AS peer, sector,
        coalesce(sum(amount_usd) FILTER (is_confirmed), 0) AS capital_usd,
        count(*) FILTER (is_confirmed) AS rounds,
        -- A loan or an unnamed round does not say how far a company has come.
        max_by((stage_group, stage, announced_date, source_id, source_url), (is_confirmed,
            stage_group NOT IN ('Debt', 'Other'), announced_date, round_id)) AS last,
        max_by(post_money_usd, (announced_date, post_money_usd)) FILTER (is_confirmed
            AND post_money_usd > 0 AND caveat IS DISTINCT FROM 'target') AS valuation_usd
    GROUP BY company, sector
), compared AS (
    FROM sized JOIN (FROM sized JOIN one ON peer = firm SELECT firm, sector AS firm_sector,
        last[1] AS firm_stage_group, capital_usd AS firm_usd) ON peer <> firm
    SELECT *,
        sector = firm_sector AND sector <> 'Unknown' AS is_same_sector,
        last[1] = firm_stage_group AS is_same_stage,
        -- How many times larger, whichever of the two is.
        CASE WHEN capital_usd > 0 AND firm_usd > 0 THEN abs(ln(capital_usd / firm_usd)) END
            AS distance
    WHERE rounds > 0
)
FROM compared JOIN companies ON companies.company::VARCHAR = peer
SELECT peer AS company, companies.country::VARCHAR AS country, compared.sector::VARCHAR AS sector,
    last[1]::VARCHAR AS stage_group, last[2]::VARCHAR AS last_stage, last[3] AS last_date, rounds,
    nullif(capital_usd, 0) AS capital_usd, valuation_usd, is_same_sector, is_same_stage,
    firm AS profile_of, last[5] AS source_url, last[4]::VARCHAR AS source_id
ORDER BY is_same_sector DESC, is_same_stage DESC, distance NULLS LAST, capital_usd DESC, peer
LIMIT {SHOWN}
"""


def headline(rows: pl.DataFrame) -> str:
    """The nearest three."""
    company = rows["profile_of"][0]
    near = listing(rows["company"].head(3).to_list())
    return f"The {count(rows.height, 'company')} most like {company} begin with {near}"


def remark(rows: pl.DataFrame) -> str:
    """How many share sector and stage."""
    sector, stage = rows["is_same_sector"].sum(), rows["is_same_stage"].sum()
    return f"{sector:,} of {rows.height:,} share its sector, {stage:,} its stage group."


FIGURE = Figure(
    name="company_peers",
    subtitle="Companies nearest by sector, stage of the last round and capital raised (USD)",
    sql=SQL,
    spec=None,
    headline=headline,
    note=f"At most {SHOWN} companies. Those of the same sector come first, of them those whose "
    "last round is of the same stage group, of them those whose capital is nearest, measured as "
    "how many times the one is as large as the other. The last round that has a series counts: "
    "debt and rounds of no stated series only where there is no other. "
    "Completed and announced rounds count, of all years and places. A sector that is not known "
    "is no sector to share.",
    remark=remark,
    titles={
        "stage_group": "Stage group",
        "last_stage": "Last round",
        "last_date": "Last round on",
        "rounds": "Rounds",
        "capital_usd": "Capital",
        "valuation_usd": "Valuation",
        "is_same_sector": "Same sector",
        "is_same_stage": "Same stage group",
    },
    hidden=("profile_of",),
    rests_on_rounds=False,
    empty="No other company is in the data.",
)
