"""How a request moves: the machine as a picture and, with the same content, as a table."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from hearth.access.guards import signed_in
from hearth.access.roles import permission_words
from hearth.core import pages
from hearth.core.words import label_list_words, list_words
from hearth.referrals import diagram, needs
from hearth.referrals.machine import FAMILY, Machine, Move, Who, machine
from hearth.referrals.staff import wording


@signed_in
def how(request: HttpRequest) -> HttpResponse:
    """Every state and move, who may make it, what it needs, who is told."""
    shown = machine()
    picture = diagram.draw(
        shown, _("The states of a request and the moves between them. The table below says the same.")
    )
    context = {
        "picture": picture,
        "rows": [_row(shown, move) for move in shown.moves.values()],
        "clocks": [(wording.CLOCKS[code], days) for code, days in shown.clocks.items()],
        "reasons": [(reason.staff, reason.family_words()) for reason in shown.reasons["decline"].values()],
        "outcomes": [(reason.staff, reason.family_words()) for reason in shown.reasons["outcomes"].values()],
        "needs": [(one.staff, one.family_words()) for one in needs.needs().values() if one.offered],
        "version": shown.version,
        "reasons_version": shown.reasons_version,
    }
    return pages.render(request, "referrals/staff/how.html", context)


def _row(shown: Machine, move: Move) -> dict[str, object]:
    needs = [
        (move.opened, _("that it was opened")),
        (move.reason and not move.reason_optional, _("a reason")),
        (move.until == "required", _("a day")),
        (move.words == "required", _("words")),
        (move.alternative == "required", _("another way to get help")),
        (move.outcome == "required", _("an outcome")),
    ]
    clocks = [
        (_("starts"), move.starts),
        (_("stops"), move.stops),
        (_("pauses"), move.pauses),
        (_("goes on with"), move.resumes),
    ]
    return {
        "move": wording.move_words(move.code),
        "origins": label_list_words([wording.state_words(code) for code in shown.states if code in move.origins]),
        "to": wording.state_words(move.to) if move.to else _("As it was"),
        "who": "; ".join(_who(who) for who in move.who),
        "needs": list_words([words for wanted, words in needs if wanted]),
        "tells": list_words([str(wording.PARTIES[party]).lower() for party in move.tells]),
        "clocks": "; ".join(
            f"{what}: {list_words([str(wording.CLOCKS[code]).lower() for code in codes])}"
            for what, codes in clocks
            if codes
        ),
        "live": move.live,
    }


def _who(who: Who) -> str:
    party = str(wording.PARTIES[who.party])
    return party if who.party == FAMILY else f"{party} ({permission_words(who.permission).lower()})"
