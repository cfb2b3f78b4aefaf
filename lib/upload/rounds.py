"""A sheet and the meaning of its columns to rounds; what could not be used is listed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from lib.datasets.rounds import CAVEATS, CONFIDENCES, DATASET, PRECISIONS, SECTORS, STAGES
from lib.upload import dates, names, places, stages
from lib.upload.cells import MOST_LETTERS, Cells, read_each, read_one
from lib.upload.columns import FIELDS
from lib.upload.money import Money, currencies_of, read_money, units, unpriced
from lib.upload.options import Options
from lib.upload.sheet import Sheet
from lib.upload.vocabulary import known_sectors
from lib.upload.words import plain

SOURCE_ID = "own-file"
BREAK = "\x1f"
NOT_STATED = "read as not stated"
TOO_LONG = f"is longer than {MOST_LETTERS} characters"


@dataclass(frozen=True)
class Interpreted:
    """Rounds of a sheet.

    `rounds` has the layout of the dataset `rounds` and `row`, the number of the row in the file;
    `source_url` is null where the row has no link of its own. `problems` (row, company, field,
    value, reason, outcome) lists every value that was not used as it stands; `field` is a key of
    FIELDS, empty for a row that was left out. `rejected` has those rows as they were, with `row`
    and `reason` first. Each row of the sheet is in `rounds` or in `rejected`.
    """

    rounds: pl.DataFrame
    problems: pl.DataFrame
    rejected: pl.DataFrame


def interpret(
    sheet: Sheet, columns: Mapping[str, str | None], options: Options | None = None
) -> Interpreted:
    """Rounds, problems and rejected rows of a sheet, by `columns` (field to column)."""
    options = options or Options()
    used = {field: column for field, column in columns.items() if field in FIELDS and column}
    cells = Cells(sheet, {f: c for f, c in used.items() if c in sheet.rows.columns})
    companies = _companies(cells)
    frame = pl.DataFrame(
        [sheet.numbers.alias("row"), companies, *_dates(cells, options), *_status(cells)]
    )
    frame = frame.hstack(_stages(cells)).hstack(_places(cells)).hstack(_investors(cells))
    frame = frame.hstack(_amounts(cells, frame["announced_date"].dt.year(), options))
    frame = frame.with_columns(_sectors(cells), _links(cells), *_words(cells))
    _flaws(cells)
    reasons = _reasons(cells, frame)
    out = reasons.is_not_null()
    return Interpreted(
        rounds=_rounds(frame.filter(~out)),
        problems=cells.problems(companies, out, reasons),
        rejected=_rejected(sheet, out, reasons),
    )


def _rounds(frame: pl.DataFrame) -> pl.DataFrame:
    numbered = pl.int_range(1, pl.len() + 1).cast(pl.String)
    wanted = {**DATASET.polars_schema, "row": pl.Int64()}
    return frame.with_columns(
        (pl.lit("own-") + numbered).alias("round_id"),
        pl.col("stage").replace_strict(STAGES, return_dtype=pl.String).alias("stage_group"),
        pl.lit(1).alias("source_count"),
        pl.lit(SOURCE_ID).alias("source_id"),
    ).select(pl.col(name).cast(kind) for name, kind in wanted.items())


def _rejected(sheet: Sheet, out: pl.Series, reasons: pl.Series) -> pl.DataFrame:
    """The rows as they were; a column of theirs that is called `row` gets another name."""
    taken: dict[str, str] = {
        name: f"{name} in the file" for name in ("row", "reason") if name in sheet.rows.columns
    }
    whole = sheet.rows.rename(taken).insert_column(0, reasons.alias("reason"))
    return whole.insert_column(0, sheet.numbers.alias("row")).filter(out)


def _flaws(cells: Cells) -> None:
    """Rows that were not regular, but are kept."""
    flaws = cells.sheet.flaws.filter(~pl.col("fatal"))
    if flaws.height:
        rows = flaws.unique("row", keep="first")
        found = pl.DataFrame({"row": cells.sheet.numbers}).join(
            rows, on="row", how="left", maintain_order="left"
        )
        outcome = "read as it stands"
        cells.problem("", found["reason"].is_not_null(), found["reason"], outcome, found["value"])


def _reasons(cells: Cells, frame: pl.DataFrame) -> pl.Series:
    """Why each row is left out, null for those that stay."""
    fatal = cells.sheet.flaws.filter("fatal").unique("row", keep="first")
    flawed = frame.select("row").join(fatal, on="row", how="left", maintain_order="left")
    excess = flawed.select(pl.format("{}: {}", "reason", "value").alias("excess")).to_series()
    told = frame.with_columns(excess, _totals(cells, frame).alias("total"))
    date = cells.text("announced_date") if cells.has("announced_date") else cells.text("year")
    told = told.with_columns(date.str.slice(0, 60).alias("said"))
    reason = (
        pl.when(pl.col("excess").is_not_null())
        .then("excess")
        .when("total")
        .then(pl.lit("is a total, not a round"))
        .when(pl.col("company").is_null())
        .then(pl.lit("names no company"))
        .when(pl.col("announced_date").is_null() & pl.col("said").is_null())
        .then(pl.lit("has no date"))
        .when(pl.col("announced_date").is_null())
        .then(pl.format("the date {} {}", "said", "date_reason"))
        .when(pl.col("status") == "cancelled")
        .then(pl.lit("was cancelled or failed"))
    )
    reasons = told.select(reason.alias("reason")).to_series()
    return _with_repeats(frame, reasons)


def _with_repeats(frame: pl.DataFrame, reasons: pl.Series) -> pl.Series:
    """Rows that say what an earlier one says are left out too."""
    same = ["company", "announced_date", "stage", *AMOUNTS]
    key = [pl.col("company").str.to_lowercase(), *same[1:]]
    kept = frame.with_columns(reasons.alias("reason")).filter(pl.col("reason").is_null())
    first = kept.with_columns(pl.col("row").first().over(key).alias("first"))
    again = first.filter(pl.col("first") != pl.col("row")).select("row", "first")
    words = (
        frame.select("row")
        .join(again, on="row", how="left", maintain_order="left")
        .select(pl.format("repeats row {}: same company, date, stage and amount", "first"))
    )
    return reasons.fill_null(words.to_series())


AMOUNTS = ("amount_usd", "amount_original", "amount_low_usd", "amount_high_usd")


def _totals(cells: Cells, frame: pl.DataFrame) -> pl.Series:
    """True for lines of totals: the first filled cell says so, and no round does."""
    rows = cells.sheet.rows
    first = rows.select(pl.coalesce(pl.all())).to_series()
    first = pl.select(pl.when(first.str.contains(names.MAY_BE_TOTAL)).then(first)).to_series()
    total = read_one(first, names.is_total, pl.Boolean).fill_null(False)
    said = cells.text("stage").is_not_null() | cells.text("investors").is_not_null()
    return total & ~(frame["announced_date"].is_not_null() & said)


def _companies(cells: Cells) -> pl.Series:
    text = cells.text("company")
    long = text.str.len_chars() > MOST_LETTERS
    cells.problem("company", long, TOO_LONG, "cut")
    cut = text.str.slice(0, MOST_LETTERS).str.strip_chars()
    cut = pl.select(pl.when(cut != "").then(cut)).to_series()
    return read_one(cut, names.read_company).alias("company")


def _dates(cells: Cells, options: Options) -> list[pl.Series]:
    """announced_date, date_precision and date_reason."""
    text = _dated(cells)
    order = dates.order_of(text.drop_nulls().unique())
    day_first = options.day_first if options.day_first is not None else order
    schema = {"date": pl.Date, "precision": pl.String, "reason": pl.String, "doubt": pl.String}
    found = read_each(text, lambda words: dates.read_date(words, bool(day_first)), schema)
    field = "announced_date" if cells.has("announced_date") else "year"
    read_as = found.select(
        pl.format("read as {}", pl.col("date").dt.strftime("%-d %B %Y"))
    ).to_series()
    undecided = (found["doubt"] == dates.EITHER_ORDER) & (day_first is None)
    cells.problem(field, undecided, found["doubt"], read_as, text)
    half = (found["doubt"] != "") & (found["doubt"] != dates.EITHER_ORDER)
    cells.problem(field, half, found["doubt"], read_as, text)
    return [
        found["date"].alias("announced_date"),
        _precision(cells, found["precision"]),
        found["reason"].alias("date_reason"),
    ]


def _dated(cells: Cells) -> pl.Series:
    """Texts of the dates, or of the years and months where there are no dates."""
    if cells.has("announced_date") or not cells.has("year"):
        return cells.text("announced_date")
    year, month = cells.text("year").str.replace(r"\.0+$", ""), cells.text("month")
    month = month.str.replace(r"\.0+$", "")
    return pl.select(pl.when(month.is_null()).then(year).otherwise(month + " " + year)).to_series()


def _precision(cells: Cells, found: pl.Series) -> pl.Series:
    """A coarser precision where the file states one; its first day is what the date says."""
    said = cells.text("date_precision").str.to_lowercase()
    known = said.is_in(list(PRECISIONS)).fill_null(False)
    cells.problem(
        "date_precision", said.is_not_null() & ~known, "is not day, month, quarter or year"
    )
    stated = pl.when(known & (found == "day")).then(said).otherwise(found)
    return pl.select(stated.alias("date_precision")).to_series()


def _status(cells: Cells) -> list[pl.Series]:
    text = cells.text("status")
    found = read_one(text, stages.read_status)
    unknown = text.is_not_null() & found.is_null()
    cells.problem("status", unknown, "is not a status known here", "read as completed")
    return [found.fill_null("completed").alias("status")]


def _stages(cells: Cells) -> pl.DataFrame:
    """stage and kind: the stage by its column, else by the type of deal."""
    schema = {"stage": pl.String, "kind": pl.String}
    text, other = cells.text("stage"), cells.text("round_type")
    own = read_each(text, stages.read_stage, schema)
    deal = read_each(other, stages.read_stage, schema)
    vague = own["stage"].is_null() | (own["stage"] == "Not stated")
    use_deal = vague & deal["stage"].is_not_null()
    found = pl.select(
        pl.when(use_deal).then(deal["stage"]).otherwise(own["stage"]).alias("stage"),
        pl.when(use_deal).then(deal["kind"]).otherwise(own["kind"]).alias("kind"),
    )
    vague = (found["stage"].is_null() | (found["stage"] == "Not stated")).fill_null(True)
    for name, texts, read in (("stage", text, own), ("round_type", other, deal)):
        blank = read_one(texts, places.is_unknown, pl.Boolean)
        early = read_one(texts, lambda words: "early" in plain(words), pl.Boolean)
        lost = texts.is_not_null() & ~blank & read["stage"].is_null() & vague
        cells.problem(name, lost, "is not a stage known here", NOT_STATED)
        cells.problem(
            name, early & read["stage"].is_not_null() & vague, "names no series", NOT_STATED
        )
    return found.with_columns(
        pl.col("stage").fill_null("Not stated"), _kind(cells, found["kind"]).alias("kind")
    )


def _kind(cells: Cells, by_stage: pl.Series) -> pl.Series:
    text = cells.text("kind")
    found = read_one(text, stages.read_kind)
    unknown = text.is_not_null() & found.is_null()
    cells.problem("kind", unknown, "is not a kind known here", "read from the stage")
    return found.fill_null(by_stage).fill_null("equity")


def _places(cells: Cells) -> pl.DataFrame:
    """city, country, region and region_group."""
    country, location = _country(cells), _located(cells, "location")
    city = _located(cells, "city")
    found = pl.select(
        pl.coalesce(city["city"], location["city"]).alias("city"),
        pl.coalesce(country, location["country"], city["country"]).alias("country"),
    )
    regions = pl.DataFrame(
        [
            (name, *places.region_of(name))
            for name in [None, *found["country"].drop_nulls().unique()]
        ],
        schema=dict.fromkeys(("country", "region", "region_group"), pl.String),
        orient="row",
    )
    return found.join(regions, on="country", how="left", nulls_equal=True, maintain_order="left")


def _country(cells: Cells) -> pl.Series:
    text = cells.text("country")
    found = read_one(
        text, lambda words: places.read_country(words) or places.read_place(words).country
    )
    blank = read_one(text, places.is_unknown, pl.Boolean)
    lost = text.is_not_null() & found.is_null() & ~blank
    cells.problem("country", lost, "is not a country known here")
    return found


def _located(cells: Cells, name: str) -> pl.DataFrame:
    """City and country of a column of places; a city alone has no country."""
    text = cells.text(name)
    codes = places.uses_country_codes(text.drop_nulls().unique())
    schema = {"city": pl.String, "country": pl.String, "doubt": pl.String}

    def read(words: str) -> places.Place:
        if name == "city" and "," not in words:
            return places.Place(None if places.is_unknown(words) else words)
        return places.read_place(words, codes)

    found = read_each(text, read, schema)
    long = found["city"].str.len_chars() > MOST_LETTERS
    cells.problem(name, long, TOO_LONG, "cut")
    doubt = (found["doubt"] != "").fill_null(False)
    read_as = found.select(pl.format("read as {}", pl.col("country").fill_null(""))).to_series()
    cells.problem(name, doubt, found["doubt"], read_as)
    blank = read_one(text, places.is_unknown, pl.Boolean)
    lost = text.is_not_null() & found["country"].is_null() & ~blank
    if name == "location" and not cells.has("country"):
        cells.problem(name, lost, "names no country known here", "country left empty")
    return found.with_columns(pl.col("city").str.slice(0, MOST_LETTERS))


def _investors(cells: Cells) -> pl.DataFrame:
    """lead_investors and investors, leads first."""
    leads, others = (_listed(_cut(cells, name)) for name in ("lead_investors", "investors"))
    return pl.DataFrame({"lead_investors": leads, "others": others}).select(
        "lead_investors",
        pl.concat_list("lead_investors", "others")
        .list.unique(maintain_order=True)
        .alias("investors"),
    )


def _listed(texts: pl.Series) -> pl.Series:
    """Lists of investors; made from joined text, which is much faster than from lists."""
    found = read_one(texts, lambda text: BREAK.join(names.read_investors(text)))
    found = pl.select(pl.when(found != "").then(found)).to_series()
    return found.str.split(BREAK).fill_null([])


def _cut(cells: Cells, name: str) -> pl.Series:
    """Cells of investors; names that are too long are cut."""
    text = cells.text(name, lines=True)
    long = text.str.len_chars() > MOST_LETTERS
    if not long.any():
        return text
    pieces = text.str.replace_all(r"([^;|,\n]{200})[^;|,\n]+", "${1}")
    cells.problem(name, long & (pieces != text), f"has a name that {TOO_LONG}", "cut")
    return pieces


def _amounts(cells: Cells, years: pl.Series, options: Options) -> pl.DataFrame:
    """Everything about amounts and valuations."""
    unit = units(cells, options)
    dollars = cells.nothing("USD").fill_null("USD")
    spoken = currencies_of(cells, "currency", cells.columns.get("amount"), options)
    own = read_money(cells, "amount", years, options, spoken, unit["amount"])
    usd = read_money(cells, "amount_usd", years, options, dollars, unit["amount_usd"])
    told = usd["said"].is_not_null() & usd["rate"].is_not_null()
    where, reason = unpriced(own)
    cells.problem("amount", where & ~told, reason, "dollars left empty")
    where, reason = unpriced(usd)
    cells.problem("amount_usd", where, reason, "dollars left empty")
    amount = pl.select(
        *(
            pl.when(told).then(usd[part]).otherwise(own[part]).alias(part)
            for part in ("value", "low", "high")
        )
    )
    _bounds(cells, own, usd, amount)
    original = own if cells.has("amount") else usd
    return pl.DataFrame(
        {
            "amount_usd": amount["value"],
            "amount_low_usd": _stated(cells, "amount_low_usd", years, options, amount["low"]),
            "amount_high_usd": _stated(cells, "amount_high_usd", years, options, amount["high"]),
            "amount_original": original["original"],
            "currency": pl.select(
                pl.when(original["original"].is_not_null()).then(original["currency"])
            ).to_series(),
            "prior_commitment_usd": _stated(cells, "prior_commitment_usd", years, options, None),
            "post_money_usd": _post_money(cells, years, options, unit),
            "caveat": _caveat(cells, amount),
        }
    )


def _bounds(cells: Cells, own: Money, usd: Money, amount: pl.DataFrame) -> None:
    """Say of ranges that they do not count as an amount."""
    for name, money in (("amount", own), ("amount_usd", usd)):
        only = money["said"].is_not_null() & money["original"].is_null() & amount["value"].is_null()
        cells.problem(name, only, "is a range or a limit", "kept as bounds, amount left empty")


def _stated(
    cells: Cells, name: str, years: pl.Series, options: Options, computed: pl.Series | None
) -> pl.Series:
    """A column of dollars of our own export, else what was computed."""
    dollars = cells.nothing("USD").fill_null("USD")
    found = read_money(cells, name, years, options, dollars, 1.0)["value"]
    return found if computed is None else found.fill_null(computed)


def _post_money(
    cells: Cells, years: pl.Series, options: Options, unit: Mapping[str, float]
) -> pl.Series:
    dollars = cells.nothing("USD").fill_null("USD")
    usd = read_money(cells, "post_money_usd", years, options, dollars, unit["post_money_usd"])
    name = "post_money_currency" if cells.has("post_money_currency") else "currency"
    before = len(cells.found)
    spoken = currencies_of(cells, name, cells.columns.get("post_money"), options)
    if name == "currency":
        del cells.found[before:]  # said once already, for the amount
    own = read_money(cells, "post_money", years, options, spoken, unit["post_money"])
    where, reason = unpriced(own)
    cells.problem("post_money", where & usd["value"].is_null(), reason)
    for field, money in (("post_money", own), ("post_money_usd", usd)):
        only = money["said"].is_not_null() & money["original"].is_null()
        cells.problem(field, only, "is a range or a limit")
    return usd["value"].fill_null(own["value"])


def _caveat(cells: Cells, amount: pl.DataFrame) -> pl.Series:
    text = cells.text("caveat")
    known = text.is_in(list(CAVEATS)).fill_null(False)
    cells.problem("caveat", text.is_not_null() & ~known, "is not a caveat known here")
    low = pl.when(amount["value"].is_not_null() & amount["low"].is_not_null()).then(
        pl.lit("lower bound")
    )
    return pl.select(pl.when(known).then(text).otherwise(low).alias("caveat")).to_series()


def _sectors(cells: Cells) -> pl.Series:
    text = cells.text("sector")
    found = read_one(text, _sector)
    blank = read_one(text, places.is_unknown, pl.Boolean)
    lost = text.is_not_null() & found.is_null() & ~blank
    cells.problem("sector", lost, "is not a sector known here", "read as unknown")
    return found.fill_null("Unknown").alias("sector")


def _sector(text: str) -> str | None:
    """The first sector that a cell names, whole or as a list; None where it names none."""
    own = {plain(sector): sector for sector in SECTORS}
    for words in (text, *re.split(r"[,;|/>]", text)):
        found = own.get(plain(words)) or known_sectors().get(plain(words))
        if found and (found != "Unknown" or words == text):
            return found
    return None


def _links(cells: Cells) -> pl.Series:
    text = cells.text("source_url")
    link = text.str.contains(r"(?i)^https?://[^\s<>\"']{3,2000}$").fill_null(False)
    cells.problem("source_url", text.is_not_null() & ~link, "is not a link")
    return pl.select(pl.when(link).then(text).alias("source_url")).to_series()


def _words(cells: Cells) -> list[pl.Series]:
    """ai_relevance and confidence: as the file says, else core and medium."""
    return [
        _one_of(cells, "ai_relevance", ("core", "claimed"), "core"),
        _one_of(cells, "confidence", CONFIDENCES, "medium"),
    ]


def _one_of(cells: Cells, name: str, allowed: tuple[str, ...], usual: str) -> pl.Series:
    text = cells.text(name).str.to_lowercase()
    known = text.is_in(list(allowed)).fill_null(False)
    reason = f"is not one of {', '.join(allowed)}"
    cells.problem(name, text.is_not_null() & ~known, reason, f"read as {usual}")
    return pl.select(pl.when(known).then(text).otherwise(pl.lit(usual)).alias(name)).to_series()
