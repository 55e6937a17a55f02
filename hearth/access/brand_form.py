"""The form of the network's look: colours that cannot be read are refused in words, and a logo is a checked picture."""

from __future__ import annotations

import io
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from PIL import Image, UnidentifiedImageError

from hearth.core import brand as brands
from hearth.core.forms import (
    AgreeField,
    ColourField,
    EmailField,
    FileField,
    HearthForm,
    PhoneField,
    TextAreaField,
    TextField,
    phone_words,
)

LOGO_BYTES = 1_000_000
LOGO_PIXELS = 4_000_000  # more than any logo; a small file may hold a very large picture
LOGO_HEIGHT = 132  # three times the 44 px at which it is shown, for sharp screens


def _colour(label: Any, hint: Any = "") -> ColourField:
    return ColourField(label, hint=hint, required=gettext_lazy("Choose a colour"))


class BrandForm(HearthForm):
    """Names, colours, logo and contact details."""

    name = TextField(
        gettext_lazy("Name of your network"),
        required=gettext_lazy("Enter the name that families know"),
        max_length=60,
        width=20,
    )
    council_name = TextField(gettext_lazy("Council or partnership"), optional=True, max_length=80)
    strapline = TextField(gettext_lazy("A line under the question on the home page"), optional=True, max_length=120)
    phone = PhoneField(gettext_lazy("Phone number for families"), optional=True, autocomplete="off")
    worried_phone = PhoneField(
        gettext_lazy("Phone number for worries about a child"),
        optional=True,
        autocomplete="off",
        hint=gettext_lazy("Your council’s number, shown on every page"),
    )
    email = EmailField(gettext_lazy("Email address for families"), optional=True, autocomplete="off")
    address = TextAreaField(gettext_lazy("Postal address"), optional=True, rows=3)
    footer = TextAreaField(gettext_lazy("Small print at the foot of every page"), optional=True, rows=3, max_length=600)
    primary = _colour(gettext_lazy("Main colour"), gettext_lazy("Links, buttons and the top of the page"))
    accent = _colour(gettext_lazy("Second colour"), gettext_lazy("Late and urgent words"))
    highlight = _colour(
        gettext_lazy("Highlight"), gettext_lazy("Marks where you are on the page. Never used for words")
    )
    done = _colour(gettext_lazy("Done"), gettext_lazy("Success messages"))
    ink = _colour(gettext_lazy("Words"))
    paper = _colour(gettext_lazy("Page"))
    sand = _colour(gettext_lazy("Panels"))
    line = _colour(gettext_lazy("Lines"))
    logo = FileField(
        gettext_lazy("Logo"),
        optional=True,
        max_bytes=LOGO_BYTES,
        types=("image/png", "image/jpeg", "image/webp"),
        hint=gettext_lazy("A PNG, JPEG or WebP picture. You need the right to use it."),
    )
    logo_alt = TextField(
        gettext_lazy("What the logo says"),
        optional=True,
        max_length=80,
        hint=gettext_lazy("Read aloud to people who cannot see it, such as “Brackenfold Council”"),
    )
    remove_logo = AgreeField(gettext_lazy("Remove the logo"), optional=True)

    def clean_phone(self) -> str:
        return phone_words(self.cleaned_data["phone"])  # kept as it is shown

    def clean_worried_phone(self) -> str:
        return phone_words(self.cleaned_data["worried_phone"])

    def clean_logo(self) -> bytes | None:
        upload = self.cleaned_data.get("logo")
        return checked_logo(upload) if upload else None

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        if cleaned.get("logo") and not cleaned.get("logo_alt"):
            self.add_error("logo_alt", _("Enter what the logo says"))
        if all(cleaned.get(name) for name in brands.COLOURS):
            for pair, ratio in brands.too_faint({name: cleaned[name] for name in brands.COLOURS}):
                words = _(
                    "%(what)s would be hard to read: the contrast is %(ratio)s to 1 and needs 4.5 to 1. "
                    "Choose a darker or a lighter colour."
                )
                # Rounded down, so that 4.49 is not shown as the 4.5 that it should be.
                shown = {"what": pair.words, "ratio": int(ratio * 10) / 10}
                # Words are at fault on the page's own colours; else the colour they are written in.
                field = pair.ground if pair.text == "ink" else pair.text if pair.text != "paper" else pair.ground
                if field not in self.errors:
                    self.add_error(field, words % shown)
        return cleaned


def checked_logo(upload: UploadedFile[Any]) -> bytes:
    """The picture drawn again as a small PNG: whatever else the file held is gone. ValidationError if it is none."""
    try:
        with Image.open(upload, formats=("PNG", "JPEG", "WEBP")) as picture:
            if picture.width * picture.height > LOGO_PIXELS:
                raise ValidationError(_("The picture is too large. Make it smaller and choose it again."))
            drawn = picture.convert("RGBA")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as wrong:
        raise ValidationError(_("We could not read that picture. Choose a PNG, JPEG or WebP file.")) from wrong
    drawn.thumbnail((LOGO_HEIGHT * 6, LOGO_HEIGHT))
    out = io.BytesIO()
    drawn.save(out, "PNG", optimize=True)
    return out.getvalue()
