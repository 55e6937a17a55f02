"""Why two listings are proposed as one, and what was chosen of them, in words."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext
from markupsafe import Markup

from hearth.core.forms.fields import phone_words
from hearth.directory import merging
from hearth.directory.likeness import rules
from hearth.directory.models import DuplicatePair, Feed, PairState, Service
from hearth.directory.staff import listing_rows

TAG = Markup('<strong class="hearth-tag hearth-tag--{}">{}</strong>')
LABELS = {row.code: row.label for row in listing_rows.ROWS} | {merging.WHERE: lazy("Where and when")}


def certainty(pair: DuplicatePair) -> str:
    """How sure the proposal is, or who made it."""
    if pair.proposed_by:
        return _("Put forward by %(who)s") % {"who": pair.proposed_by}
    if pair.score >= rules().certain_from:
        return _("Almost certainly the same")
    return _("Probably the same") if pair.score >= rules().likely_from else _("Perhaps the same")


def certainty_tag(pair: DuplicatePair) -> Markup:
    """How sure it is, or what was decided."""
    if pair.state != PairState.PROPOSED:
        return TAG.format("closed", PairState(pair.state).label)
    return TAG.format("good" if pair.score >= rules().likely_from else "plain", certainty(pair))


def evidence_words(one: dict[str, Any]) -> str:
    """One thing that speaks for or against, as a person would say it."""
    value = one.get("value", "")
    words = {
        "name": _("Same name"),
        "name-order": _("Same words in the name, in another order"),
        "name-one-word": _("Names differ by one word: %(words)s") % {"words": value},
        "name-alike": _("Names are much alike"),
        "phone": _("Same telephone: %(number)s") % {"number": phone_words("0" + str(value))},
        "email": _("Same email: %(address)s") % {"address": value},
        "website": _("Same website: %(address)s") % {"address": value},
        "organisation": _("Same organisation"),
        "place": _("Same place"),
        "days": _("On other days"),
        "source": _("The same file or feed lists both"),
        "unplaced": _("Only one of them says where it is"),
    }
    if one["code"] == "near":
        return ngettext("Places %(n)s metre apart", "Places %(n)s metres apart", int(value)) % {"n": value}
    return words.get(one["code"], str(one["code"]))


def evidence(pair: DuplicatePair) -> tuple[list[str], list[str]]:
    """What speaks for it, and what against."""
    speaks = [one for one in pair.evidence if one["points"] >= 0]
    against = [one for one in pair.evidence if one["points"] < 0]
    by_hand = [_("%(who)s: %(why)s") % {"who": pair.proposed_by, "why": pair.proposed_why}] if pair.proposed_by else []
    return [*by_hand, *(evidence_words(one) for one in speaks)], [evidence_words(one) for one in against]


def pair_name(pair: DuplicatePair) -> str:
    """Both names, or the one that they share."""
    if pair.first.name == pair.second.name:
        return _("%(name)s, twice") % {"name": pair.first.name}
    return _("%(one)s, and %(other)s") % {"one": pair.first.name, "other": pair.second.name}


def came_from(service: Service) -> str:
    """Where a listing came from."""
    if not service.source:
        return _("Written here")
    feed = Feed.objects.filter(code=service.source.removeprefix("feed-")).first()
    return feed.name if feed else _("A file that was loaded (%(name)s)") % {"name": service.source}


def row_names(groups: list[str]) -> list[str]:
    """Groups of parts by their labels."""
    return [str(LABELS.get(group, group)) for group in groups]


def choice_lines(parts: dict[str, Any]) -> list[tuple[str, str]]:
    """What the absorbed listing gave: (label, how)."""
    said = {merging.OTHER: _("From the one that went"), merging.BOTH: _("From both")}
    return [
        (str(LABELS.get(row, row)), said[choice])
        for step in parts.values()
        for row, choice in step["choice"].items()
        if choice in said
    ]
