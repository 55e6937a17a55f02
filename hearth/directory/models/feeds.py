"""Other directories that we read: each feed, what its words mean here, and where it and an editor disagree."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from hearth.access.models import Organisation
from hearth.core.clock import LONDON
from hearth.core.models import Record
from hearth.directory.models.services import Service
from hearth.directory.models.taxonomy import Term


class FeedKind(models.TextChoices):
    """How the records come. Found out by the first reading."""

    UNKNOWN = "unknown", _("Not read yet")
    API = "api", _("Open Referral, page by page")
    JSON = "json", _("Open Referral in one file")
    PACKAGE = "package", _("Open Referral tables (CSV)")


class Feed(Record):
    """Another directory: where it is, how often it is read, and under which licence we show what it says.

    Its records carry `source` as their source. A feed that is not trusted brings new services in hidden: an editor
    shows them.
    """

    neutral = frozenset(
        {
            *("id", "created_at", "code", "name", "kind", "address", "licence", "licence_url", "attribution", "owner"),
            *("every_hours", "full_days", "gone_after", "per_second", "default_terms", "is_trusted", "is_paused"),
            *("next_at", "full_at", "since", "validators", "publisher", "at_time", "asked_at", "read_at"),
            "failing_since",
        }
    )

    code = models.SlugField(max_length=48, unique=True)  # for ever: records are known again by it
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=8, choices=FeedKind.choices, default=FeedKind.UNKNOWN)
    address = models.CharField(max_length=500, blank=True)  # empty: a file that somebody gave (FeedFile)
    licence = models.CharField(max_length=120, blank=True)
    licence_url = models.URLField(max_length=500, blank=True)
    publisher = models.CharField(max_length=160, blank=True)  # who answers for it there
    attribution = models.CharField(max_length=255, blank=True)  # "Contains information from …", as the public reads it
    # Whose a service is that names no organisation; also the one organisation that is known here already by its name.
    owner = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    every_hours = models.PositiveSmallIntegerField(default=24)  # 0: only when somebody asks
    at_time = models.TimeField(null=True, blank=True)  # of a day in London, where it is read once a day or less often
    full_days = models.PositiveSmallIntegerField(default=7)  # between them only what the feed says has changed
    gone_after = models.PositiveSmallIntegerField(default=2)  # complete readings without it, then closing is proposed
    per_second = models.FloatField(default=5)  # requests; 0: as fast as it answers
    default_terms: models.ManyToManyField[Term, models.Model] = models.ManyToManyField(
        Term, through="directory.FeedDefaultTerm", related_name="+"
    )
    is_trusted = models.BooleanField(default=False)
    is_paused = models.BooleanField(default=False)
    next_at = models.DateTimeField(null=True, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)  # somebody asked for a reading that has not begun yet
    read_at = models.DateTimeField(null=True, blank=True)  # when the last reading that worked began
    failing_since = models.DateTimeField(null=True, blank=True)  # the first of the readings that failed since then
    full_at = models.DateTimeField(null=True, blank=True)  # when the last complete reading began
    since = models.DateTimeField(null=True, blank=True)  # what changed after this has not been asked for yet
    validators = models.JSONField(default=dict, blank=True)  # the file's ETag and Last-Modified

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def source(self) -> str:
        """What the feed's records carry as their source."""
        return f"feed-{self.code}"

    def after(self, moment: datetime) -> datetime | None:
        """When it is to be read next, counted from a moment; None where nobody wants that."""
        if not self.every_hours or self.is_paused:
            return None
        due = moment + timedelta(hours=self.every_hours)
        if self.at_time is None or self.every_hours < 24:
            return due
        # Half a day early counts as that day: a reading that began late does not push all later ones on.
        day = (due - timedelta(hours=12)).astimezone(LONDON).date()
        at = datetime.combine(day, self.at_time, LONDON)
        return at if at > moment + timedelta(hours=1) and at >= due - timedelta(hours=12) else at + timedelta(days=1)


class FeedDefaultTerm(models.Model):
    """A term that every service of a feed is given."""

    personal: ClassVar[frozenset[str]] = frozenset()
    sensitive: ClassVar[frozenset[str]] = frozenset()
    neutral: ClassVar[frozenset[str]] = frozenset({"id", "feed", "term"})

    id = models.BigAutoField(primary_key=True)
    feed = models.ForeignKey(Feed, models.CASCADE, related_name="+")
    term = models.ForeignKey(Term, models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["feed", "term"], name="directory_feed_default_term_once")]


class FeedFile(Record):
    """The file of a feed that has no address, as somebody gave it."""

    neutral = frozenset({"id", "created_at", "feed", "name", "content"})

    feed = models.OneToOneField(Feed, models.CASCADE, related_name="file")
    name = models.CharField(max_length=200)
    content = models.BinaryField()


class FeedTerm(models.Model):
    """An entry of a feed's own vocabulary (`term`), how many of its services have it, and what it means here.

    Nobody has decided yet where `decided_at` is null. Decided without a target: it means nothing here.
    """

    personal: ClassVar[frozenset[str]] = frozenset()
    sensitive: ClassVar[frozenset[str]] = frozenset()
    neutral: ClassVar[frozenset[str]] = frozenset(
        {"id", "feed", "term", "services", "decided_at", "decided_by", "targets"}
    )

    id = models.BigAutoField(primary_key=True)
    feed = models.ForeignKey(Feed, models.CASCADE, related_name="terms")
    term = models.ForeignKey(Term, models.CASCADE, related_name="fed")
    services = models.PositiveIntegerField(default=0)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=120, blank=True)
    targets: models.ManyToManyField[Term, models.Model] = models.ManyToManyField(
        Term, through="directory.FeedTermTarget", related_name="+"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["feed", "term"], name="directory_feed_term_once")]


class FeedTermTarget(models.Model):
    """That a feed's term means one of ours."""

    personal: ClassVar[frozenset[str]] = frozenset()
    sensitive: ClassVar[frozenset[str]] = frozenset()
    neutral: ClassVar[frozenset[str]] = frozenset({"id", "feed_term", "term"})

    id = models.BigAutoField(primary_key=True)
    feed_term = models.ForeignKey(FeedTerm, models.CASCADE, related_name="+")
    term = models.ForeignKey(Term, models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["feed_term", "term"], name="directory_feed_target_once")]


class ConflictChoice(models.TextChoices):
    OURS = "ours", _("Keep ours")
    THEIRS = "theirs", _("Take theirs")
    ALWAYS = "always", _("Always take theirs here")
    LAPSED = "lapsed", _("Both say the same again")


class FeedConflict(Record):
    """A field that somebody changed here and the feed changed since: ours stands until an editor has chosen."""

    neutral = frozenset(
        {
            "id",
            "created_at",
            "feed",
            "service",
            "field",
            "theirs",
            "choice",
            "settled_at",
            "settled_by",
        }
    )

    feed = models.ForeignKey(Feed, models.CASCADE, related_name="conflicts")
    service = models.ForeignKey(Service, models.CASCADE, related_name="feed_conflicts")
    field = models.CharField(max_length=40)
    theirs = models.JSONField(null=True)
    choice = models.CharField(max_length=8, choices=ConflictChoice.choices, blank=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["service", "field"],
                condition=models.Q(settled_at__isnull=True),
                name="directory_feed_conflict_once",
            )
        ]
        indexes = [models.Index(fields=["feed", "settled_at"])]
