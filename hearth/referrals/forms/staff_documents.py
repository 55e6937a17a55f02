"""Adding a document to what was sent."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from hearth.core.forms import FileField, HearthForm
from hearth.referrals import files


class DocumentForm(HearthForm):
    document = FileField(
        _("Choose a document"),
        required=_("Choose a document"),
        hint=_("A PDF, a Word document (.docx) or a picture, up to 10 MB. Only send what the service needs."),
        max_bytes=files.LARGEST,
    )
