"""What happens to listings. Published by directory/actions; whoever hears of it stands in hearth/workflows.py."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from hearth.core.events import Event


@dataclass(frozen=True, slots=True)
class ListingChanged(Event):
    """The public reads something else than before. `fields` are names of Service (or places, schedules, terms);
    `why` is edited, approved, loaded, restored, merged or split."""

    service_id: UUID
    organisation_id: UUID
    version: int
    fields: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True)
class ListingConfirmed(Event):
    """Its owner said that all of it is still true."""

    service_id: UUID
    organisation_id: UUID


@dataclass(frozen=True, slots=True)
class StandingChanged(Event):
    """How far the listing is trusted moved on, or back: codes of `Standing`."""

    service_id: UUID
    organisation_id: UUID
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ListingClosed(Event):
    """The service is closed for a while from a day (ISO), or for good where `for_good`."""

    service_id: UUID
    organisation_id: UUID
    closed_from: str
    closed_until: str
    for_good: bool


@dataclass(frozen=True, slots=True)
class ListingReopened(Event):
    """The service is open again."""

    service_id: UUID
    organisation_id: UUID


@dataclass(frozen=True, slots=True)
class PartnerAgreed(Event):
    """The network agreed something with an organisation."""

    organisation_id: UUID
    agreement_id: UUID


@dataclass(frozen=True, slots=True)
class PartnerAgreementEnded(Event):
    """An agreement with an organisation was ended before its time."""

    organisation_id: UUID
    agreement_id: UUID


@dataclass(frozen=True, slots=True)
class ProblemReported(Event):
    """Somebody told us that something is wrong with a listing: of a service, or of a site (the other is empty)."""

    report_id: UUID
    service_id: UUID | None
    site_id: UUID | None
    organisation_id: UUID
    kind: str


@dataclass(frozen=True, slots=True)
class ProblemAnswered(Event):
    """A report was answered: `answer` is a code of ProblemState."""

    report_id: UUID
    service_id: UUID | None
    site_id: UUID | None
    organisation_id: UUID
    answer: str


@dataclass(frozen=True, slots=True)
class FeedAdded(Event):
    """Another directory is read from now on."""

    feed_id: UUID


@dataclass(frozen=True, slots=True)
class FeedChanged(Event):
    """Where a feed is, how often it is read, or what we make of it was changed."""

    feed_id: UUID


@dataclass(frozen=True, slots=True)
class NoteWritten(Event):
    """A member wrote a note on a service, for colleagues."""

    note_id: UUID
    service_id: UUID


@dataclass(frozen=True, slots=True)
class NoteChanged(Event):
    """Its author put it in other words."""

    note_id: UUID
    service_id: UUID


@dataclass(frozen=True, slots=True)
class NoteRemoved(Event):
    """A note was taken down."""

    note_id: UUID
    service_id: UUID


@dataclass(frozen=True, slots=True)
class Followed(Event):
    """A member follows something from now on."""

    follow_id: UUID


@dataclass(frozen=True, slots=True)
class Unfollowed(Event):
    """A member follows it no longer."""

    follow_id: UUID


@dataclass(frozen=True, slots=True)
class SchoolTermsChanged(Event):
    """The school terms of a council are others than before (empty: of every council without its own)."""

    council_code: str
    year: str


@dataclass(frozen=True, slots=True)
class SiteShut(Event):
    """A site is shut on these days (ISO, both included), or after all not (`removed`)."""

    site_id: UUID
    organisation_id: UUID
    first_day: str
    last_day: str
    removed: bool


@dataclass(frozen=True, slots=True)
class OpeningChanged(Event):
    """A site's usual week is another than before."""

    site_id: UUID
    organisation_id: UUID


@dataclass(frozen=True, slots=True)
class EmbedOriginAdded(Event):
    """A website may show the search in a frame."""

    origin_id: UUID


@dataclass(frozen=True, slots=True)
class EmbedOriginRemoved(Event):
    """A website may show it no longer."""

    origin_id: UUID


@dataclass(frozen=True, slots=True)
class SynonymChanged(Event):
    """Staff added, changed, took away or brought back everyday words."""

    synonym_id: UUID
    version: int
    removed: bool


@dataclass(frozen=True, slots=True)
class FeedDecided(Event):
    """An editor decided about something that a feed brought: `what` is the log's code without the app."""

    feed_id: UUID
    what: str


@dataclass(frozen=True, slots=True)
class ProposedSame(Event):
    """An editor put two listings forward as one service."""

    pair_id: UUID


@dataclass(frozen=True, slots=True)
class SaidDifferent(Event):
    """An editor said of two listings that they are two services; or (not `different`) took that back."""

    pair_id: UUID
    different: bool


@dataclass(frozen=True, slots=True)
class ListingsMerged(Event):
    """One listing took in another: its address leads to the kept one."""

    merge_id: UUID
    kept_id: UUID
    absorbed_id: UUID


@dataclass(frozen=True, slots=True)
class MergeUndone(Event):
    """The two stand apart again."""

    merge_id: UUID
    kept_id: UUID
    absorbed_id: UUID


@dataclass(frozen=True, slots=True)
class EmailsAskedFor(Event):
    """Somebody asked for emails about what is new, and has yet to confirm it."""

    subscription_id: UUID


@dataclass(frozen=True, slots=True)
class EmailsConfirmed(Event):
    """They begin."""

    subscription_id: UUID


@dataclass(frozen=True, slots=True)
class EmailsLeft(Event):
    """They end; the subscription is gone."""

    subscription_id: UUID
