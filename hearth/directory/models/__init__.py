"""The directory: where places are, who offers what, to whom, where and when."""

from hearth.directory.models.changes import OPEN_STATES, ChangeState, ChangeStep, ListingChange
from hearth.directory.models.demand import UnknownWord, UnmetReason, UnmetSearch
from hearth.directory.models.duplicates import DuplicatePair, DuplicateSearch, Merge, PairState
from hearth.directory.models.emails import EmailSubscription, HowOften
from hearth.directory.models.embedding import EmbedOrigin
from hearth.directory.models.feeds import (
    ConflictChoice,
    Feed,
    FeedConflict,
    FeedDefaultTerm,
    FeedFile,
    FeedKind,
    FeedTerm,
    FeedTermTarget,
)
from hearth.directory.models.follows import (
    Alert,
    Follow,
    FollowChoice,
    FollowSuggestion,
    ListingNews,
    NewsKind,
    TellHow,
)
from hearth.directory.models.freshness import (
    WARNED,
    FreshnessStep,
    Reach,
    Reminder,
    ReviewDates,
    ReviewPolicy,
    Step,
)
from hearth.directory.models.geography import Area, AreaFigure, AreaKind, NamedPlace, Postcode
from hearth.directory.models.loads import Load, LoadRow, RowOutcome, SourceRow
from hearth.directory.models.notes import NoteMark, ServiceNote
from hearth.directory.models.organisations import BankHolidays, OrganisationListing, Site, SiteHours, SiteKind
from hearth.directory.models.partners import Covers, PartnerAgreement
from hearth.directory.models.problems import ProblemReport, ProblemReporter, ProblemState
from hearth.directory.models.published import Published, PublishedState
from hearth.directory.models.search import SearchRow, Word
from hearth.directory.models.services import (
    AccessRoute,
    Capacity,
    CostKind,
    Delivery,
    Service,
    ServicePlace,
    ServiceStatus,
    Standing,
)
from hearth.directory.models.taxonomy import ServiceTerm, Taxonomy, Term
from hearth.directory.models.times import (
    ExceptionKind,
    Frequency,
    Schedule,
    ScheduleException,
    SchoolTerm,
    SiteClosure,
)
from hearth.directory.models.versions import ListingVersion, Why
from hearth.directory.models.words import Synonym, SynonymVersion, WordsNumber

__all__ = [
    "OPEN_STATES",
    "WARNED",
    "AccessRoute",
    "Alert",
    "Area",
    "AreaFigure",
    "AreaKind",
    "BankHolidays",
    "Capacity",
    "ChangeState",
    "ChangeStep",
    "ConflictChoice",
    "CostKind",
    "Covers",
    "Delivery",
    "DuplicatePair",
    "DuplicateSearch",
    "EmailSubscription",
    "EmbedOrigin",
    "ExceptionKind",
    "Feed",
    "FeedConflict",
    "FeedDefaultTerm",
    "FeedFile",
    "FeedKind",
    "FeedTerm",
    "FeedTermTarget",
    "Follow",
    "FollowChoice",
    "FollowSuggestion",
    "Frequency",
    "FreshnessStep",
    "HowOften",
    "ListingChange",
    "ListingNews",
    "ListingVersion",
    "Load",
    "LoadRow",
    "Merge",
    "NamedPlace",
    "NewsKind",
    "NoteMark",
    "OrganisationListing",
    "PairState",
    "PartnerAgreement",
    "Postcode",
    "ProblemReport",
    "ProblemReporter",
    "ProblemState",
    "Published",
    "PublishedState",
    "Reach",
    "Reminder",
    "ReviewDates",
    "ReviewPolicy",
    "RowOutcome",
    "Schedule",
    "ScheduleException",
    "SchoolTerm",
    "SearchRow",
    "Service",
    "ServiceNote",
    "ServicePlace",
    "ServiceStatus",
    "ServiceTerm",
    "Site",
    "SiteClosure",
    "SiteHours",
    "SiteKind",
    "SourceRow",
    "Standing",
    "Step",
    "Synonym",
    "SynonymVersion",
    "Taxonomy",
    "TellHow",
    "Term",
    "UnknownWord",
    "UnmetReason",
    "UnmetSearch",
    "Why",
    "Word",
    "WordsNumber",
]
