"""What people tell us is wrong with a listing, until it is answered and forgotten."""

from __future__ import annotations

from django.db import models

from hearth.access.models import Organisation
from hearth.core.models import Record
from hearth.directory.models.organisations import Site
from hearth.directory.models.services import Service


class ProblemState(models.TextChoices):
    """How a report stands: waiting, or how it was answered."""

    OPEN = "open"
    MENDED = "mended"  # the listing has been put right
    NOT_SO = "not-so"  # the listing is right as it stands
    CLOSED = "closed"  # it is true that it has closed
    SET_ASIDE = "set-aside"  # nothing to do with this listing; nobody is told


class ProblemReport(Record):
    """What somebody told us of one service or one site, for the organisation that runs it to answer.

    `visitor` tells people apart without saying who they are, for as long as a warning counts them. Whoever reported
    from inside is named. Words and names are emptied when their time is over (data/problems.yaml).
    """

    personal = frozenset({"words", "visitor", "by_user_id", "by_name", "answered_by"})
    neutral = frozenset(
        {
            "id",
            "created_at",
            "service",
            "site",
            "organisation",
            "kind",
            "state",
            "due_on",
            "escalated_at",
            "by_organisation",
            "wants_answer",
            "answered_at",
            "answer_words",
            "forgotten_at",
        }
    )

    service = models.ForeignKey(Service, models.CASCADE, null=True, blank=True, related_name="problem_reports")
    site = models.ForeignKey(Site, models.CASCADE, null=True, blank=True, related_name="problem_reports")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")  # whose listing it is
    kind = models.CharField(max_length=20)  # a code of data/problems.yaml
    words = models.TextField(blank=True)
    visitor = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=10, choices=ProblemState.choices, default=ProblemState.OPEN)
    due_on = models.DateField()  # the last day on which the owner answers; then it is the directory editor's too
    escalated_at = models.DateTimeField(null=True, blank=True)  # since when the directory editor has it too
    by_user_id = models.UUIDField(null=True, blank=True)
    by_name = models.CharField(max_length=120, blank=True)
    by_organisation = models.ForeignKey(Organisation, models.SET_NULL, null=True, blank=True, related_name="+")
    wants_answer = models.BooleanField(default=False)  # whoever told us hears once what came of it
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.CharField(max_length=120, blank=True)
    answer_words = models.CharField(max_length=1000, blank=True)
    forgotten_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(service__isnull=False, site__isnull=True)
                | models.Q(service__isnull=True, site__isnull=False),
                name="directory_problem_of_one_listing",
            )
        ]
        indexes = [
            models.Index(fields=["service"], condition=models.Q(state="open"), name="directory_problem_of_service"),
            models.Index(fields=["site"], condition=models.Q(state="open"), name="directory_problem_of_site"),
            models.Index(fields=["organisation", "state"], name="directory_problem_of_owner"),
        ]


class ProblemReporter(Record):
    """Where to write once to whoever told us, and in which language. Nobody reads it but the job that writes, and the
    row goes with the message."""

    personal = frozenset({"email"})
    neutral = frozenset({"id", "created_at", "report", "language"})

    report = models.OneToOneField(ProblemReport, models.CASCADE, related_name="reporter")
    email = models.EmailField()
    language = models.CharField(max_length=5, default="en")
