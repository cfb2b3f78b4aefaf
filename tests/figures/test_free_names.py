"""Names stand where they cover neither a mark nor another name."""

from __future__ import annotations

import polars as pl
import pytest

from lib.figures.free_names import named


def sides(
    points: list[tuple[float, float]], lines: list[list[int]] | None = None, room: int = 0
) -> list[str | None]:
    """Where the names of `points` stand, all wanted, the first first."""
    x, y = (pl.Series([point[axis] for point in points], dtype=pl.Float64) for axis in (0, 1))
    rows = pl.DataFrame({"model": ["Model of ten"] * len(points)}, schema={"model": pl.String})
    drawn = named(rows, range(len(points)), x, y, lines or [], room)
    assert [label is not None for label in drawn["label"]] == [
        side is not None for side in drawn["side"]
    ]
    return drawn["side"].to_list()


def test_a_name_at_the_axis_stands_on_the_right_unless_there_is_room() -> None:
    points = [(0.0, 0.0), (100.0, 100.0)]
    assert sides(points) == ["right", "left"]
    assert sides(points, room=90) == ["left", "left"]


@pytest.mark.parametrize(
    ("other", "side"),
    [
        # On the left of the middle, above on its right, on both, far from both.
        ([(46.0, 50.0)], "right"),
        ([(54.0, 54.0)], "left"),
        ([(46.0, 50.0), (54.0, 54.0)], None),
        ([(46.0, 90.0)], "left"),
    ],
)
def test_a_name_keeps_off_points(other: list[tuple[float, float]], side: str | None) -> None:
    points = [(50.0, 50.0), (0.0, 0.0), (100.0, 100.0), *other]
    assert sides(points)[0] == side


def test_a_name_keeps_off_other_names() -> None:
    assert sides([(50.0, 50.0), (52.0, 52.0), (0.0, 0.0), (100.0, 100.0)])[:2] == ["left", "right"]


def test_a_name_keeps_off_lines() -> None:
    points = [(50.0, 50.0), (20.0, 0.0), (45.0, 100.0), (0.0, 0.0), (100.0, 100.0)]
    assert sides(points)[0] == "left"
    # The line goes up at 45.
    assert sides(points, [[1, 2]])[0] == "right"


def test_no_rows_have_no_names() -> None:
    assert sides([]) == []
    assert sides([(3.0, 3.0)]) == ["right"]
