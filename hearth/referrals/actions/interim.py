"""The rules for what helps families while they wait."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction

from hearth.access.queries import may
from hearth.audit import actions as audit
from hearth.core.actors import Actor
from hearth.directory.models import Service
from hearth.referrals import queries
from hearth.referrals.actions.moving import NotAllowed
from hearth.referrals.models import InterimRule

LEAD = "referrals.lead"


def add_interim_rule(
    *,
    by: Actor,
    offered: Service,
    service: UUID | None = None,
    need: UUID | None = None,
    from_weeks: int = 0,
    words: str = "",
) -> InterimRule:
    """Add a rule to the actor's organisation, or change the words and the weeks of the one that says the same. Raises
    NotAllowed without the permission, or for a waiting list of another organisation."""
    if by.organisation_id is None or not may(by, LEAD):
        raise NotAllowed
    if service is not None and service not in {one.pk for one in queries.own_services(by)}:
        raise NotAllowed
    with transaction.atomic():
        same: dict[str, Any] = {"service_id": service, "need_id": need, "offered": offered}
        rule, _new = InterimRule.objects.update_or_create(
            organisation_id=by.organisation_id,
            **same,
            defaults={"from_weeks": from_weeks, "words": words.strip()},
        )
        _log("referrals.interim_rule_added", rule, by)
    return rule


def remove_interim_rule(*, by: Actor, rule: InterimRule) -> None:
    """Take a rule away. Raises NotAllowed for one of another organisation."""
    if not queries.rules_of(by).filter(pk=rule.pk).exists():
        raise NotAllowed
    with transaction.atomic():
        _log("referrals.interim_rule_removed", rule, by)
        rule.delete()


def _log(action: str, rule: InterimRule, by: Actor) -> None:
    audit.record(
        action=action,
        by=by,
        organisation_id=rule.organisation_id,
        subject_type="referrals.InterimRule",
        subject_id=rule.pk,
    )
