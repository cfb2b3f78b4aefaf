"""The repository as people find it: files, links, commands and pins."""

import re
import subprocess
from pathlib import Path

import polars as pl
import pytest

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
LARGEST_BYTES = 5_000_000
# In parts, so that this file does not hold what it looks for.
MACHINE_FOLDERS = ["/" + "work/", "/" + "tmp/venv"]
MACHINE_PATH = re.compile(rf"(?<![\w.-])({'|'.join(MACHINE_FOLDERS)})".encode())


def repository_files() -> list[Path]:
    """Files that are in git or would be added to it."""
    command = ["git", "-c", f"safe.directory={ROOT}", "ls-files", "-z", "-co", "--exclude-standard"]
    names = subprocess.check_output(command, cwd=ROOT, text=True).split("\0")
    return [ROOT / name for name in names if name and (ROOT / name).is_file()]


def test_no_file_is_large() -> None:
    assert [path for path in repository_files() if path.stat().st_size > LARGEST_BYTES] == []


def test_no_file_holds_a_machine_path() -> None:
    assert [path for path in repository_files() if MACHINE_PATH.search(path.read_bytes())] == []


@pytest.mark.parametrize("folder", MACHINE_FOLDERS)
def test_a_machine_path_is_found(folder: str) -> None:
    assert MACHINE_PATH.search(f"cd {folder}main".encode())


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_requirements_are_pinned(name: str) -> None:
    lines = (ROOT / name).read_text().splitlines()
    pinned = re.compile(r"-r \S+|[\w-]+==[\d.]+(\.post\d+)?")
    assert [line for line in lines if not pinned.fullmatch(line)] == []


def test_readme_commands_are_in_the_makefile() -> None:
    commands = set(re.findall(r"\bmake ([a-z]+)", README.read_text()))
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert commands >= {"run", "test", "data"}
    assert commands - targets == set()


def test_every_make_target_is_phony() -> None:
    makefile = (ROOT / "Makefile").read_text()
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    phony = re.findall(r"^\.PHONY: (.*)", makefile, re.MULTILINE)
    assert targets == set(" ".join(phony).split())


def test_readme_links_resolve() -> None:
    links = re.findall(r"\]\(([^)#]+)[^)]*\)", README.read_text())
    local = [link for link in links if "://" not in link]
    assert [link for link in local if not (ROOT / link).exists()] == []


def test_readme_numbers_are_those_of_the_data() -> None:
    rounds = pl.read_parquet(ROOT / "data/rounds.parquet")
    total, companies = rounds.height, rounds["company"].n_unique()
    single = rounds.filter(pl.col("source_count") == 1).height
    unnamed = rounds.filter(pl.col("investors").list.len().fill_null(0) == 0).height
    wanted = [
        f"{total:,} funding rounds of {companies:,} companies",
        f"{single:,} of {total:,}",
        f"{rounds['amount_usd'].null_count():,} rounds have no disclosed amount",
        f"{rounds['post_money_usd'].null_count():,} no valuation",
        f"{unnamed:,} no named investor",
        f"the oldest of {rounds['announced_date'].dt.year().min()}",
    ]
    text = README.read_text()
    assert [words for words in wanted if words not in text] == []


def test_licence_is_mit() -> None:
    assert (ROOT / "LICENSE").read_text().startswith("MIT License")


def test_ci_runs_the_readme_test_command() -> None:
    command = "make test"
    assert command in README.read_text()
    assert (ROOT / ".ci/run").read_text().splitlines()[-1] == command
