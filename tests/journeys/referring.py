"""Referring a family in the journeys: what a trained referrer types, and what it costs."""

from __future__ import annotations

import re
from dataclasses import dataclass

from hearth.core.tests.support import as_owner
from hearth.referrals.models import Referral
from tests.journeys.staff import signs_in
from tests.journeys.visitor import Visitor
from tests.journeys.worlds import NESTLING_MANAGER

HEALTH_VISITOR = "blessing.okafor@sorrelvale-nhs.example"
SERVICE = "Feeding helper at home"


@dataclass
class Hand:
    """Fills in and presses as a trained referrer does, and counts it: fields typed or chosen, pages sent."""

    visitor: Visitor
    fields: int = 0
    clicks: int = 0

    def fills(self, label: str | re.Pattern[str], words: str) -> None:
        self.visitor.fills(label, words)
        self.fields += 1

    def chooses(self, label: str | re.Pattern[str], *, within: str | None = None) -> None:
        if within:
            group = self.visitor.page.get_by_role("group", name=re.compile(within))
            group.get_by_label(label, exact=isinstance(label, str)).first.check()
        else:
            self.visitor.chooses(label)
        self.fields += 1

    def selects(self, label: str, option: str) -> None:
        self.visitor.selects(label, option)
        self.fields += 1

    def gives_date(self, day: int, month: int, year: int) -> None:
        self.visitor.gives_date(day, month, year)
        self.fields += 3

    def presses(self, words: str) -> None:
        self.visitor.presses(words)
        self.clicks += 1


def refers_a_mother_and_her_baby(visitor: Visitor) -> Hand:
    """From the first question to "Send it", typing no more than is asked."""
    hand = Hand(visitor)
    hand.fills(re.compile("first name"), "Leila")
    hand.fills("Last name", "Haddad")
    hand.selects("Who they are to the child", "Mother")
    hand.chooses("No", within="Interpreter")
    hand.presses("Continue")
    hand.chooses("Yes")
    hand.fills("Child’s first name", "Sami")
    hand.gives_date(2, 11, 2026)
    hand.presses("Continue")
    hand.chooses("No")
    hand.presses("Continue")
    hand.fills(re.compile("What would help"), "Feeding hurts; she would like somebody to watch a feed at home.")
    hand.presses("Continue")
    hand.chooses("Text message")
    hand.fills("Mobile number", "01632 960788")
    hand.presses("Continue")
    hand.chooses("At any time")
    hand.presses("Continue")
    hand.chooses("Yes")
    hand.presses("Continue")
    visitor.sees_heading("Check your answers")
    for said in ("Leila", "Sami", "Feeding hurts"):
        visitor.sees(said)
    hand.presses("Send it")
    visitor.sees("It is sent.")
    visitor.sees("They answer by")
    return hand


def newest() -> Referral:
    with as_owner():
        return Referral.objects.select_related("service").latest("created_at")


def the_service_opens(worker: Visitor, reference: str) -> None:
    """Hannah opens it and reads what was sent."""
    signs_in(worker, NESTLING_MANAGER)
    worker.goes_to(f"/referrals/{reference}/")
    worker.presses(re.compile("Open this request"))
    worker.sees("Sami")


def the_service_answers(worker: Visitor, reference: str) -> None:
    """Hannah opens it and says yes."""
    the_service_opens(worker, reference)
    worker.follows(re.compile("Accept"), within="main")
    worker.presses("Accept it")
