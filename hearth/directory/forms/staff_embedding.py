"""Putting the search into another website: how it looks, and which websites may."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrOrPromise

from hearth.core import brand as brands
from hearth.core.forms import ColourField, HearthForm, SelectField, TextField, YesNoField
from hearth.directory import embed_look
from hearth.directory.staff.embed_origins import LONGEST, NotAnOrigin, read_origin

SIZES: dict[str, StrOrPromise] = {
    "normal": gettext_lazy("As usual"),
    "large": gettext_lazy("Large"),
    "larger": gettext_lazy("Larger"),
}
FONTS: dict[str, StrOrPromise] = {
    "hearth": gettext_lazy("Atkinson Hyperlegible, made for easy reading"),
    "system": gettext_lazy("The usual font of the reader’s device"),
    "arial": gettext_lazy("Arial"),
    "serif": gettext_lazy("Georgia"),
}
CORNERS: dict[str, StrOrPromise] = {
    "0": gettext_lazy("Square"),
    "4": gettext_lazy("A little round (4 pixels)"),
    "8": gettext_lazy("Round (8 pixels)"),
    "12": gettext_lazy("As usual (12 pixels)"),
    "20": gettext_lazy("Very round (20 pixels)"),
}


class LookForm(HearthForm):
    """How the search looks inside the other website. It is kept in the snippet, and nowhere here."""

    accent = ColourField(
        gettext_lazy("Colour of links and buttons"),
        required=gettext_lazy("Choose a colour"),
        hint=gettext_lazy("Your website’s own. It must be readable on white."),
    )
    text = SelectField(
        gettext_lazy("Text size"), choices=list(SIZES.items()), prompt=None, required=gettext_lazy("Choose a size")
    )
    font = SelectField(
        gettext_lazy("Font"), choices=list(FONTS.items()), prompt=None, required=gettext_lazy("Choose a font")
    )
    corner = SelectField(
        gettext_lazy("Corners"), choices=list(CORNERS.items()), prompt=None, required=gettext_lazy("Choose corners")
    )
    lang = SelectField(
        gettext_lazy("Language"),
        choices=list(settings.LANGUAGES),
        prompt=None,
        required=gettext_lazy("Choose a language"),
        hint=gettext_lazy("Families can change it inside the frame."),
    )
    title = YesNoField(
        gettext_lazy("Show the heading “Find help for families”?"),
        required=gettext_lazy("Say whether the heading shows"),
        hint=gettext_lazy("Without it, screen readers still read it."),
    )

    def clean_accent(self) -> str:
        colour: str = self.cleaned_data["accent"]
        if embed_look.can_be_read(colour):
            return colour
        # Rounded down, so that 4.49 is not shown as the 4.5 that it should be.
        ratio = int(brands.contrast(colour, embed_look.WHITE) * 10) / 10
        words = _(
            "This colour would be hard to read on white: the contrast is %(ratio)s to 1 and needs 4.5 to 1. "
            "The nearest that can be read is %(nearest)s: the preview shows it."
        )
        self.add_error("accent", words % {"ratio": ratio, "nearest": embed_look.nearest_readable(colour)})
        return colour

    def look(self) -> embed_look.Look:
        """What was chosen; of a colour that cannot be read, the nearest that can."""
        given: dict[str, Any] = self.data if self.is_bound else self.initial  # type: ignore[assignment]
        chosen = {name: str(given.get(name) or "") for name in ("accent", "text", "font", "corner")}
        return embed_look.read(chosen | {"title": "no" if given.get("title") == "no" else ""})

    def language(self) -> str:
        given = (self.data if self.is_bound else self.initial).get("lang", "")
        return str(given) if given in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


class OriginForm(HearthForm):
    """A website that may show the search."""

    website = TextField(
        gettext_lazy("Address of the website"),
        required=gettext_lazy("Enter the address of the website"),
        hint=gettext_lazy("For example https://www.council.example. Each subdomain counts by itself."),
        max_length=LONGEST,
    )
    about = TextField(
        gettext_lazy("Which website is that?"),
        optional=True,
        hint=gettext_lazy("For your colleagues, such as “Council website, test”."),
        max_length=120,
    )

    def clean_website(self) -> str:
        try:
            return read_origin(self.cleaned_data["website"])
        except NotAnOrigin as wrong:
            self.add_error("website", str(wrong))
            return ""
