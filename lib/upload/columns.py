"""What a column of a file may mean, and which column of a sheet means what."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from lib.datasets.rounds import DATASET
from lib.upload import amounts, dates, places, stages
from lib.upload.sheet import Sheet
from lib.upload.words import plain

SAMPLE = 300


@dataclass(frozen=True)
class Field:
    """What one column may hold. `usual` ones are worth asking for; the rest is found by name.

    `names` are headers that mean it, the surest first.
    """

    title: str
    description: str
    names: tuple[str, ...]
    required: bool = False
    usual: bool = False


def _names(text: str) -> tuple[str, ...]:
    return tuple(plain(name) for name in text.split(";"))


FIELDS: Mapping[str, Field] = {
    "company": Field(
        "Company",
        "Who received the money.",
        _names(
            "company;organization name;company name;companies;name;startup;startup name;"
            "organisation;organization;organisation name;portfolio company;target;target company;"
            "business name;issuer;firma;unternehmen;firmenname;unternehmensname;entreprise;"
            "societe;nom;nom de l'entreprise;empresa;compania;nombre;sociedad;azienda;bedrijf"
        ),
        required=True,
        usual=True,
    ),
    "announced_date": Field(
        "Date",
        "When the round was announced or closed: a day, month, quarter or year.",
        _names(
            "announced date;announced;announced on;announcement date;deal date;round date;date;"
            "funding date;close date;closing date;closed;date announced;investment date;"
            "transaction date;date of round;last funding date;datum;ankundigungsdatum;"
            "datum der runde;abschluss;abschlussdatum;date de la levee;date d'annonce;"
            "date de l'operation;fecha;fecha de anuncio;fecha de la ronda;fecha anuncio;data;"
            "when;quarter;period"
        ),
        required=True,
        usual=True,
    ),
    "year": Field(
        "Year",
        "The year, where there is no column of dates.",
        _names("year;round year;deal year;jahr;annee;ano;anno"),
    ),
    "month": Field(
        "Month",
        "The month, beside a column of years.",
        _names("month;round month;deal month;monat;mois;mes;mese"),
    ),
    "amount": Field(
        "Amount",
        "How much was raised, in the currency of the row.",
        _names(
            "amount original;amount original currency;amount;money raised;deal size;round amount;"
            "amount raised;raised;round size;funding amount;funding;size;deal amount;investment;"
            "deal value;transaction value;capital raised;total raised;funding raised;"
            "native amount of deal;betrag;summe;volumen;kapital;finanzierungssumme;investition;"
            "hohe;montant;montant leve;montant de la levee;levee;importe;monto;cantidad;"
            "monto recaudado;importe de la ronda;importo;valor;bedrag"
        ),
        usual=True,
    ),
    "amount_usd": Field(
        "Amount in US dollars",
        "How much was raised, in US dollars.",
        _names(
            "amount usd;money raised currency in usd;money raised usd;deal size usd;"
            "round amount usd;raised amount usd;funding usd;usd amount;amount in us dollars;"
            "raised usd;amount dollars;dollars"
        ),
        usual=True,
    ),
    "currency": Field(
        "Currency",
        "Currency of the amount, such as EUR.",
        _names(
            "currency;money raised currency;native currency of deal;deal currency;"
            "raised currency;round currency;currency code;ccy;raised amount currency code;"
            "raised currency code;amount currency;wahrung;devise;monnaie;moneda;divisa;valuta"
        ),
        usual=True,
    ),
    "post_money": Field(
        "Valuation",
        "Value of the company after the round (post-money), in the currency of the row.",
        _names(
            "valuation;post valuation;post money valuation;post money;postmoney;"
            "valuation post money;company valuation;round post money valuation;post value;"
            "bewertung;post money bewertung;unternehmensbewertung;valorisation;"
            "valorisation post money;valoracion;valoracion post money;valutazione"
        ),
        usual=True,
    ),
    "post_money_usd": Field(
        "Valuation in US dollars",
        "Value of the company after the round (post-money), in US dollars.",
        _names(
            "post money usd;valuation usd;post money valuation usd;usd valuation;"
            "round post money valuation usd;post valuation usd;post money valuation in usd;"
            "valuation in us dollars"
        ),
    ),
    "post_money_currency": Field(
        "Currency of the valuation",
        "Currency of the valuation, where it is not that of the amount.",
        _names(
            "post money valuation currency;valuation currency;post money currency code;"
            "currency of valuation"
        ),
    ),
    "stage": Field(
        "Stage",
        "Series or type of the round, such as Series B or Seed.",
        _names(
            "stage;series;round;round name;round type;funding type;funding round;"
            "investment type;round stage;investment stage;funding stage;vc round;vcround;"
            "last funding type;"
            "type of round;runde;finanzierungsrunde;phase;finanzierungsphase;tour;"
            "tour de table;type de tour;serie;stade;ronda;etapa;fase;tipo de ronda"
        ),
        usual=True,
    ),
    "round_type": Field(
        "Type of deal",
        "Used where the stage says nothing: Later Stage VC, Grant, Debt.",
        _names(
            "deal type;deal type 1;type of deal;deal class;transaction type;type;"
            "funding category;art;typ;tipo"
        ),
    ),
    "kind": Field("Kind", "Equity, debt, grant, secondary or listing.", _names("kind;instrument")),
    "status": Field(
        "Status",
        "Completed, announced, rumoured or planned.",
        _names("status;deal status;round status;transaction status;estado;statut;stand"),
        usual=True,
    ),
    "country": Field(
        "Country",
        "Country the company is run from.",
        _names(
            "country;company country;hq country;company country territory region;"
            "country territory region;headquarters country;country code;company country code;"
            "hq country territory region;organization country;land;sitzland;pays;pais;paese"
        ),
        usual=True,
    ),
    "city": Field(
        "City",
        "City of the head office.",
        _names(
            "city;company city;hq city;headquarters city;organization city;stadt;ville;ciudad;citta"
        ),
        usual=True,
    ),
    "location": Field(
        "Location",
        "City and country in one cell, such as Berlin, Germany.",
        _names(
            "organization location;hq location;headquarters location;headquarters;location;hq;"
            "company location;address;based in;standort;sitz;ort;hauptsitz;siege;"
            "localisation;lieu;sede;ubicacion;localizacion"
        ),
        usual=True,
    ),
    "sector": Field(
        "Sector",
        "What the company does.",
        _names(
            "sector;industry;industries;organization industries;category;categories;vertical;"
            "verticals;primary industry group;primary industry code;primary industry sector;"
            "practice area;practice areas;feed name;sub industries;sub industry;branche;"
            "sektor;industrie;secteur;sector de actividad;industria;settore"
        ),
        usual=True,
    ),
    "investors": Field(
        "Investors",
        "Names of all investors, parted by ; , or |.",
        _names(
            "investors;investor names;all investors;institutional investors;investor;"
            "investor name;new investors;participants;backers;investoren;geldgeber;"
            "investisseurs;inversores;inversionistas;investitori"
        ),
        usual=True,
    ),
    "lead_investors": Field(
        "Lead investors",
        "Names of the investors that led.",
        _names(
            "lead investors;lead investor;lead sole investors;lead;leads;led by;"
            "lead investor s;lead investor names;leadinvestor;leadinvestoren;hauptinvestor;"
            "investisseur principal;investisseurs principaux;inversor principal;inversor lider"
        ),
        usual=True,
    ),
    "source_url": Field(
        "Link",
        "Page that states the round.",
        _names(
            "source url;link;source;url;source link;news link;article;transaction name url;"
            "announcement url;news url;reference;quelle;lien;fuente;enlace;fonte"
        ),
        usual=True,
    ),
    "date_precision": Field(
        "Date known to",
        "Day, month, quarter or year.",
        _names("date precision;date known to"),
    ),
    "amount_low_usd": Field(
        "Amount, at least",
        "Lower bound of the amount, in US dollars.",
        _names("amount low usd;amount at least usd;amount at least"),
    ),
    "amount_high_usd": Field(
        "Amount, at most",
        "Upper bound of the amount, in US dollars.",
        _names("amount high usd;amount at most usd;amount at most"),
    ),
    "prior_commitment_usd": Field(
        "Committed earlier",
        "Part of the amount that had been committed before, in US dollars.",
        _names("prior commitment usd;committed earlier usd;committed earlier"),
    ),
    "caveat": Field("Caveat", DATASET["caveat"].description + ".", _names("caveat")),
    "ai_relevance": Field(
        "AI relevance", DATASET["ai_relevance"].description + ".", _names("ai relevance")
    ),
    "confidence": Field("Confidence", "High, medium or low.", _names("confidence")),
}


def header_score(cells: list[str | None]) -> int:
    """How many cells of a row are names of columns."""
    return len({field for cell in cells if cell for field in _fields_named(cell)[:1]})


def recognise(sheet: Sheet) -> dict[str, str | None]:
    """The column of each field, by its name and by what it holds; each column at most once."""
    found: dict[str, str | None] = dict.fromkeys(FIELDS)
    for _, field, column in sorted(_candidates(sheet), key=lambda each: -each[0]):
        if found[field] is None and column not in found.values():
            found[field] = column
    return _without_doubles(found)


def _without_doubles(found: dict[str, str | None]) -> dict[str, str | None]:
    """Years and months only count where there are no dates."""
    if found["announced_date"] is not None:
        return {**found, "year": None, "month": None}
    return found


def _candidates(sheet: Sheet) -> Iterator[tuple[float, str, str]]:
    """(score, field, column): sure names first, then names with what they hold, then contents."""
    for position, column in enumerate(sheet.rows.columns):
        sample = _sample(sheet.rows[column])
        named = _fields_named(column)
        for field in named:
            rank = _rank(field, column)
            share = _share(field, sample)
            if share is None or share > 0 or not sample:
                yield 200 - rank + 100 * (share or 0) - position / 1000, field, column
        if not named and sample:
            for field in CONTENTS:
                share = _share(field, sample) or 0
                if share >= 0.8:
                    yield 40 * share - position / 1000, field, column
            yield 1 - position / 1000 if _looks_like_names(sample) else -1000, "company", column


def _rank(field: str, column: str) -> int:
    names = FIELDS[field].names
    return names.index(_base(column)) if _base(column) in names else 150


def _sample(values: pl.Series) -> list[str]:
    return [text for text in values.drop_nulls().head(SAMPLE).to_list() if text]


def _looks_like_names(sample: list[str]) -> bool:
    letters = sum(any(sign.isalpha() for sign in text) for text in sample)
    links = sum(text.startswith("http") for text in sample)
    many = len(set(sample)) > len(sample) / 2
    return letters > len(sample) * 0.8 and not links and many


CONTENTS = {
    "announced_date": lambda text: (
        dates.read_date(text, True).date is not None and not re.fullmatch(r"\d{4,8}", text.strip())
    ),
    "amount": lambda text: amounts.says_money(text),
    "stage": lambda text: stages.read_stage(text).stage is not None,
    "country": lambda text: places.read_country(text) is not None,
}
NAMED = {
    **CONTENTS,
    "source_url": lambda text: text.startswith(("http://", "https://")),
    "announced_date": lambda text: dates.read_date(text, True).date is not None,
    "year": lambda text: dates.read_date(text, True).date is not None,
    "amount": lambda text: amounts.read_amount(text).reason == "",
    "amount_usd": lambda text: amounts.read_amount(text).reason == "",
    "post_money": lambda text: amounts.read_amount(text).reason == "",
    "post_money_usd": lambda text: amounts.read_amount(text).reason == "",
}


def _share(field: str, sample: list[str]) -> float | None:
    """Share of the values that read as the field; None where anything may be one."""
    test = NAMED.get(field)
    if test is None or not sample:
        return None
    return sum(map(test, sample)) / len(sample)


def _fields_named(column: str) -> list[str]:
    """Fields that a header names, the surest first."""
    head = heading(column)
    words = _base(column)
    exact = [name for name, field in FIELDS.items() if words in field.names]
    if not exact and head.currency == "USD":
        pairs = {"amount": "amount_usd", "post_money": "post_money_usd"}
        exact = [pairs[name] for name in pairs if head.words in FIELDS[name].names]
    if not exact and head.words != words:
        exact = [name for name, field in FIELDS.items() if head.words in field.names]
    return sorted(
        exact,
        key=lambda name: FIELDS[name].names.index(words) if words in FIELDS[name].names else 99,
    )


def _base(column: str) -> str:
    return plain(column) or column.strip().casefold()


@dataclass(frozen=True)
class Heading:
    """A header without its unit: `Deal Size (USD m)` is `deal size`, USD, 1e6."""

    words: str
    currency: str | None
    unit: float | None


UNITS = {
    **dict.fromkeys(("thousand", "thousands", "k", "000s", "tsd", "tausend", "milliers"), 1e3),
    **dict.fromkeys(
        ("million", "millions", "m", "mn", "mm", "mio", "mln", "millionen", "millones"), 1e6
    ),
    **dict.fromkeys(("billion", "billions", "bn", "b", "mrd", "milliarden", "milliards"), 1e9),
    **dict.fromkeys(("lakh", "lakhs"), 1e5),
    **dict.fromkeys(("crore", "crores", "cr"), 1e7),
}
SIGNS = {"US$": "USD", "€": "EUR", "£": "GBP", "₹": "INR", "₩": "KRW", "₪": "ILS", "$": "USD"}


def heading(column: str) -> Heading:
    """Words, currency and unit of a header."""
    text, currency = column, None
    for sign, code in SIGNS.items():
        if sign in text:
            text, currency = text.replace(sign, " "), currency or code
    text = re.sub(r"(?<=[a-z])(?=[A-Z][a-z])", " ", text)
    words: list[str] = []
    unit = None
    for word in plain(text).split():
        if word.upper() in amounts.CODES:
            currency = currency or word.upper()
        elif word in UNITS:
            unit = unit or UNITS[word]
        elif word not in {"in", "of"} or words[-1:] == ["led"]:
            words.append(word)
    return Heading(" ".join(words), currency, unit)
