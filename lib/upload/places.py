"""Countries, cities and regions of companies, as databases and people write them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from lib.datasets.rounds import REGION_GROUPS
from lib.upload.vocabulary import country_aliases, known_cities, known_countries, states
from lib.upload.words import joined, plain


class Place(NamedTuple):
    """City and country of a text; `doubt` says what else it may mean."""

    city: str | None = None
    country: str | None = None
    doubt: str = ""


# ISO 3166-1: two letters, then three.
ISO = """
ADAND AEARE AFAFG AGATG AIAIA ALALB AMARM AOAGO AQATA ARARG ASASM ATAUT AUAUS AWABW AXALA
AZAZE BABIH BBBRB BDBGD BEBEL BFBFA BGBGR BHBHR BIBDI BJBEN BLBLM BMBMU BNBRN BOBOL BQBES
BRBRA BSBHS BTBTN BVBVT BWBWA BYBLR BZBLZ CACAN CCCCK CDCOD CFCAF CGCOG CHCHE CICIV CKCOK
CLCHL CMCMR CNCHN COCOL CRCRI CUCUB CVCPV CWCUW CXCXR CYCYP CZCZE DEDEU DJDJI DKDNK DMDMA
DODOM DZDZA ECECU EEEST EGEGY EHESH ERERI ESESP ETETH FIFIN FJFJI FKFLK FMFSM FOFRO FRFRA
GAGAB GBGBR GDGRD GEGEO GFGUF GGGGY GHGHA GIGIB GLGRL GMGMB GNGIN GPGLP GQGNQ GRGRC GSSGS
GTGTM GUGUM GWGNB GYGUY HKHKG HMHMD HNHND HRHRV HTHTI HUHUN IDIDN IEIRL ILISR IMIMN ININD
IOIOT IQIRQ IRIRN ISISL ITITA JEJEY JMJAM JOJOR JPJPN KEKEN KGKGZ KHKHM KIKIR KMCOM KNKNA
KPPRK KRKOR KWKWT KYCYM KZKAZ LALAO LBLBN LCLCA LILIE LKLKA LRLBR LSLSO LTLTU LULUX LVLVA
LYLBY MAMAR MCMCO MDMDA MEMNE MFMAF MGMDG MHMHL MKMKD MLMLI MMMMR MNMNG MOMAC MPMNP MQMTQ
MRMRT MSMSR MTMLT MUMUS MVMDV MWMWI MXMEX MYMYS MZMOZ NANAM NCNCL NENER NFNFK NGNGA NINIC
NLNLD NONOR NPNPL NRNRU NUNIU NZNZL OMOMN PAPAN PEPER PFPYF PGPNG PHPHL PKPAK PLPOL PMSPM
PNPCN PRPRI PSPSE PTPRT PWPLW PYPRY QAQAT REREU ROROU RSSRB RURUS RWRWA SASAU SBSLB SCSYC
SDSDN SESWE SGSGP SHSHN SISVN SJSJM SKSVK SLSLE SMSMR SNSEN SOSOM SRSUR SSSSD STSTP SVSLV
SXSXM SYSYR SZSWZ TCTCA TDTCD TFATF TGTGO THTHA TJTJK TKTKL TLTLS TMTKM TNTUN TOTON TRTUR
TTTTO TVTUV TWTWN TZTZA UAUKR UGUGA UMUMI USUSA UYURY UZUZB VAVAT VCVCT VEVEN VGVGB VIVIR
VNVNM VUVUT WFWLF WSWSM YEYEM YTMYT ZAZAF ZMZMB ZWZWE
"""
TWO_LETTERS = {pair[:2]: pair[2:] for pair in ISO.split()}
MORE_NAMES = {
    "United States": "U.S.;U.S.A.;America;Vereinigte Staaten;Vereinigte Staaten von Amerika;"
    "États-Unis;États-Unis d'Amérique;Estados Unidos;Estados Unidos de América;"
    "EE.UU.;EEUU;EUA;Stati Uniti;美国",
    "United Kingdom": "U.K.;Scotland;Wales;Northern Ireland;Vereinigtes Königreich;Großbritannien;"
    "Royaume-Uni;Grande-Bretagne;Reino Unido;Gran Bretaña;Regno Unito;英国",
    "China": "P.R. China;PR China;P.R.C.;Mainland China;China, People's Republic of;Chine;Cina;"
    "Volksrepublik China;中国",
    "Germany": "Deutschland;Allemagne;Alemania;Germania;Alemanha;Duitsland;德国",
    "France": "Frankreich;Francia;França;Frankrijk;法国",
    "Spain": "Spanien;Espagne;España;Spagna;Espanha;Spanje",
    "Italy": "Italien;Italie;Italia;Itália;Italië",
    "Switzerland": "Schweiz;Suisse;Suiza;Svizzera;Suíça;Zwitserland",
    "Austria": "Österreich;Autriche;Oostenrijk",
    "Netherlands": "The Netherlands;Holland;Niederlande;Pays-Bas;Países Bajos;Paesi Bassi;"
    "Nederland",
    "Belgium": "Belgien;Belgique;Bélgica;Belgio;België",
    "Sweden": "Schweden;Suède;Suecia;Svezia;Sverige;Zweden",
    "Denmark": "Dänemark;Danemark;Dinamarca;Danimarca;Danmark",
    "Norway": "Norwegen;Norvège;Noruega;Norvegia;Norge",
    "Finland": "Finnland;Finlande;Finlandia;Suomi",
    "Poland": "Polen;Pologne;Polonia;Polska",
    "Ireland": "Republic of Ireland;Irland;Irlande;Irlanda;Ierland;Éire",
    "Czechia": "Tschechien;Tschechische Republik;Tchéquie;République tchèque;Chequia;"
    "República Checa",
    "Greece": "Griechenland;Grèce;Grecia",
    "Hungary": "Ungarn;Hongrie;Hungría",
    "Romania": "Rumänien;Roumanie;Rumanía",
    "Estonia": "Estland;Estonie",
    "Russia": "Russland;Russie;Rusia",
    "Ukraine": "Ucrania",
    "Turkey": "Türkei;Turquie;Turquía;Turkiye",
    "Israel": "Israël",
    "India": "Indien;Inde;Índia;भारत",
    "Japan": "Japon;Japón;Giappone;日本",
    "South Korea": "Südkorea;Corée du Sud;Corea del Sur;Corée;Corea;Republic of Korea;"
    "한국;대한민국",
    "Taiwan": "Taïwan;Taiwán;Taiwan, Province of China;Taiwan, China;台湾",
    "Hong Kong": "Hongkong;Hong Kong, China;Hong Kong SAR China;香港",
    "Singapore": "Singapur;Singapour;Singapura;新加坡",
    "Australia": "Australien;Australie",
    "Canada": "Kanada;Canadá;加拿大",
    "Brazil": "Brasil;Brasilien;Brésil",
    "Mexico": "México;Mexiko;Mexique",
    "South Africa": "Südafrika;Afrique du Sud;Sudáfrica",
    "Egypt": "Ägypten;Égypte;Egipto",
    "United Arab Emirates": "Vereinigte Arabische Emirate;Émirats arabes unis;"
    "Emiratos Árabes Unidos;U.A.E.",
    "Saudi Arabia": "KSA;Saudi-Arabien;Arabie saoudite;Arabia Saudita;Saudi",
    "Ivory Coast": "Côte d'Ivoire",
    "Iran": "Iran, Islamic Republic of",
    "Moldova": "Moldova, Republic of",
    "Tanzania": "Tanzania, United Republic of",
    "Venezuela": "Venezuela, Bolivarian Republic of",
    "Bolivia": "Bolivia, Plurinational State of",
}  # fmt: skip
CONTINENTS = frozenset(
    plain(name)
    for name in "North America;South America;Latin America;Americas;Europe;Asia;Africa;Oceania;"
    "Asia-Pacific;Asia-Pacific (APAC);APAC;Middle East;EMEA;European Union (EU);European Union;"
    "Antarctica;Western Europe;Eastern Europe;Greater China;Global;Worldwide".split(";")
)
PROVINCES = frozenset("AB BC MB NB NL NS ON PE QC SK".split())
SHORT_FORM = re.compile(r"[A-Z]{2}")
UNKNOWN = frozenset(
    plain(word) for word in ("n/a", "unknown", "undisclosed", "none", "null", "tbd")
)


@lru_cache(maxsize=1)
def _countries() -> dict[str, str]:
    """Country by any of its names and its codes of three letters, signs and capitals left out."""
    found = {joined(alias): name for name, more in MORE_NAMES.items() for alias in more.split(";")}
    found.update({joined(code): name for name, code, _ in known_countries().values()})
    found.update({joined(alias): name for alias, name in country_aliases().items()})
    return {**found, **{joined(name): name for name in known_countries()}}


@lru_cache(maxsize=1)
def _by_code() -> dict[str, str]:
    three = {code: name for name, code, _ in known_countries().values()}
    return {two: three[code] for two, code in TWO_LETTERS.items()}


@lru_cache(maxsize=1)
def _state_names() -> dict[str, str]:
    return {joined(name): name for name in states().values()}


def read_country(text: str) -> str | None:
    """Country (ISO 3166 short name) of a name or code; None where it is none."""
    found = _countries().get(joined(text)) or _by_code().get(text.strip().upper())
    if found or "," not in text:
        return found
    return next(
        filter(None, (_countries().get(joined(part)) for part in reversed(text.split(",")))), None
    )


def is_unknown(text: str) -> bool:
    return plain(text) in UNKNOWN or not joined(text)


def uses_country_codes(texts: Iterable[str]) -> bool:
    """True where places of a column end in codes of countries (GB, FR), so that DE is no state."""
    last = {text.rpartition(",")[2].strip() for text in texts if "," in text}
    codes = {code for code in last if SHORT_FORM.fullmatch(code)}
    return any(code in _by_code() and code not in states() for code in codes - PROVINCES)


def read_place(text: str, country_codes: bool = False) -> Place:
    """City and country of `San Francisco, CA, United States` or `Berlin, Germany`.

    `country_codes` says that two letters at the end are a country: `Berlin, DE`.
    """
    parts = [part.strip() for part in re.split(r"[,;/|]", text) if part.strip()]
    while len(parts) > 1 and plain(parts[-1]) in CONTINENTS:
        parts.pop()
    if not parts or is_unknown(text):
        return Place()
    country, doubt, rest = _country_of(parts, country_codes)
    city = rest[0] if rest and not _is_area(rest[0], country) else None
    return Place(city, country, doubt)


def _country_of(parts: list[str], country_codes: bool) -> tuple[str | None, str, list[str]]:
    """Country of a place, a doubt about it, and the parts before it."""
    last, before = parts[-1], parts[:-1]
    code = last.strip(".") if SHORT_FORM.fullmatch(last.strip(".")) else ""
    if code and before:
        return _of_code(code, before, country_codes)
    if joined(last) in _state_names() and joined(last) not in _countries():
        # New York alone is a city as well; its country is the same.
        return "United States", "", before or parts
    if joined(last) == "georgia" and before:
        return "Georgia", "Georgia may be the country or the state", before
    if country := read_country(last):
        return country, "", before
    return None, "", parts


def _of_code(
    code: str, before: list[str], country_codes: bool
) -> tuple[str | None, str, list[str]]:
    country, state = _by_code().get(code), states().get(code)
    if code in PROVINCES and not state and (country is None or not country_codes):
        return "Canada", "", before
    known = joined(before[-1]) in _state_names() or (before[-1] in PROVINCES and code == "CA")
    if state is None or (country and (country_codes or known)):
        return country, "", before
    told = known_cities().get(joined(before[-1]))
    if told and told in {country, "United States"}:
        return told, "", before
    doubt = f"{code} may be {state} or {country}" if country else ""
    return "United States", doubt if code != "CA" else "", before


def _is_area(part: str, country: str | None) -> bool:
    """True for a state or country standing where a city would."""
    city_too = {"newyork", "washington", "singapore", "hongkong", "luxembourg", "monaco"}
    if joined(part) in city_too:
        return False
    state = country == "United States" and joined(part) in _state_names()
    return state or joined(part) in _countries() or plain(part) in CONTINENTS


def region_of(country: str | None) -> tuple[str, str]:
    """Region and region of published totals of a country, as the build gives them."""
    region = known_countries()[country][2] if country else "Unknown"
    return region, region if region in REGION_GROUPS else "Rest of World"
