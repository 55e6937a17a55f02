"""What becomes of a part of a copy; sending it back; how it was handed over."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from hearth.core.forms import CheckboxesField, HearthForm, RadioField, TextAreaField, TextField
from hearth.families import blackout, copies
from hearth.families.models import CopyPart, Decision

LONGEST_SHOWN = 160  # letters of a sentence beside its box


def pieces_offered(part: CopyPart) -> list[tuple[str, str]]:
    """Lines and sentences that can be ticked, as "which:start:end"."""
    offered = []
    for which, item in enumerate(part.items):
        text = str(item["text"])
        runs = blackout.sentences(text)
        if len(runs) != 1:
            offered.append((f"{which}:0:{len(text)}", f"{item['label']}: {_('all of it')}"))
        offered += [(f"{which}:{start}:{end}", f"{item['label']}: {_short(text[start:end])}") for start, end in runs]
    return offered


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"


class PartForm(HearthForm):
    """Give it, black words out, or hold it back."""

    decision = RadioField(
        _("What becomes of this part?"),
        choices=lambda: copies.choices("decisions"),
        required=_("Choose what becomes of this part"),
        reveal={"black-out": ["pieces", "passages", "black_reason"], "hold": ["hold_reason"]},
    )
    pieces = CheckboxesField(_("Lines and sentences to black out"), choices=[], optional=True)
    passages = TextAreaField(
        _("Words to black out wherever they stand in this part"),
        hint=_("One name or passage on each line. Capitals do not count."),
        rows=4,
        max_length=4000,
        optional=True,
    )
    black_reason = RadioField(_("Why are they blacked out?"), choices=copies.reasons, required=_("Choose why"))
    hold_reason = RadioField(_("Why is it held back?"), choices=copies.reasons, required=_("Choose why"))
    note = TextField(
        _("Anything for whoever signs it off"),
        hint=_("The family does not read this."),
        max_length=500,
        optional=True,
    )

    def __init__(self, *args: Any, part: CopyPart, **options: Any) -> None:
        self.part = part
        offered = pieces_offered(part)
        if not args and "data" not in options:
            chosen = {":".join(map(str, piece)) for piece in part.pieces}
            options["initial"] = {
                "decision": part.decision,
                "pieces": [value for value, _words in offered if value in chosen],
                "passages": "\n".join(part.passages),
                "black_reason": part.reason,
                "hold_reason": part.reason,
                "note": part.note,
            }
        super().__init__(*args, **options)
        self.fields["pieces"].offer(offered)  # type: ignore[attr-defined]

    def answer(self) -> dict[str, Any]:
        """As the action takes it."""
        said = self.cleaned_data
        is_black = said["decision"] == Decision.BLACK_OUT
        return {
            "decision": said["decision"],
            "reason": (said["black_reason"] if is_black else said["hold_reason"]) or "",
            "note": said["note"],
            "pieces": [[int(n) for n in one.split(":")] for one in said["pieces"] or []],
            "passages": [line.strip() for line in (said["passages"] or "").splitlines() if line.strip()],
        }


class BackForm(HearthForm):
    words = TextAreaField(
        _("What has to change before you can sign it off?"),
        max_length=2000,
        required=_("Enter what has to change"),
    )


class HandOverForm(HearthForm):
    how = RadioField(
        _("How do they get it?"), choices=lambda: copies.choices("handovers"), required=_("Choose how they get it")
    )
    words = TextField(
        _("Anything to know about it"), hint=_("What they showed, or who took it."), max_length=255, optional=True
    )
