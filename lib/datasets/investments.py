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
