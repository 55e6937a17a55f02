"""The directory: where places are, who offers what, to whom, where and when."""

from hearth.directory.models.geography import Area, AreaFigure, AreaKind, NamedPlace, Postcode
from hearth.directory.models.loads import Load, LoadRow, RowOutcome, SourceRow
from hearth.directory.models.organisations import OrganisationListing, Site, SiteHours, SiteKind
from hearth.directory.models.search import SearchRow, Word
from hearth.directory.models.services import (
    AccessRoute,
    Capacity,
    CostKind,
    Delivery,
    Frequency,
    Schedule,
    Service,
    ServicePlace,
    ServiceStatus,
)
from hearth.directory.models.taxonomy import ServiceTerm, Taxonomy, Term

__all__ = [
    "AccessRoute",
    "Area",
    "AreaFigure",
    "AreaKind",
    "Capacity",
    "CostKind",
    "Delivery",
    "Frequency",
    "Load",
    "LoadRow",
    "NamedPlace",
    "OrganisationListing",
    "Postcode",
    "RowOutcome",
    "Schedule",
    "SearchRow",
    "Service",
    "ServicePlace",
    "ServiceStatus",
    "ServiceTerm",
    "Site",
    "SiteHours",
    "SiteKind",
    "SourceRow",
    "Taxonomy",
    "Term",
    "Word",
]
