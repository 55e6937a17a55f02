"""Which documents may come with a referral. What a file is, its content says, never its name or the browser.

Pictures are drawn anew, so that they lose where and when they were taken and whatever else was hidden in them. PDF and
Word files that could run something are refused.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePath
from zipfile import BadZipFile, ZipFile

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise
from PIL import Image, ImageOps, UnidentifiedImageError
from pypdf import PdfReader
from pypdf.errors import PyPdfError

LARGEST = 10 * 1024 * 1024  # bytes of one document: 10 MB, as the words of pages count it
MOST = 5  # documents of one referral
MOST_PIXELS = 50_000_000
MOST_UNPACKED = 100_000_000  # bytes that a Word file may unpack to
MOST_PARTS = 2_000


class NotTaken(Exception):
    """This file cannot come along. `words` say why and what to do."""

    def __init__(self, words: StrOrPromise) -> None:
        super().__init__(str(words))
        self.words = words


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of document: its ending and the type under which it is handed out."""

    code: str
    ending: str
    media_type: str


KINDS = {
    kind.code: kind
    for kind in (
        Kind("pdf", ".pdf", "application/pdf"),
        Kind("jpeg", ".jpg", "image/jpeg"),
        Kind("png", ".png", "image/png"),
        Kind("docx", ".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    )
}
OTHER_KIND = _("Choose a PDF, a Word document (.docx) or a picture (JPEG or PNG)")
BROKEN = _("This file is damaged or protected by a password. Save it again and choose it again")
CAN_RUN = _("This file can run something when it is opened. Save it as a plain PDF and choose it again")


@dataclass(frozen=True, slots=True)
class Checked:
    """A document as it is kept."""

    name: str
    kind: str
    content: bytes


def check(*, name: str, content: bytes) -> Checked:
    """The document, made safe to keep and to hand on. Raises NotTaken."""
    if len(content) > LARGEST:
        raise NotTaken(_("The file must be smaller than 10 MB"))
    if content.startswith(b"%PDF-"):
        _check_pdf(content)
        return Checked(safe_name(name, "pdf"), "pdf", content)
    if content.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")):
        kind, drawn = _draw_anew(content)
        return Checked(safe_name(name, kind), kind, drawn)
    if content.startswith(b"PK\x03\x04"):
        _check_docx(content)
        return Checked(safe_name(name, "docx"), "docx", content)
    raise NotTaken(OTHER_KIND)


def safe_name(name: str, kind: str) -> str:
    """The name without folders and odd signs, with the ending of what the file really is."""
    stem = PurePath(name.replace("\\", "/")).name
    stem = stem.rsplit(".", 1)[0] if "." in stem else stem
    kept = "".join(sign for sign in stem if sign.isprintable() and sign not in '<>:"/\\|?*').strip(" .")
    return (kept[:80] or "document") + KINDS[kind].ending


def _check_pdf(content: bytes) -> None:
    try:
        reader = PdfReader(BytesIO(content))
        if reader.is_encrypted or not len(reader.pages):
            raise NotTaken(BROKEN)
        root = reader.root_object
        names = root.get("/Names")
        runs = any(key in root for key in ("/OpenAction", "/AA")) and _has_script(root.get("/OpenAction"))
        if runs or "/AA" in root or (names is not None and "/JavaScript" in names.get_object()):
            raise NotTaken(CAN_RUN)
        if any(mark in content for mark in (b"/JavaScript", b"/Launch", b"/EmbeddedFile")):
            raise NotTaken(CAN_RUN)
    except NotTaken:
        raise
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError, OSError) as error:
        raise NotTaken(BROKEN) from error


def _has_script(action: object) -> bool:
    """Whether what a PDF does on opening is more than going to a page."""
    found = action.get_object() if hasattr(action, "get_object") else action
    return isinstance(found, dict) and found.get("/S") in {
        "/JavaScript",
        "/Launch",
        "/URI",
        "/SubmitForm",
        "/ImportData",
    }


def _draw_anew(content: bytes) -> tuple[str, bytes]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(content), formats=("JPEG", "PNG")) as picture:
                if picture.width * picture.height > MOST_PIXELS:
                    raise NotTaken(_("This picture is too large. Make it smaller and choose it again"))
                kind = "jpeg" if picture.format == "JPEG" else "png"
                turned = ImageOps.exif_transpose(picture)
                drawn = Image.new(turned.mode, turned.size)
                drawn.paste(turned)
                if turned.mode == "P":
                    drawn.putpalette(turned.getpalette() or [])
                out = BytesIO()
                drawn.save(out, "JPEG" if kind == "jpeg" else "PNG", **({"quality": 90} if kind == "jpeg" else {}))
                return kind, out.getvalue()
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise NotTaken(BROKEN) from error
    except Image.DecompressionBombWarning as error:
        raise NotTaken(_("This picture is too large. Make it smaller and choose it again")) from error


def _check_docx(content: bytes) -> None:
    try:
        with ZipFile(BytesIO(content)) as parts:
            listed = parts.infolist()
            names = {part.filename for part in listed}
            if len(listed) > MOST_PARTS or sum(part.file_size for part in listed) > MOST_UNPACKED:
                raise NotTaken(BROKEN)
            if not {"[Content_Types].xml", "word/document.xml"} <= names:
                raise NotTaken(OTHER_KIND)
            types = parts.read("[Content_Types].xml").lower()
            if b"macroenabled" in types or any(_runs(name.lower()) for name in names):
                raise NotTaken(CAN_RUN)
    except (BadZipFile, OSError, RuntimeError, NotImplementedError, KeyError, ValueError) as error:
        raise NotTaken(BROKEN) from error


def _runs(part: str) -> bool:
    """Whether a part of a Word file is a program or holds another file."""
    return part.endswith((".bin", ".exe", ".js", ".vbs")) or "/embeddings/" in part
