"""What happens in the directory, who follows what of it, and who has been told."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from hearth.access.models import Organisation, User
from hearth.core.models import Record
from hearth.directory.models.organisations import Site
from hearth.directory.models.services import Service
from hearth.directory.models.taxonomy import Term


class NewsKind(models.TextChoices):
    """What happened to a listing."""

    NEW = "new"  # new in the directory
    CHANGED = "changed"  # the listing has changed
    CLOSED = "closed"  # closed for a while
    GONE = "gone"  # closed for good
    REOPENED = "reopened"  # open again
    DOUBTED = "doubted"  # not confirmed for a long time
    TRUSTED = "trusted"  # confirmed again


class ListingNews(Record):
    """One thing that happened to one listing. `detail` holds parts and dates, never words of a person."""

    neutral = frozenset({"id", "created_at", "service", "organisation", "kind", "detail", "by_user_id", "spread_at"})

    service = models.ForeignKey(Service, models.CASCADE, related_name="news")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=NewsKind.choices)
    detail = models.JSONField(default=dict)
    by_user_id = models.UUIDField(null=True)  # who is not told, because they did it
    spread_at = models.DateTimeField(null=True)  # when those who follow it were told

    class Meta:
        indexes = [
            models.Index(fields=["-created_at"], name="directory_news_newest"),
            models.Index(fields=["service", "-created_at"], name="directory_news_of_service"),
            models.Index(fields=["created_at"], condition=Q(spread_at__isnull=True), name="directory_news_to_spread"),
            models.Index(fields=["service"], condition=Q(kind="new"), name="directory_news_new_of"),
        ]


class Follow(Record):
    """That a member follows something while working for an organisation: a service; a hub with all that is on there;
    or a kind of help near a hub."""

    personal = frozenset({"user"})
    neutral = frozenset({"id", "created_at", "organisation", "service", "site", "term"})

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    service = models.ForeignKey(Service, models.CASCADE, null=True, blank=True, related_name="followers")
    site = models.ForeignKey(Site, models.CASCADE, null=True, blank=True, related_name="+")
    term = models.ForeignKey(Term, models.CASCADE, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation", "service", "site", "term"],
                nulls_distinct=False,
                name="directory_follow_once",
            ),
            models.CheckConstraint(
                condition=Q(service__isnull=False, site__isnull=True, term__isnull=True)
                | Q(service__isnull=True, site__isnull=False),
                name="directory_follow_of_one_thing",
            ),
        ]


class TellHow(models.TextChoices):
    """How a member hears of what they follow, besides the list on their page."""

    AT_ONCE = "at-once"  # an email at once
    DAILY = "daily"  # one email a day, in the morning
    NEVER = "never"  # no email


class FollowChoice(Record):
    """How a member wants to hear, while working for an organisation. Without one: once a day."""

    personal = frozenset({"user"})
    neutral = frozenset({"id", "created_at", "organisation", "how"})

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    how = models.CharField(max_length=8, choices=TellHow.choices, default=TellHow.DAILY)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "organisation"], name="directory_follow_choice_once")]


class Alert(Record):
    """News for one member, because of something that they follow."""

    personal = frozenset({"user"})
    neutral = frozenset({"id", "created_at", "organisation", "news", "follow", "read_at", "mailed_at"})

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    news = models.ForeignKey(ListingNews, models.CASCADE, related_name="alerts")
    follow = models.ForeignKey(Follow, models.SET_NULL, null=True, blank=True, related_name="alerts")
    read_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)  # or: no email is wanted

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "organisation", "news"], name="directory_alert_once")]
        indexes = [
            models.Index(fields=["user", "-created_at"], name="directory_alert_newest"),
            models.Index(fields=["user"], condition=Q(mailed_at__isnull=True), name="directory_alert_to_mail"),
        ]


class FollowSuggestion(Record):
    """A service that a member might want to follow, because they had to do with it."""

    personal = frozenset({"user"})
    neutral = frozenset({"id", "created_at", "organisation", "service", "dismissed_at"})

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    service = models.ForeignKey(Service, models.CASCADE, related_name="+")
    dismissed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "organisation", "service"], name="directory_suggestion_once")
        ]
