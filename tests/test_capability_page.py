"""The capability page, opened through the entrypoint under several links and choices."""

from __future__ import annotations

from datetime import date

import polars as pl

from tests.running import ROOT, after, captions, choice, headlines, opened, spelt

PAGE = "Capability"
SCORES = pl.read_parquet(ROOT / "data/scores.parquet")
CAPABILITY = pl.read_parquet(ROOT / "data/capability.parquet")
ARENA = pl.read_parquet(ROOT / "data/arena.parquet")
COMPARABLE = ~pl.col("is_second_hand")


def test_it_opens_on_the_index() -> None:
    app = opened({}, PAGE)
    best = CAPABILITY.filter(COMPARABLE).sort("eci").row(-1, named=True)
    assert headlines(app)[0].startswith(
        f"{best['model']} leads the Epoch Capabilities Index with {best['eci']:.1f} points"
    )
    assert spelt(app) == {}
    assert any(each.startswith("Filters that apply to models:") for each in captions(app))


def test_a_benchmark_changes_all_but_the_arena() -> None:
    app = opened({}, PAGE)
    before = headlines(app)
    after(choice(app, "benchmark").set_value("GPQA Diamond"))
    assert spelt(app) == {"benchmark": "GPQA Diamond"}
    now = headlines(app)
    rows = SCORES.filter(benchmark="GPQA Diamond")
    best = rows.sort("score").row(-1, named=True)
    assert now[0].startswith(f"{best['model']} leads GPQA Diamond with {best['score']:.1%}")
    assert [old == new for old, new in zip(before, now, strict=True)] == [
        False,
        False,
        False,
        False,
        True,
    ]
    models = rows.filter("is_best").height
    assert f"{models} scores drawn." in captions(app)
    assert "Models by score; Score (%)" in captions(app)


def test_scores_of_developers_are_left_out_on_demand() -> None:
    app = opened({"benchmark": "MMLU"}, PAGE)
    own = SCORES.filter("is_best", "is_vendor_reported", benchmark="MMLU").height
    assert choice(app, "reporter").value == "all"
    assert any(f"{own} of them, hollow" in each for each in captions(app))
    assert headlines(app)[0].endswith("as its developer reports")
    after(choice(app, "reporter").set_value("independent"))
    assert not any("hollow, are" in each for each in captions(app))
    rest = SCORES.filter("is_best", ~pl.col("is_vendor_reported"), benchmark="MMLU")
    assert f"{rest.height} scores drawn." in captions(app)
    assert f" {rest['score'].max():.1%}" in headlines(app)[0]


def test_who_reports_is_asked_where_it_makes_a_difference() -> None:
    def asked(benchmark: str) -> bool:
        app = opened({"benchmark": benchmark, "reporter": "independent"}, PAGE)
        return any(each.key == "choice-reporter" for each in app.button_group)

    assert asked("MMLU")
    # None, and all, of the scores are those of developers.
    assert not asked("GPQA Diamond")
    assert not asked("AIME")


def test_nothing_is_said_once() -> None:
    app = opened({"end": "2015-Q4"}, PAGE)
    said = [each.value for each in app.info]
    assert len(said) == len(set(said)) == 3


def test_the_gap_is_between_countries_on_demand() -> None:
    app = opened({}, PAGE)
    assert headlines(app)[1].startswith("The best open model trails the best closed one by")
    after(choice(app, "sides").set_value("country"))
    best = CAPABILITY.filter(COMPARABLE).group_by("region").agg(pl.col("eci").max())
    scores = dict(best.rows())
    gap = scores["United States"] - scores["China"]
    assert headlines(app)[1].startswith(
        f"The best Chinese model trails the best US one by {gap:.1f} points"
    )
    assert headlines(app)[2].startswith("The best Chinese model trails the best US one by")


def test_a_board_of_the_arena() -> None:
    app = opened({"board": "text:coding"}, PAGE)
    newest = ARENA.filter(board="text:coding").sort("rank").row(0, named=True)
    assert headlines(app)[4].startswith(
        f"{newest['model']} of {newest['organization']} is number 1 on LMArena's “Text: coding” "
        "board"
    )
    after(choice(app, "board").set_value("vision"))
    assert "on LMArena's “Images” board" in headlines(app)[4]
    days = ARENA.filter(board="vision")["date"].n_unique()
    assert any(each.startswith(f"{days} days of leaderboards") for each in captions(app))


def test_developers_stand_in_for_the_filter_company() -> None:
    app = opened({"company": "OpenAI", "organization": "Anthropic"}, PAGE)
    rows = CAPABILITY.filter(COMPARABLE, organization="Anthropic").sort("eci")
    best = rows.row(-1, named=True)
    assert headlines(app)[0].startswith(f"{best['model']} leads the selected models")
    assert set(app.dataframe[0].value["organization"]) == {"Anthropic"}


def test_the_time_range_applies() -> None:
    app = opened({"end": "2024-Q4"}, PAGE)
    until = CAPABILITY.filter(COMPARABLE, pl.col("release_date") <= date(2024, 12, 31))
    assert f"{until['eci'].max():.1f} points" in headlines(app)[0]
    assert headlines(app)[1].count("Dec 2024") == 1
    assert "in Dec 2024" in headlines(app)[4]


def test_the_table_is_in_order_and_names_who_reports() -> None:
    app = opened({"benchmark": "AIME"}, PAGE)
    table = app.dataframe[0].value
    assert table["place"].to_list() == [1, 2]
    assert table["model"].to_list() == ["o3", "DeepSeek-R1"]
    assert table["score"].to_list() == [96.7, 79.8]
    assert table["evaluator"].str.endswith("(the developer's own)").all()
    assert table["source_url"].str.startswith("https://").all()


def test_an_unknown_choice_falls_back() -> None:
    app = opened({"benchmark": "No such benchmark", "board": "no such board"}, PAGE)
    assert "Epoch Capabilities Index" in headlines(app)[0]
    assert "on LMArena's “Text” board" in headlines(app)[4]
