"""What helps a family while it waits: rules that an organisation's staff write."""

from __future__ import annotations

from django.db import models

from hearth.access.models import Organisation
from hearth.core.models import Record
from hearth.directory.models import Service, Term


class InterimRule(Record):
    """For families on the organisation's waiting lists (of one service, of one need, with a wait at least
    so long), this service may help meanwhile. What is left open holds for all."""

    neutral = frozenset({"id", "created_at", "organisation", "service", "need", "from_weeks", "offered", "words"})

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="interim_rules")
    service = models.ForeignKey(Service, models.CASCADE, null=True, blank=True, related_name="+")
    need = models.ForeignKey(Term, models.CASCADE, null=True, blank=True, related_name="+")
    from_weeks = models.PositiveSmallIntegerField(default=0)  # expected wait
    offered = models.ForeignKey(Service, models.CASCADE, related_name="+")
    words = models.CharField(max_length=200, blank=True)  # why it helps, for the family

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "service", "need", "offered"],
                name="referrals_interim_rule_once",
                nulls_distinct=False,
            )
        ]
