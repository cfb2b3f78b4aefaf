"""What rounds say a company is worth: terms, and SQL that several figures share."""

from __future__ import annotations

IS_PRICE = """
    kind IN ('equity', 'mixed') AND status IN ('completed', 'announced')
        AND post_money_usd > 0 AND caveat IS DISTINCT FROM 'target'
"""
"""SQL that tells whether a round has happened and puts a value on its company."""

PRICED = f"""
, history AS (
    -- The valuation before comes from all rounds: a narrower time range changes no step-up.
    FROM rounds
    SELECT company, announced_date AS previous_date, max(post_money_usd) AS previous_usd,
        bool_or(date_precision = 'year') AS is_previous_vague
    WHERE {IS_PRICE}
    GROUP BY company, announced_date
), paired AS (
    FROM selected ASOF LEFT JOIN history
        ON selected.company = history.company AND announced_date > previous_date
    SELECT selected.*, previous_date, previous_usd AS before_usd, is_previous_vague,
        -- A later part of one round is no new price.
        CASE WHEN caveat = 'tranche' AND post_money_usd = before_usd THEN NULL ELSE before_usd END
            AS previous_usd,
        kind = 'equity' AND coalesce(caveat::VARCHAR, 'includes earlier commitments')
            = 'includes earlier commitments' AND amount_usd > 0 AS is_whole
    WHERE kind IN ('equity', 'mixed') AND post_money_usd > 0
        AND caveat IS DISTINCT FROM 'target'
), priced AS (
    FROM paired
    SELECT *,
        is_whole AND amount_usd >= post_money_usd AS is_fault,
        post_money_usd / previous_usd AS step_up,
        CASE WHEN previous_usd IS NOT NULL AND NOT is_previous_vague AND date_precision <> 'year'
            THEN date_diff('month', previous_date, announced_date) END AS months,
        CASE WHEN is_whole AND NOT is_fault THEN post_money_usd - amount_usd END AS pre_money_usd,
        CASE WHEN is_whole AND NOT is_fault THEN amount_usd / post_money_usd END AS dilution
)
"""
"""Adds to `selected` the table `priced`: its equity rounds with a valuation (rows of rounds), the
valuation before in `previous_usd` (USD), `step_up` (times), `months`, `pre_money_usd` (USD) and
`dilution` (share of one). Empty where a rule below does not allow one; `is_fault` marks rounds
that raised their whole valuation or more."""

TERMS = (
    "Post-money is the value of the company after a round, pre-money the value before it: "
    "post-money less the amount raised. "
)

STEP_UP_TERMS = (
    "A step-up is the post-money of a round over that of the company's last equity round before "
    "whose valuation is known, whether or not the filters show that one. Share sales among "
    "holders, listings, mergers and targets are left out on both sides: they are prices of a "
    "market, or not yet prices. A later part of a round at an unchanged valuation is no step-up. "
)

DILUTION_TERMS = (
    "Dilution is the amount raised over the post-money, the part of the company that new shares "
    "make up. It is worked out for pure equity rounds whose whole amount is known; rounds with "
    "debt, parts of rounds (tranches), lower bounds and totals of several rounds have none. "
)


def fold(multiple: float) -> str:
    """A multiple as 2.8 or 1,432: one decimal below a hundred."""
    return f"{multiple:,.0f}" if multiple >= 99.95 else f"{multiple:.1f}".removesuffix(".0")
