"""What somebody is to somebody, read from either side."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

FORWARDS: dict[str, StrOrPromise] = {
    "parent": _("parent of %(name)s"),
    "step-parent": _("step-parent of %(name)s"),
    "carer": _("carer of %(name)s"),
    "expecting": _("expecting %(name)s"),
    "grandparent": _("grandparent of %(name)s"),
    "sibling": _("brother or sister of %(name)s"),
    "partner": _("partner of %(name)s"),
    "former-partner": _("former partner of %(name)s"),
    "other": _("relative or friend of %(name)s"),
}
BACKWARDS: dict[str, StrOrPromise] = {
    "parent": _("child of %(name)s"),
    "step-parent": _("stepchild of %(name)s"),
    "carer": _("cared for by %(name)s"),
    "expecting": _("expected by %(name)s"),
    "grandparent": _("grandchild of %(name)s"),
}


def relation(kind: str, *, forwards: bool) -> str:
    """The words with a place for the other one's name; most ties read alike from both sides."""
    return str(FORWARDS[kind] if forwards else BACKWARDS.get(kind, FORWARDS[kind]))
