"""What one source said of one person at one time, and how that person may safely be reached.

A source record is immutable. Who is the same person as whom is a matter of links over these rows (`people`); nothing
here is ever merged or rewritten. A correction is a new record that names the one it corrects.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from hearth.core.models import Record


class SourceKind(models.TextChoices):
    REQUEST = "request", _("A family's own request for support")
    REFERRAL = "referral", _("A professional's referral")
    REGISTRATION = "registration", _("A registration at a hub")
    FEED = "feed", _("An agency's feed")


class Sex(models.TextChoices):
    FEMALE = "f", _("Female")
    MALE = "m", _("Male")
    OTHER = "x", _("Another way")


class SourceRecord(Record):
    """What one source says of one person, as it said it. Never changed (a trigger refuses), only superseded."""

    personal = frozenset(
        {
            "given_name",
            "family_name",
            "birth_date",
            "due_date",
            "age_words",
            "sex",
            "phone",
            "email",
            "postcode",
            "address",
            "relation",
            "language",
            "needs_interpreter",
            "lsoa_code",
        }
    )
    neutral = frozenset(
        {"id", "created_at", "kind", "source_organisation", "source_ref", "said_at", "corrects", "entered_by"}
    )

    kind = models.CharField(max_length=12, choices=SourceKind.choices)
    source_organisation = models.ForeignKey(
        "access.Organisation", models.PROTECT, null=True, blank=True, related_name="+"
    )  # null: the family itself
    source_ref = models.CharField(max_length=80, blank=True)  # the source's own id of the person
    said_at = models.DateTimeField()
    corrects = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="corrected_by")
    entered_by = models.UUIDField(null=True, blank=True)  # the member who typed it, where one did

    given_name = models.CharField(max_length=80, blank=True)
    family_name = models.CharField(max_length=80, blank=True)
    birth_date = models.DateField(null=True, blank=True)
    due_date = models.DateField(null=True, blank=True)  # an unborn child
    age_words = models.CharField(max_length=40, blank=True)  # where no birth date was given
    sex = models.CharField(max_length=1, choices=Sex.choices, blank=True)  # as the source has it; empty: not said
    relation = models.CharField(max_length=40, blank=True)  # to the sender: self, child, partner …
    phone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)
    address = models.CharField(max_length=255, blank=True)
    postcode = models.CharField(max_length=8, blank=True)
    lsoa_code = models.CharField(max_length=12, blank=True)
    language = models.CharField(max_length=10, blank=True)
    needs_interpreter = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["source_organisation", "source_ref"])]

    @property
    def name(self) -> str:
        """Given and family name as one line."""
        return f"{self.given_name} {self.family_name}".strip()


class SafeContact(Record):
    """How a person may safely be reached. The newest row of a source record counts; older ones are kept.

    Nothing reaches a family but by `families.safe_contact.tell_family`, which reads this.
    """

    personal = frozenset(
        {"email", "phone", "channels", "safe_from", "safe_until", "voicemail_ok", "language", "source_record"}
    )
    sensitive = frozenset({"do_not_contact", "notes"})
    neutral = frozenset({"id", "created_at"})

    source_record = models.ForeignKey(SourceRecord, models.PROTECT, related_name="safe_contacts")
    channels = ArrayField(models.CharField(max_length=10), default=list, blank=True)  # "email", "text", "call"
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    safe_from = models.TimeField(null=True, blank=True)  # London time; both null: any time
    safe_until = models.TimeField(null=True, blank=True)
    voicemail_ok = models.BooleanField(default=False)
    do_not_contact = models.BooleanField(default=False)
    language = models.CharField(max_length=10, default="en")
    notes = models.CharField(max_length=255, blank=True)

    class Meta:
        indexes = [models.Index(fields=["source_record", "-created_at"])]


class Scheme(models.TextChoices):
    """Who gives an identifier, and by which rule its check digit is proved (`families.identifiers`)."""

    NHS = "nhs", _("NHS number")
    UPN = "upn", _("Unique pupil number")
    CHILD = "child", _("Child identifier of children’s services")


class Identifier(Record):
    """A number by which a source knows a person. Shown only to organisations that use its scheme."""

    sensitive = frozenset({"value"})
    neutral = frozenset({"id", "created_at", "source_record", "scheme"})

    source_record = models.ForeignKey(SourceRecord, models.PROTECT, related_name="identifiers")
    scheme = models.CharField(max_length=8, choices=Scheme.choices)
    value = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source_record", "scheme"], name="families_identifier_once")]
        indexes = [models.Index(fields=["scheme", "value"])]


class AccessNeeds(Record):
    """What somebody needs so that they can come and take part. The newest row of a source record counts."""

    sensitive = frozenset({"mobility", "sensory", "communication", "diet", "other"})
    neutral = frozenset({"id", "created_at", "source_record"})

    source_record = models.ForeignKey(SourceRecord, models.PROTECT, related_name="access_needs")
    mobility = models.CharField(max_length=255, blank=True)
    sensory = models.CharField(max_length=255, blank=True)  # sight, hearing, noise, light
    communication = models.CharField(max_length=255, blank=True)  # signs, pictures, easy words
    diet = models.CharField(max_length=255, blank=True)  # allergies too
    other = models.CharField(max_length=255, blank=True)

    class Meta:
        indexes = [models.Index(fields=["source_record", "-created_at"])]
