"""Scores of models on benchmarks.

Who reports a score: `is_vendor_reported` is true where the source is a report, a model card or an
announcement of the model's own developer (`score_reports.csv` says whose each is), and for scores
that articles state, which are those of the developers' announcements. Runs of Epoch AI, public
leaderboards and papers are not, nor is what a developer reports of another one's model.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from lib.datasets import benchmarks, organizations
from lib.datasets.capability import ACCESS
from lib.datasets.sources import source_id, source_url
from lib.schema import Column, Dataset

HUB_SOURCE = "epoch-benchmarking-hub"
INDEX_SOURCE = "epoch-eci"
COLLECTED = "Epoch AI, from public results"
FOLDER = Path("benchmarks")

DATASET = Dataset(
    name="scores",
    title="Scores on benchmarks",
    description=(
        "One row a run of a model on a benchmark. Compare models within a benchmark only, and their "
        "best runs (is_best): runs differ in effort and tools."
    ),
    key=("score_id",),
    dated_by="as_of",
    references={
        "organization": "organizations.organization",
        "benchmark": "benchmarks.benchmark",
        "source_id": "sources.source_id",
    },
    columns=(
        Column("score_id", pl.String(), "Score", "Identifier of the row", required=True),
        Column("model", pl.String(), "Model", "Name of the model", required=True),
        Column("model_version", pl.String(), "Version", "Version and effort, as the source has it"),
        *organizations.columns(
            "Developer", "First of its developers; empty where no source names one"
        ),
        Column(
            "access",
            pl.String(),
            "Access",
            "Closed: offered as a service or not at all; Open weights: can be downloaded",
            required=True,
            allowed=ACCESS,
        ),
        Column(
            "release_date",
            pl.Date(),
            "Release date",
            "Day the version of the model came out",
            required=True,
        ),
        Column(
            "benchmark",
            pl.String(),
            "Benchmark",
            "Name of the benchmark",
            required=True,
            category=True,
        ),
        Column(
            "score",
            pl.Float64(),
            "Score",
            "In `unit`: a share of one for most benchmarks",
            required=True,
            minimum=0,
        ),
        Column(
            "unit",
            pl.String(),
            "Unit",
            "Unit of score, standard error and interval",
            required=True,
            allowed=benchmarks.UNITS,
        ),
        Column(
            "standard_error",
            pl.Float64(),
            "Standard error",
            "Of the score, where published",
            minimum=0,
        ),
        Column(
            "score_low",
            pl.Float64(),
            "Lower end",
            "Lower end of the 95% interval, where it is published in place of a standard error",
            minimum=0,
        ),
        Column("score_high", pl.Float64(), "Upper end", "Upper end of that interval", minimum=0),
        Column(
            "is_best",
            pl.Boolean(),
            "Best run",
            "True for the best of a model's runs on a benchmark, of those its developer reports and "
            "of the others",
            required=True,
        ),
        Column("as_of", pl.Date(), "As of", "Day of the run or of the statement, where known"),
        Column(
            "evaluator",
            pl.String(),
            "Reported by",
            "Who ran it, or the leaderboard, report or site that states it",
            required=True,
            category=True,
        ),
        Column(
            "is_vendor_reported",
            pl.Boolean(),
            "Developer's own",
            "True where the model's own developer reports it",
            required=True,
        ),
        source_id(),
        source_url("Page, file or log of the score", required=False),
    ),
)


def tidy(raw: Path, curated: Path, places: pl.DataFrame, stated: pl.DataFrame) -> pl.DataFrame:
    """All runs of Epoch AI's hub, further scores of its index, and those that articles state.

    `places` is table organizations, `stated` table claims.
    """
    hub = _hub(raw, curated)
    rows = pl.concat([hub, _index(raw, curated, hub), _articles(raw, curated, stated)])
    rows = rows.with_columns(_once("evaluator"))
    models = _models(raw)
    named = (
        rows.join(models, on="model", how="left", validate="m:1")
        .with_columns(
            pl.coalesce("developers", "of_model").alias("developers"),
            pl.when(pl.col("access") == "Unknown")
            .then(pl.coalesce("access_of_model", "access"))
            .otherwise("access")
            .alias("access"),
        )
        .with_columns(organizations.canonical("developers", curated))
        .pipe(organizations.placed, places)
    )
    return (
        _reported(named, curated)
        .with_columns(_is_best())
        .sort("release_date", "benchmark", "model", "model_version", "score", "evaluator")
        .with_columns(_score_id())
        .select(DATASET.polars_schema.names())
    )


def _hub(raw: Path, curated: Path) -> pl.DataFrame:
    """Runs of a named version with a release date; other rows of the hub are of no model."""
    listed = pl.read_csv(curated / "benchmarks.csv", infer_schema=False).select(
        "hub_name", "unit", listed="benchmark"
    )
    own = pl.col("evaluator") == "Epoch AI"
    return (
        pl.read_csv(raw / benchmarks.HUB, infer_schema=False)
        .join(listed, left_on="benchmark", right_on="hub_name", validate="m:1")
        .join(_task_lengths(raw), on=["benchmark", "model_version"], how="left", validate="m:1")
        .filter(pl.coalesce("model_name", "model_version").is_not_null())
        .drop_nulls("release_date")
        .select(
            pl.coalesce("model_name", "model_version").alias("model"),
            "model_version",
            pl.col("organization").alias("developers"),
            _access("accessibility_group").alias("access"),
            pl.col("release_date").str.to_date(),
            pl.col("listed").alias("benchmark"),
            pl.when(pl.col("unit") == "share")
            .then("score_fraction")
            .otherwise("score_raw")
            .cast(pl.Float64)
            .alias("score"),
            "unit",
            pl.col("stderr").cast(pl.Float64).alias("standard_error"),
            pl.col("score_low").cast(pl.Float64),
            pl.col("score_high").cast(pl.Float64),
            pl.col("evaluated_at").str.to_date().alias("as_of"),
            pl.when(own)
            .then(pl.lit("Epoch AI"))
            .otherwise(pl.col("source").str.strip_chars().fill_null(COLLECTED))
            .replace({"Standford HELM": "Stanford HELM"})
            .alias("evaluator"),
            pl.lit(HUB_SOURCE).alias("source_id"),
            _link("source_link"),
        )
    )


def _task_lengths(raw: Path) -> pl.DataFrame:
    """Intervals of METR's time horizons, which the long table leaves out."""
    file = raw / FOLDER / "epoch-benchmarking-hub" / "csv" / "metr_time_horizons_external.csv"
    return (
        pl.read_csv(file, infer_schema=False)
        .select(
            pl.lit("METR time horizon (minutes at 50%)").alias("benchmark"),
            pl.col("Model version").alias("model_version"),
            pl.col("CI_low").alias("score_low"),
            pl.col("CI_high").alias("score_high"),
        )
        .drop_nulls("model_version")
        # Two measurements of one version have two intervals, and nothing tells whose is whose.
        .unique("model_version", keep="none")
    )


