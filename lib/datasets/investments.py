"""Who took part in which round: one row an investor and round."""

from __future__ import annotations

import polars as pl

from lib.schema import Column, Dataset

DATASET = Dataset(
    name="investments",
    title="Investments",
    description="One row an investor in a round; what each put in is almost never disclosed.",
    key=("round_id", "investor"),
    references={
        "round_id": "rounds.round_id",
        "company": "companies.company",
        "investor": "investors.investor",
    },
    columns=(
        Column("round_id", pl.String(), "Round", "Round invested in", required=True),
        Column(
            "company",
            pl.String(),
            "Company",
            "Company that received the money",
            required=True,
            category=True,
        ),
        Column(
            "investor",
            pl.String(),
            "Investor",
            "Investor that took part",
            required=True,
            category=True,
        ),
        Column(
            "is_lead",
            pl.Boolean(),
            "Led the round",
            "True where a source names the investor as lead",
            required=True,
        ),
    ),
)


def tidy(rounds: pl.DataFrame) -> pl.DataFrame:
    """One row an investor of each round; a lead that the list of investors lacks is added."""
    leads = pl.col("lead_investors").fill_null([])
    return (
        rounds.with_columns(leads, pl.col("investors").fill_null([]))
        .with_columns(pl.concat_list(leads, "investors").list.unique().alias("investor"))
        .explode("investor", empty_as_null=False)
        .with_columns(pl.col("investor").is_in(pl.col("lead_investors")).alias("is_lead"))
        .select("round_id", "company", "investor", "is_lead")
        .sort("round_id", "investor")
    )
