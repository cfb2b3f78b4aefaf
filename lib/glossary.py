"""The terms of the app in plain words, and where a text uses them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

PAGES = {
    "Overview": "overview",
    "Table and export": "rounds",
    "Company profile": "company",
    "Compare companies": "compare",
    "Investors": "investors",
    "Investor profile": "investor",
    "Flows": "flows",
    "Stages": "stages",
    "Regions": "regions",
    "Concentration": "concentration",
    "Valuations": "valuations",
    "Capability": "capability",
    "Capital efficiency": "efficiency",
    "Prices": "prices",
    "Training": "training",
    "Infrastructure": "infrastructure",
    "Unit economics": "unit_economics",
    "Conflicts": "conflicts",
    "Fact check": "fact_check",
    "Predictions": "predictions",
    "Statements": "statements",
    "Sources and method": "sources",
    "Briefing": "briefing",
    "Your own deals": "own_data",
    "For programs": "programs",
}
"""Titles of the pages that terms can name, and their files."""


@dataclass(frozen=True)
class Term:
    """One term: `also` are its other names, `forms` further wordings that texts use for it.

    `where` holds titles of PAGES, the most telling first; `formula` says how it is worked out or
    in which unit it stands; `link` is the page of whoever defined it, if that is one publisher.
    """

    name: str
    meaning: str
    where: tuple[str, ...]
    also: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    formula: str = ""
    link: str = ""

    @property
    def slug(self) -> str:
        """The term as the URL spells it: `h100-equivalent`."""
        return re.sub("[^a-z0-9]+", "-", self.name.lower()).strip("-")

    @property
    def spellings(self) -> tuple[str, ...]:
        return (self.name, *self.also, *self.forms)


TERMS = (
    Term(
        "Annualised revenue",
        "The revenue of a recent month or quarter stretched to a year. "
        "It says how fast money comes in now, not what a past year brought.",
        ("Unit economics", "Valuations", "Company profile", "Compare companies"),
        also=("run rate",),
        forms=("run-rate", "annualized revenue"),
        formula="a month times 12, or a quarter times 4",
    ),
    Term(
        "Arena rating",
        "A rating of models by people who choose between two answers without knowing which model "
        "wrote which. Wins and losses make the rating, as in chess; it compares only within one "
        "scale, and the scale has changed.",
        ("Capability", "Prices"),
        also=("LMArena", "Elo rating"),
        formula="rating points",
        link="https://arena.ai",
    ),
    Term(
        "ARR",
        "Annual recurring revenue: what the subscriptions of the day bring in a year. "
        "Sales that do not repeat are not in it.",
        ("Unit economics", "Valuations"),
        also=("annual recurring revenue",),
    ),
    Term(
        "Benchmark",
        "A fixed set of questions or tasks on which models are scored, so that they can be "
        "compared.",
        ("Capability", "Prices", "Company profile"),
    ),
    Term(
        "Blended price",
        "One price for a model that charges one rate for what it reads and another for what it "
        "writes, as if three tokens were read for each one written.",
        ("Prices",),
        forms=("blended",),
        formula="three quarters of the input price plus a quarter of the output price",
    ),
    Term(
        "Capex",
        "Capital expenditure: money for buildings and equipment that last for years. In the "
        "figures from filings it is the cash paid for property and equipment of all kinds, not "
        "only for AI.",
        ("Infrastructure",),
        also=("capital expenditure",),
        forms=("cash paid for property and equipment",),
        formula="USD a quarter or year",
    ),
    Term(
        "Caveat",
        "What to know of a round before its amount is added to others, for example that it "
        "includes earlier commitments or is a total of several rounds.",
        ("Table and export", "Company profile"),
    ),
    Term(
        "Circular money",
        "Capital from an investor that also sells to the company or buys from it, so that part of "
        "the money can come back. That both happen does not say that one pays for the other.",
        ("Flows", "Investor profile"),
        forms=(
            "investors that sell to the company",
            "investors that are also suppliers or customers",
            "trade with companies it holds",
        ),
    ),
    Term(
        "Co-investor",
        "Another investor that a source names in the same round. To join the same round does not "
        "mean to act together.",
        ("Investors", "Investor profile"),
    ),
    Term(
        "Compute",
        "Computing work. Training compute is what making a model took; serving compute, or "
        "inference, answers its users.",
        ("Training", "Unit economics"),
        also=("training compute", "serving compute", "inference"),
        forms=("research compute", "compute spend"),
        formula="FLOP, or USD where it is paid for",
    ),
    Term(
        "Confidence",
        "How far a figure is trusted to be right: high, medium or low. Publishers of estimates "
        "have scales of their own, which stand as they give them.",
        ("Table and export", "Statements", "Company profile"),
    ),
    Term(
        "Conflict",
        "Statements that cannot all be right, or a statement that a page elsewhere contradicts. "
        "Each is listed with what every side says and what is used here.",
        ("Conflicts", "Statements", "Company profile"),
        also=("contradiction", "dispute", "disagreement", "≠"),
        forms=("disputed", "sources disagree"),
    ),
    Term(
        "Context window",
        "The most text that a model can take into account at once.",
        ("Prices", "Capital efficiency"),
        formula="tokens",
    ),
    Term(
        "Corporate investor",
        "A company with another main business that invests in others, by itself or through an arm "
        "for it.",
        ("Investors", "Flows"),
        also=("corporate venture",),
        forms=("corporate",),
    ),
    Term(
        "Debt",
        "Money lent to a company, which it has to pay back. It stands apart from equity; where a "
        "round holds both and their parts are not known, it has a class of its own.",
        ("Company profile", "Compare companies", "Overview"),
        also=("loan", "credit line"),
    ),
    Term(
        "Dilution",
        "The part of a company that the new shares of a round make up. Those who held it all "
        "before hold that much less.",
        ("Valuations",),
        formula="amount raised divided by post-money",
    ),
    Term(
        "Disclosed amount",
        "The size of a round where a source states it. Rounds without one are counted as rounds "
        "but add no capital.",
        ("Overview", "Table and export"),
        also=("undisclosed", "not disclosed"),
    ),
    Term(
        "Doubling time",
        "How long a figure takes to become twice as large, if it grows as steadily as the line "
        "through its values.",
        ("Unit economics", "Training"),
        also=("time to double",),
        forms=("doubles every", "doubled every"),
        formula="months",
    ),
    Term(
        "Early stage",
        "Series A and Series B: the first two numbered rounds, after seed.",
        ("Stages", "Overview"),
        forms=("early is series a and b", "early-stage"),
    ),
    Term(
        "ECI",
        "Epoch Capabilities Index: many benchmarks joined into one scale by Epoch AI. Its zero "
        "means nothing, so differences of points count and ratios do not.",
        ("Capability", "Capital efficiency", "Prices"),
        also=("Epoch Capabilities Index",),
        forms=("capability index", "capabilities index", "index of capability"),
        formula="points; Claude 3.5 Sonnet is set to 130 and GPT-5 to 150",
        link="https://epoch.ai/eci",
    ),
    Term(
        "Efficient frontier",
        "The models that no other beats in price and score at once: whatever is cheaper scores "
        "less.",
        ("Prices",),
    ),
    Term(
        "Equity",
        "Money for new shares of a company, which make their buyers part owners. New shares sold "
        "at a listing are a kind of their own here.",
        ("Company profile", "Compare companies"),
    ),
    Term(
        "Exit",
        "The way in which holders of a company get their money out: a listing, a merger or a sale.",
        ("Valuations", "Investor profile"),
    ),
    Term(
        "FLOP",
        "Floating-point operation: one arithmetic step of a computer. Counts of them measure how "
        "much computing a training run took.",
        ("Training", "Company profile"),
        forms=("arithmetic operations",),
        formula="number of steps; 1e24 is a one with 24 zeros",
    ),
    Term(
        "Frontier model",
        "A model at the front of its time. Where they are counted, it is those that Epoch AI "
        "marks as among the ten with the most training compute when they came out.",
        ("Training", "Capability"),
        also=("frontier",),
        link="https://epoch.ai/data/ai-models",
    ),
    Term(
        "Gini index",
        "How unequally something is spread: 0 where every company raised the same, close to 1 "
        "where one of many raised nearly all.",
        ("Concentration",),
        also=("Gini",),
        formula="twice the area between the Lorenz curve and the line of equality",
    ),
    Term(
        "GPU-hour",
        "One graphics processor, the chip that runs AI models, rented or used for one hour.",
        ("Infrastructure", "Unit economics"),
        formula="USD per GPU-hour, in prices",
    ),
    Term(
        "Graduation",
        "That a company raises a later series within 24 months of its first tracked round of a "
        "series. The share is a lower bound, since a round that no source tells of counts as none.",
        ("Stages",),
        also=("graduation rate",),
        formula="companies with a later series divided by all watched for 24 months",
    ),
    Term(
        "Guidance",
        "What a company says that it will spend or earn in a period to come, often as a range.",
        ("Infrastructure",),
        forms=("planned capital expenditure",),
    ),
    Term(
        "H100 equivalent",
        "Computing power expressed in chips of one kind: how many Nvidia H100 would do the same.",
        ("Infrastructure", "Unit economics"),
        link="https://github.com/epoch-research/ai-chip-counts",
    ),
    Term(
        "HHI",
        "Herfindahl-Hirschman index, the usual measure of concentration: near 0 where many "
        "companies share the capital evenly, 10,000 where one has all of it.",
        ("Concentration",),
        also=("Herfindahl-Hirschman index",),
        formula="each company's share in percent, squared, all added up",
        link="https://www.justice.gov/atr/herfindahl-hirschman-index",
    ),
    Term(
        "Interval",
        "A range around an estimate that says how sure it is. If its assumptions hold, a 95% "
        "interval includes the true figure 95 times in 100, a 90% interval 90 times.",
        ("Capability", "Training", "Infrastructure", "Capital efficiency"),
        also=("95% interval", "90% interval", "confidence interval"),
    ),
    Term(
        "Late stage",
        "Series C and after, and growth rounds: companies with a business to scale up.",
        ("Stages", "Overview"),
        forms=("late is series c and after", "late-stage"),
    ),
    Term(
        "Lead investor",
        "The investor that a source says led a round: as a rule the one that sets its terms. A "
        "round can have several, and few sources name one.",
        ("Investors", "Flows", "Table and export"),
        forms=("as lead", "a lead", "several leads", "stated lead", "known lead", "rounds led"),
    ),
    Term(
        "List price",
        "The price that a seller publishes, without discounts.",
        ("Prices", "Infrastructure"),
        also=("listed price",),
    ),
    Term(
        "Listing",
        "The start of trading of a company's shares on an exchange, mostly by an initial public "
        "offering (IPO) of new ones.",
        ("Valuations", "Company profile"),
        also=("IPO", "public listing"),
    ),
    Term(
        "Log scale",
        "An axis on which equal steps multiply: from 1 to 10 is as far as from 10 to 100. It lets "
        "small and very large figures stand together.",
        ("Valuations", "Training", "Prices"),
    ),
    Term(
        "Lorenz curve",
        "Companies stand in line from the smallest to the largest; the curve says which part of "
        "the capital the first of them hold together.",
        ("Concentration",),
    ),
    Term(
        "Lower bound",
        "At least so much: the true figure is this one or a higher one.",
        ("Stages", "Training", "Table and export"),
    ),
    Term(
        "Market value",
        "What all shares of a listed company are worth at the price of a day.",
        ("Valuations",),
        also=("market capitalisation",),
        formula="price of a share times number of shares",
    ),
    Term(
        "Median",
        "The middle value: half lie below it and half above. One very large value does not move "
        "it. With few values none is stated here.",
        ("Stages", "Valuations", "Regions"),
    ),
    Term(
        "Mega-round",
        "A round of $100M and more. On Regions you can choose another threshold.",
        ("Overview", "Regions"),
        forms=("rounds of $100m and more", "deals of $100m and more", "of the chosen amount"),
    ),
    Term(
        "Merger",
        "Two companies become one. The price is mostly paid in shares, so it is no money raised.",
        ("Valuations", "Company profile"),
    ),
    Term(
        "Open weights",
        "The trained model can be downloaded by anyone, under any licence. Closed models are sold "
        "by use or not released.",
        ("Capability", "Training"),
        also=("open model",),
        forms=("open against closed", "weights"),
    ),
    Term(
        "Parameters",
        "The numbers inside a model that training sets. More of them mean a larger model, not "
        "always a better one.",
        ("Training",),
        also=("parameter",),
    ),
    Term(
        "Post-money",
        "The value of a company right after a round, the new money included. A valuation stated "
        "without either word is mostly post-money.",
        ("Valuations", "Company profile"),
        also=("post-money valuation",),
        formula="pre-money plus amount raised",
    ),
    Term(
        "Pre-money",
        "The value of a company right before a round, without the new money.",
        ("Valuations", "Company profile"),
        also=("pre-money valuation",),
        formula="post-money less amount raised",
    ),
    Term(
        "Price per million tokens",
        "What a model costs to use: input is what it reads, output what it writes. A million "
        "tokens are about 750,000 English words.",
        ("Prices", "Company profile"),
        forms=("USD per million tokens", "for a million tokens", "dollars a million tokens"),
        formula="USD per million tokens",
    ),
    Term(
        "Published total",
        "What a publisher says was invested in a period and place. Each counts something else, so "
        "they are never added to each other or joined with the rounds tracked here.",
        ("Overview", "Concentration", "Stages", "Regions"),
        also=("published series",),
    ),
    Term(
        "Quartile",
        "Values in order are cut into four equal parts; the first quartile ends the lowest part "
        "and the third begins the highest. Between them lies the middle half.",
        ("Stages",),
        also=("first quartile", "third quartile"),
        forms=("middle half",),
    ),
    Term(
        "Rank correlation",
        "Whether two orders agree, by Spearman: 1 if laboratories stand in the same order by both "
        "measures, 0 if one tells nothing of the other, -1 if one is the other upside down.",
        ("Capital efficiency",),
        also=("Spearman",),
        formula="-1 to 1",
    ),
    Term(
        "Round",
        "One event in which a company raises money, with its date, stage, amount and investors as "
        "far as they are known.",
        ("Table and export", "Overview"),
        also=("funding round", "deal"),
    ),
    Term(
        "Rumoured and planned",
        "Not confirmed: reported by someone as being negotiated, or announced as an intention. "
        "Such rounds are in no total unless the filter Status takes them in.",
        ("Table and export", "Company profile"),
        forms=("rumoured", "planned rounds", "rumoured or planned"),
    ),
    Term(
        "Saturation",
        "That a benchmark no longer tells the best models apart, since they all come close to its "
        "top score.",
        ("Capability",),
        also=("saturated",),
    ),
    Term(
        "Secondary sale",
        "Earlier holders, such as staff or first investors, sell their shares. The money goes to "
        "them and not to the company.",
        ("Valuations", "Company profile"),
        also=("share sale", "tender offer"),
        forms=("sale among holders", "share sales among holders", "sales among holders"),
    ),
    Term(
        "Seed",
        "The first outside money of a company, before Series A; pre-seed rounds are counted with "
        "it.",
        ("Stages", "Overview"),
        also=("pre-seed",),
    ),
    Term(
        "Series",
        "The numbered rounds of a company, in order: Series A, Series B, Series C and on.",
        ("Stages", "Table and export"),
        also=("Series A", "Series B", "Series C"),
        forms=("a series", "later series", "no stated series", "of that series"),
    ),
    Term(
        "State investor",
        "Sovereign and public pension funds, development banks, public agencies and governments.",
        ("Investors",),
        forms=("state investors",),
    ),
    Term(
        "Step-up",
        "How many times as much a company is worth in a round as in its last equity round before "
        "whose valuation is known. Below 1 it is a down round: the company became cheaper.",
        ("Valuations", "Company profile"),
        also=("down round",),
        formula="post-money divided by the post-money of that round before",
    ),
    Term(
        "Token",
        "A piece of a word, the unit in which models read and write and in which they are paid. "
        "What one company counts as a token another may not.",
        ("Prices", "Unit economics", "Training"),
    ),
    Term(
        "Top-k share",
        "The part of all capital that the largest few take, for example the five largest rounds.",
        ("Concentration",),
        also=("top-five share",),
        forms=("taken by the largest", "share of the largest"),
        formula="capital of the k largest divided by all capital of the period",
    ),
    Term(
        "Tracked capital",
        "The disclosed amounts of the rounds in this explorer, a part of the market. Loans and "
        "share sales count unless the filter Kind leaves them out; beside published totals only "
        "equity stands, and equity with debt.",
        ("Overview", "Concentration"),
        also=("tracked here",),
        formula="USD",
    ),
    Term(
        "Tranche",
        "A part of a round that is paid or announced on a day of its own.",
        ("Valuations", "Table and export"),
        forms=("parts of rounds", "part of a round"),
    ),
    Term(
        "Utilisation",
        "The share of hours in which chips really work.",
        ("Unit economics",),
        formula="% of 8,760 hours a year",
    ),
    Term(
        "Valuation",
        "What a whole company is worth by the price that investors paid for a part of it.",
        ("Valuations", "Company profile", "Compare companies"),
    ),
    Term(
        "Valuation over revenue",
        "How many years of today's revenue the valuation stands for. Only dates close together "
        "are compared.",
        ("Valuations", "Compare companies"),
        also=("revenue multiple",),
        forms=("valuation over annualised revenue",),
        formula="valuation divided by annualised revenue",
    ),
    Term(
        "Vendor-reported",
        "A score that the developer of a model published of its own model. Scores that others "
        "measured are called independent.",
        ("Capability", "Capital efficiency"),
        also=("self-reported",),
        forms=("reported by the model's own developer", "its developer scores", "independent"),
    ),
    Term(
        "Venture capital",
        "Money for shares of young companies, mostly from funds that are made for it. "
        "Publishers draw its border differently.",
        ("Overview", "Regions", "Infrastructure"),
        also=("venture funding", "venture deal"),
    ),
)
"""All terms, in the order of the alphabet."""

GROUPS = {
    "Rounds and money": (
        "Caveat",
        "Debt",
        "Disclosed amount",
        "Early stage",
        "Equity",
        "Graduation",
        "Late stage",
        "Mega-round",
        "Published total",
        "Round",
        "Rumoured and planned",
        "Secondary sale",
        "Seed",
        "Series",
        "Tracked capital",
        "Tranche",
        "Venture capital",
    ),
    "What companies are worth and earn": (
        "Annualised revenue",
        "ARR",
        "Dilution",
        "Exit",
        "Listing",
        "Market value",
        "Merger",
        "Post-money",
        "Pre-money",
        "Step-up",
        "Valuation",
        "Valuation over revenue",
    ),
    "Investors and concentration": (
        "Circular money",
        "Co-investor",
        "Corporate investor",
        "Gini index",
        "HHI",
        "Lead investor",
        "Lorenz curve",
        "State investor",
        "Top-k share",
    ),
    "Models and their prices": (
        "Arena rating",
        "Benchmark",
        "Blended price",
        "Context window",
        "ECI",
        "Efficient frontier",
        "Frontier model",
        "List price",
        "Open weights",
        "Parameters",
        "Price per million tokens",
        "Saturation",
        "Token",
        "Vendor-reported",
    ),
    "Computing and what it costs": (
        "Capex",
        "Compute",
        "FLOP",
        "GPU-hour",
        "Guidance",
        "H100 equivalent",
        "Utilisation",
    ),
    "How to read the figures": (
        "Confidence",
        "Conflict",
        "Doubling time",
        "Interval",
        "Log scale",
        "Lower bound",
        "Median",
        "Quartile",
        "Rank correlation",
    ),
}
"""Names of the terms by what they are about, each in one group."""

EVERYDAY = frozenset(
    {
        "Confidence",
        "Conflict",
        "Debt",
        "Disclosed amount",
        "Equity",
        "List price",
        "Listing",
        "Lower bound",
        "Merger",
        "Round",
        "Valuation",
    }
)
"""Terms of so many figures that a link under each would hide the rarer ones."""

MOST_LINKED = 6

BY_SPELLING = {spelling.lower(): term for term in TERMS for spelling in term.spellings}
BY_SLUG = {term.slug: term for term in TERMS}


def _pattern(spellings: Iterable[str]) -> re.Pattern[str]:
    """Any of the spellings as a whole, the longest first; an s may follow, as of the plural."""
    longest_first = sorted(spellings, key=lambda each: (-len(each), each))
    return re.compile(
        rf"(?<![\w-])({'|'.join(map(re.escape, longest_first))})s?(?![\w-])", re.IGNORECASE
    )


SPELT = _pattern(BY_SPELLING)


def terms_in(text: str) -> tuple[Term, ...]:
    """The terms that a text uses, each once, in its order."""
    return tuple(dict.fromkeys(BY_SPELLING[match.lower()] for match in SPELT.findall(text)))


def terms_to_link(text: str) -> tuple[Term, ...]:
    """The first six terms that a text uses, without those of EVERYDAY."""
    return tuple(term for term in terms_in(text) if term.name not in EVERYDAY)[:MOST_LINKED]


def term_of(asked: str) -> Term | None:
    """The term that a link or a reader names, by its slug or by any of its spellings."""
    plain = " ".join(asked.split()).lower()
    return BY_SLUG.get(plain) or BY_SPELLING.get(plain)


def closest(asked: str, most: int = 4) -> tuple[Term, ...]:
    """The terms whose spelling is most like `asked`, given in small letters."""
    near = get_close_matches(asked, BY_SPELLING, n=3 * most, cutoff=0)
    return tuple(dict.fromkeys(BY_SPELLING[spelling] for spelling in near))[:most]


def matching(words: Sequence[str]) -> tuple[Term, ...]:
    """The terms whose names, meaning or formula hold all `words`, given in small letters."""
    return tuple(term for term in TERMS if all(word in _searched(term) for word in words))


def _searched(term: Term) -> str:
    return " ".join([*term.spellings, term.meaning, term.formula]).lower()