def _index(raw: Path, curated: Path, hub: pl.DataFrame) -> pl.DataFrame:
    """Scores behind the index of models that the hub does not have on the benchmark.

    The index takes guessing out of a score; what guessing gets is put back where both files show
    how much it is. Of benchmarks that are in both but do not agree, nothing is taken over.
    """
    listed = pl.read_csv(curated / "benchmarks.csv", infer_schema=False)
    chance = benchmarks.guessing(raw, listed)
    known = listed.drop_nulls("index_name").join(chance, on="benchmark", how="left")
    kept = known.filter(pl.col("hub_name").is_null() | pl.col("chance_share").is_not_null())
    guessed = pl.col("chance_share").fill_null(0.0)
    source = pl.col("source").str.strip_chars()
    return (
        pl.read_csv(raw / benchmarks.INDEX, infer_schema=False)
        .join(kept, left_on="benchmark", right_on="index_name", validate="m:1")
        .select(
            pl.coalesce("Model", "model_group", "model_version").alias("model"),
            "model_version",
            pl.lit(None, pl.String).alias("developers"),
            pl.lit("Unknown").alias("access"),
            pl.col("date").str.to_date().alias("release_date"),
            pl.col("benchmark_right").alias("benchmark"),
            (pl.col("performance").cast(pl.Float64) * (1 - guessed) + guessed).alias("score"),
            "unit",
            *(
                pl.lit(None, pl.Float64).alias(name)
                for name in ("standard_error", "score_low", "score_high")
            ),
            pl.lit(None, pl.Date).alias("as_of"),
            pl.when(source == "Epoch evaluations")
            .then(pl.lit("Epoch AI"))
            .when(source.str.starts_with("http"))
            .then(source.str.extract(r"^https?://(?:www\.)?([^/]+)"))
            .otherwise(source.fill_null(COLLECTED))
            .alias("evaluator"),
            pl.lit(INDEX_SOURCE).alias("source_id"),
            _link("source"),
        )
        # Below guessing the adjusted score is negative, and says no more than that.
        .with_columns(pl.col("score").clip(lower_bound=0.0))
        .join(hub, on=["model", "benchmark"], how="anti")
        .drop_nulls("release_date")
    )


