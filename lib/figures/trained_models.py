"""AI models in the scope of a page: SQL that the figures on training share."""

from __future__ import annotations

from lib.figures.scope import DEVELOPER, within

FIRST_YEAR = 2010
"""Start of what is drawn where no start is chosen."""

TRENDS = {"frontier": "Frontier models", "notable": "All notable models"}
"""Models that a trend or a count is of; SQL parameter `$trend`."""

CERTAINTIES = {
    "Confident": "circle",
    "Likely": "diamond",
    "Speculative": "triangle-up",
    "Not stated": "cross",
}
"""How sure Epoch AI is of its estimates, with the shape of each."""


def trained_sql(condition: str) -> str:
    """Adds the table `trained`: models of the `condition` from 2010 on, with `developer`, `company`
    where rounds are tracked, and `in_fit` for those that the trend `$trend` is of.
    """
    return f"""
, trained AS MATERIALIZED (
    FROM models LEFT JOIN (
        FROM organizations SELECT organization::VARCHAR AS developed_by, company::VARCHAR AS company
    ) ON organization::VARCHAR = developed_by
    SELECT model, coalesce(organization::VARCHAR, 'Not known') AS organization, company,
        {DEVELOPER},
        region::VARCHAR AS region, release_date, parameters, training_compute_flop,
        training_cost_usd, training_data_size, training_power_w, access::VARCHAR AS access,
        CASE WHEN confidence IN ('Confident', 'Likely', 'Speculative') THEN confidence::VARCHAR
            ELSE 'Not stated' END AS certainty,
        coalesce(is_frontier, false) AS is_frontier,
        CASE $trend WHEN 'frontier' THEN coalesce(is_frontier, false)
            ELSE model_list = 'Notable' END AS in_fit,
        CASE $trend WHEN 'frontier' THEN 'frontier models' ELSE 'notable models' END AS trend_of,
        as_of, source_url, source_id::VARCHAR AS source_id
    WHERE {condition} AND year(release_date) >= {FIRST_YEAR}
)
"""


TRAINED = trained_sql(within("release_date"))
"""Adds `trained`: models released in the scope."""

NOTE = (
    "Estimates of Epoch AI for the final training run of a model. Filled marks are those it is "
    "confident of; hollow ones it calls likely or speculative, or says nothing of. Larger ones are "
    "frontier models: those that Epoch AI marks as among the ten with the most training compute "
    "when they came out. Notable models are all on its list of influential ones. Models that are "
    "only on its list of very large ones are drawn too, but no trend rests on them, since it was "
    "their size that brought them there. Where no start is chosen, the chart starts in 2010; older "
    "models are in the table of models. "
)

TREND_NOTE = (
    "The line is an ordinary least squares fit of the logarithm on the date, and the interval says "
    "how far chance alone could move the growth; it does not count errors of the estimates."
)

DEVELOPERS = """
FROM models SELECT organization::VARCHAR
WHERE organization IS NOT NULL AND training_compute_flop > 0
GROUP BY organization ORDER BY count(*) DESC, organization::VARCHAR
"""
"""SQL of the developers to choose from, those with most estimates first."""
