"""A family's registration at a hub, and families that are only counted."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from hearth.access.models import Organisation
from hearth.core.models import Record
from hearth.directory.models import Service, Site


class Way(models.TextChoices):
    PHONE = "phone", _("On their own phone")
    KIOSK = "kiosk", _("At the kiosk")
    DESK = "desk", _("On paper, typed by the desk")


class Registration(Record):
    """That a family registered at a hub: when, how, what it was told and what it agreed to.

    Its id is the key under which it was sent, so sending twice finds it. Written once; only who met the family in
    person is added. A registration says what the family says of itself: until somebody has met them, it proves nothing
    of who they are.
    """

    personal = frozenset({"reference", "agreed", "met_by", "met_by_name", "session"})
    sensitive = frozenset({"code_hash"})
    neutral = frozenset(
        {
            "id",
            "created_at",
            "site",
            "organisation",
            "way",
            "registered_at",
            "notice_version",
            "notice_language",
            "entered_by",
            "met_at",
        }
    )

    site = models.ForeignKey(Site, models.PROTECT, related_name="registrations")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="registrations")  # that ran it then
    way = models.CharField(max_length=8, choices=Way.choices)
    # Whose poster they came by; none: the hub's own, or none at all.
    session = models.ForeignKey(Service, models.PROTECT, null=True, blank=True, related_name="+")
    registered_at = models.DateTimeField()
    reference = models.CharField(max_length=9, unique=True)
    code_hash = models.CharField(max_length=64)
    notice_version = models.CharField(max_length=20)  # of data/notice.yaml
    notice_language = models.CharField(max_length=10)
    agreed = ArrayField(models.CharField(max_length=40), default=list, blank=True)  # codes of that version
    entered_by = models.UUIDField(null=True, blank=True)  # the member who typed it from paper
    met_at = models.DateTimeField(null=True, blank=True)
    met_by = models.UUIDField(null=True, blank=True)
    met_by_name = models.CharField(max_length=120, blank=True)

    class Meta:
        indexes = [models.Index(fields=["organisation", "-registered_at"])]


class RegisteredPerson(Record):
    """One person of a registration. A correction adds a row of the same order with the record that corrects."""

    neutral = frozenset({"id", "created_at", "registration", "order"})
    personal = frozenset({"source_record"})

    registration = models.ForeignKey(Registration, models.PROTECT, related_name="people")
    source_record = models.OneToOneField("families.SourceRecord", models.PROTECT, related_name="registered")
    order = models.PositiveSmallIntegerField()  # 0 is the adult who registered

    class Meta:
        indexes = [models.Index(fields=["registration", "order"])]


class CountedVisit(Record):
    """A family that came and wanted no record: counted by hub, day and ages, and by the session to which it came where
    it came to one. The tag is drawn by chance and kept by the family if it likes; nothing joins it to a person."""

    personal = frozenset({"tag", "session"})
    neutral = frozenset(
        {"id", "created_at", "organisation", "site", "day", "adults", "children", "rules_version", "entered_by"}
    )

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="counted_visits")
    site = models.ForeignKey(Site, models.PROTECT, related_name="counted_visits")
    session = models.ForeignKey(Service, models.PROTECT, null=True, blank=True, related_name="+")
    day = models.DateField()  # in London
    tag = models.CharField(max_length=20)
    adults = models.PositiveSmallIntegerField()
    children = models.JSONField(default=dict)  # age band of data/registration.yaml: how many
    rules_version = models.CharField(max_length=20)
    entered_by = models.UUIDField()

    class Meta:
        indexes = [models.Index(fields=["organisation", "day"])]
        constraints = [
            # A family that comes twice on a day is one family of that day, and of each session one of that session.
            models.UniqueConstraint(
                fields=["site", "day", "tag", "session"], nulls_distinct=False, name="families_counted_once_a_session"
            )
        ]


class AgreedLater(Record):
    """That a family agreed to something after it registered, or took back that it does. Rows are only added."""

    neutral = frozenset({"id", "created_at"})
    personal = frozenset({"registration", "code", "is_agreed"})

    # The database itself deletes it with the registration (migration 0023).
    registration = models.ForeignKey(Registration, models.DO_NOTHING, db_constraint=False, related_name="agreed_later")
    code = models.CharField(max_length=40)  # of data/notice.yaml
    is_agreed = models.BooleanField()


class FamilyAsk(Record):
    """What a family asks for on its own page, until somebody has answered it."""

    class Kind(models.TextChoices):
        COPY = "copy", _("A copy of all that is held")
        NO_RECORD = "no-record", _("Help without a record")

    neutral = frozenset({"id", "created_at", "asked_at", "answered_at"})
    personal = frozenset({"registration", "kind", "answered_by"})

    registration = models.ForeignKey(Registration, models.PROTECT, related_name="asks")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.UUIDField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["registration", "kind"],
                condition=models.Q(answered_at__isnull=True),
                name="families_one_open_ask",
            )
        ]