def _articles(raw: Path, curated: Path, stated: pl.DataFrame) -> pl.DataFrame:
    """Scores that articles state, dated by the release of the model."""
    families = (
        pl.read_csv(raw / FOLDER / "crosswalk" / "models.csv", infer_schema=False)
        .drop_nulls("release_date")
        .sort("release_date")
        .unique("model_key", keep="first", maintain_order=True)
        .select("model_key", "release_date", "organization", "accessibility_group")
    )
    listed = pl.read_csv(curated / "benchmarks.csv", infer_schema=False)
    key = pl.col("subject").str.to_lowercase().str.replace_all("[ .]", "-")
    return (
        stated.filter(pl.col("metric") == "benchmark_score")
        .with_columns(key.alias("model_key"))
        .join(families, on="model_key", validate="m:1")
        .join(listed.select("unit", detail="benchmark"), on="detail", validate="m:1", suffix="_of")
        .select(
            pl.col("subject")
            .replace({"Grok 2": "Grok-2", "DeepSeek R1": "DeepSeek-R1"})
            .alias("model"),
            pl.lit(None, pl.String).alias("model_version"),
            pl.col("organization").alias("developers"),
            _access("accessibility_group").alias("access"),
            pl.col("release_date").str.to_date(),
            pl.col("detail").alias("benchmark"),
            (pl.col("value") / 100).alias("score"),
            pl.col("unit_of").alias("unit"),
            *(
                pl.lit(None, pl.Float64).alias(name)
                for name in ("standard_error", "score_low", "score_high")
            ),
            "as_of",
            pl.lit("Developer, as an article states").alias("evaluator"),
            "source_id",
            "source_url",
        )
    )


def _models(raw: Path) -> pl.DataFrame:
    """Developers and access that the index states of a model (`model`, of_model, ...)."""
    folder = raw / FOLDER
    fitted = pl.read_csv(folder / "epoch-eci" / "eci_scores.csv", infer_schema=False).select(
        model="Model",
        of_model="Organization",
        access_of_model=_access("Accessibility group"),
    )
    crossed = pl.read_csv(folder / "crosswalk" / "models.csv", infer_schema=False).select(
        model="epoch_eci_model",
        of_model="organization",
        access_of_model=_access("accessibility_group"),
    )
    hub = pl.read_csv(raw / benchmarks.HUB, infer_schema=False).select(
        model="model_name",
        of_model="organization",
        access_of_model=_access("accessibility_group"),
    )
    known = pl.col("access_of_model") != "Unknown"
    return (
        pl.concat([fitted, crossed, hub])
        .drop_nulls("model")
        .group_by("model", maintain_order=True)
        .agg(
            pl.col("of_model").drop_nulls().first(),
            pl.col("access_of_model").filter(known).first(),
        )
    )


def _access(column: str) -> pl.Expr:
    words = {"Closed weights": "Closed", "Open weights": "Open weights"}
    return pl.col(column).replace_strict(words, default="Unknown", return_dtype=pl.String)


def _once(column: str) -> pl.Expr:
    """The words of `column`, which the hub has pasted twice in a few rows."""
    half = pl.col(column).str.slice(0, pl.col(column).str.len_chars() // 2)
    twice = pl.col(column) == half + half
    return pl.when(twice).then(half).otherwise(column).alias(column)


def _link(column: str) -> pl.Expr:
    link = pl.col(column).str.strip_chars()
    return pl.when(link.str.contains(r"^https?://\S+$")).then(link).alias("source_url")


def _reported(rows: pl.DataFrame, curated: Path) -> pl.DataFrame:
    """Rows with `is_vendor_reported`; a report can have several developers."""
    own = pl.read_csv(curated / "score_reports.csv", infer_schema=False).select(
        pl.col("report").alias("evaluator"), "organization", pl.lit(True).alias("own")
    )
    of_article = pl.col("source_id").str.starts_with("article-")
    return rows.join(
        own, on=["evaluator", "organization"], how="left", validate="m:1", maintain_order="left"
    ).with_columns((pl.col("own").fill_null(False) | of_article).alias("is_vendor_reported"))


def _is_best() -> pl.Expr:
    """The first of the best runs, so that a tie has one."""
    runs = ["model", "benchmark", "is_vendor_reported"]
    order = pl.struct(
        -pl.col("score"), pl.col("release_date"), pl.col("model_version").fill_null(""), "evaluator"
    )
    return (order.rank("ordinal").over(runs) == 1).alias("is_best")


def _score_id() -> pl.Expr:
    words = pl.concat_str(
        "benchmark", "model", pl.col("model_version").fill_null(""), separator="/"
    )
    number = pl.int_range(pl.len()).over(words) + 1
    return pl.concat_str(words, number, separator="/").alias("score_id")
