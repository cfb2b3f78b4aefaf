"""The property tests with many more examples: `python -m bench.inputs --examples 300`.

Writes the section "Any input" of docs/reliability.md. CI runs the same tests with a few examples.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from bench.document import RELIABILITY, table, write_section

SUBJECTS = {
    "tests/test_any_input.py": "Links to any page, names of files",
    "tests/test_filters.py": "Filters: link, condition and sentence against plain Python",
    "tests/test_facets.py": "Counts beside the filters against Polars",
    "tests/test_upload.py": "Uploads: any bytes, damaged files, any table",
    "tests/test_api.py": "Queries of programs",
    "tests/test_search.py": "Searches for names",
    "tests/test_share.py": "Links that are shared",
    "tests/test_export.py": "Texts in CSV, Excel, Parquet, JSON and BibTeX",
    "tests/test_words.py": "Texts shown through Markdown, numbers and dates as words",
}
SLOW = 10
"""Tests that open whole pages get one example in so many."""


class More:
    """Gives every property test as many examples, and counts what it does with them."""

    def __init__(self, examples: int) -> None:
        self.examples = examples
        self.tried: Counter[str] = Counter()
        self.seconds: defaultdict[str, float] = defaultdict(float)
        self.tests: Counter[str] = Counter()
        self.failed: list[str] = []

    def pytest_collection_modifyitems(self, items: list[Any]) -> None:
        chosen = [each for each in items if hasattr(getattr(each, "obj", None), "hypothesis")]
        items[:] = [each for each in chosen if subject_of(each) in SUBJECTS]
        for each in items:
            function = each.obj
            usual = function._hypothesis_internal_use_settings
            most = self.examples // SLOW if opens_pages(each) else self.examples
            function._hypothesis_internal_use_settings = settings(
                usual,
                max_examples=max(most, usual.max_examples),
                deadline=None,
                database=None,
                derandomize=False,
                suppress_health_check=list(HealthCheck),
            )
            function.hypothesis.inner_test = self._counted(
                subject_of(each), function.hypothesis.inner_test
            )

    def _counted(self, subject: str, test: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(test)
        def counted(*args: Any, **values: Any) -> Any:
            self.tried[subject] += 1
            return test(*args, **values)

        return counted

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call":
            subject = report.nodeid.split("::")[0]
            self.tests[subject] += 1
            self.seconds[subject] += report.duration
        if report.failed:
            self.failed.append(report.nodeid)


def subject_of(item: Any) -> str:
    return str(item.nodeid).split("::")[0]


def opens_pages(item: Any) -> bool:
    return "any_link_opens" in item.nodeid


def text(more: More) -> str:
    """The section: for each subject its tests, examples, seconds and failures."""
    failures = Counter(each.split("::")[0] for each in more.failed)
    rows = [
        [
            words,
            f"{more.tests[file]:,}",
            f"{more.tried[file]:,}",
            f"{more.seconds[file]:,.0f}",
            f"{failures[file]} {'MISS' if failures[file] else 'pass'}",
        ]
        for file, words in SUBJECTS.items()
    ]
    total = [sum(each.values()) for each in (more.tests, more.tried, more.seconds)]
    rows.append(
        [
            "All",
            *(f"{each:,.0f}" for each in total),
            f"{len(more.failed)} {'MISS' if more.failed else 'pass'}",
        ]
    )
    return "\n\n".join(
        [
            "Each example is drawn at random: texts of any signs, control characters, near misses, "
            "programs and markup, numbers without bounds, bytes of any kind. A test fails where "
            "something is raised, is shown other than as words, is lost, or differs from a second "
            "reading by other code.",
            table(["Subject", "Tests", "Examples", "Seconds", "Failures"], rows),
            *(f"- `{each}` failed" for each in more.failed),
        ]
    )


def run(files: Iterable[str], examples: int) -> More:
    more = More(examples)
    # Its settings are needed before pytest would read it.
    options = ["-q", "-p", "no:cacheprovider", "-W", "ignore::pytest.PytestAssertRewriteWarning"]
    pytest.main([*options, *files], plugins=[more])
    return more


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--examples", type=int, default=300)
    more = run(SUBJECTS, parser.parse_args().examples)
    if not more.tests:
        print("No test ran.")
        return 1
    write_section(RELIABILITY, "Any input", text(more))
    return int(bool(more.failed))


if __name__ == "__main__":
    sys.exit(main())
