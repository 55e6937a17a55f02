"""A member's picture of themself, as it is kept: checked by its content, cut to a square, drawn anew and small.

Drawing anew leaves behind where and when a picture was taken and whatever else its file held.
"""

from __future__ import annotations

import warnings
from io import BytesIO

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise
from PIL import Image, ImageOps, UnidentifiedImageError

LARGEST = 10 * 1024 * 1024  # bytes of what is chosen
MOST_PIXELS = 50_000_000  # a small file may hold a very large picture
SMALLEST = 160  # pixels of its shorter side
SIDE = 320  # pixels of what is kept: twice the size at which it is shown, for sharp screens
KEPT_TYPE = "image/jpeg"  # which old phones show as well
# Faces stand a little above the middle.
CENTRE = (0.5, 0.4)
FORMATS = ("JPEG", "PNG", "WEBP")


class NotTaken(Exception):
    """This picture cannot be taken. `words` say why and what to do."""

    def __init__(self, words: StrOrPromise) -> None:
        super().__init__(str(words))
        self.words = words


OTHER_KIND = _("Choose a picture: a JPEG, PNG or WebP file")
TOO_LARGE = _("This picture is too large. Make it smaller and choose it again")
TOO_SMALL = _("This picture is too small to see you on. Choose one of at least 160 by 160 pixels")


def drawn_anew(content: bytes) -> bytes:
    """The picture as a square JPEG of SIDE pixels without anything else of the file. Raises NotTaken."""
    if len(content) > LARGEST:
        raise NotTaken(TOO_LARGE)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(content), formats=FORMATS) as opened:
                if opened.width * opened.height > MOST_PIXELS:
                    raise NotTaken(TOO_LARGE)
                if min(opened.size) < SMALLEST:
                    raise NotTaken(TOO_SMALL)
                turned = _on_white(ImageOps.exif_transpose(opened))
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as wrong:
        raise NotTaken(OTHER_KIND) from wrong
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as wrong:
        raise NotTaken(TOO_LARGE) from wrong
    out = BytesIO()
    square = ImageOps.fit(turned, (SIDE, SIDE), Image.Resampling.LANCZOS, centering=CENTRE)
    square.save(out, "JPEG", quality=82, optimize=True, progressive=True)
    return out.getvalue()


def _on_white(picture: Image.Image) -> Image.Image:
    """The bare picture on a sheet of its own, where nothing that its file said comes along."""
    sheet = Image.new("RGB", picture.size, "white")
    if "A" in picture.getbands() or "transparency" in picture.info:
        clear = picture.convert("RGBA")
        sheet.paste(clear, mask=clear.getchannel("A"))
    else:
        sheet.paste(picture.convert("RGB"))
    return sheet
