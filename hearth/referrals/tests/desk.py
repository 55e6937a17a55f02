"""The cast of the front desk: two receptionists, a practitioner and the manager of one hub, and a partner's people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from hearth.access.models import Organisation, User
from hearth.access.tests.factories import make_member, make_organisation
from hearth.core.tests.support import as_owner
from hearth.referrals.actions import enquiries as actions
from hearth.referrals.actions.enquiries import Noted
from hearth.referrals.actions.handovers import To
from hearth.referrals.models import Enquiry, Handover, HandoverTopic
from hearth.referrals.tests.factories import NOW, working


@dataclass
class Desk:
    hub: Organisation
    partner: Organisation
    desk: User
    second: User
    worker: User
    manager: User
    partner_worker: User
    stranger: User

    def hands_over(self, to: User | None = None, *, now: datetime = NOW, **values: Any) -> Handover:
        """The receptionist hands a family over, to the hub's practitioner if nobody else is named."""
        with working(self.desk) as by:
            _enquiry, handover = actions.finish(
                noted=noted(offered=["handover"]), to=self.to(to, **values), by=by, now=now
            )
        assert handover
        return handover

    def to(self, user: User | None = None, **values: Any) -> To:
        user = user or self.worker
        with as_owner():
            organisation_id = user.active_membership.organisation_id
        return To(**{"user_id": user.pk, "organisation_id": organisation_id, "urgency": "waits"} | values)


def noted(**values: Any) -> Noted:
    return Noted(**{"topics": ["housing"], "who": "family", "way": "walked-in", "outcome": "helped"} | values)


def make_desk() -> Desk:
    hub, partner = make_organisation(), make_organisation()
    with as_owner():
        HandoverTopic.objects.create(organisation=partner, topic="housing")
    return Desk(
        hub=hub,
        partner=partner,
        desk=make_member("front-desk", hub, name="Rosa Lind"),
        second=make_member("front-desk", hub),
        worker=make_member("practitioner", hub, name="Idris Vale"),
        manager=make_member("hub-manager", hub),
        partner_worker=make_member("practitioner", partner),
        stranger=make_member("hub-manager"),
    )


def fresh_enquiry(enquiry: Enquiry) -> Enquiry:
    with as_owner():
        return Enquiry.objects.get(pk=enquiry.pk)


def fresh_handover(handover: Handover) -> Handover:
    with as_owner():
        return Handover.objects.get(pk=handover.pk)
