"""The tables of the explorer, in the order they are built and listed."""

from lib.datasets import (
    aggregates,
    capability,
    checks,
    chips,
    claims,
    companies,
    company_metrics,
    conflicts,
    countries,
    country_years,
    data_centers,
    exchange_rates,
    investments,
    investors,
    listings,
    models,
    organizations,
    relations,
    round_sources,
    rounds,
    sources,
)
from lib.schema import Dataset

DATASETS: dict[str, Dataset] = {
    module.DATASET.name: module.DATASET
    for module in (
        rounds,
        round_sources,
        investments,
        investors,
        companies,
        aggregates,
        countries,
        country_years,
        exchange_rates,
        company_metrics,
        checks,
        claims,
        conflicts,
        relations,
        listings,
        organizations,
        capability,
        models,
        data_centers,
        chips,
        sources,
    )
}
