"""The network's look: the page that changes it, and the stylesheet and logo that every page wears."""

from __future__ import annotations

from dataclasses import fields
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hearth.access import actions
from hearth.access.actions import BrandValues
from hearth.access.brand_form import BrandForm
from hearth.access.guards import public, staff
from hearth.core import brand as brands
from hearth.core import clock, pages
from hearth.core.forms import HearthForm
from hearth.core.models import Brand

A_YEAR = "public, max-age=31536000, immutable"
FIVE_MINUTES = "public, max-age=300"
PARTS = (
    (gettext_lazy("Names"), ("name", "council_name", "strapline")),
    (gettext_lazy("How to reach you"), ("phone", "worried_phone", "email", "address", "footer")),
    (gettext_lazy("Colours"), ("primary", "accent", "highlight", "done", "ink", "paper", "sand", "line")),
    (gettext_lazy("Logo"), ("logo", "logo_alt", "remove_logo")),
)


@public
def brand_css(request: HttpRequest) -> HttpResponse:
    """The colours as custom properties. Its address carries the version, so it may be kept for good."""
    brand = brands.current()
    response = HttpResponse(brands.stylesheet(brand), content_type="text/css; charset=utf-8")
    response["Cache-Control"] = A_YEAR if request.GET.get("v") == str(brand.version) else FIVE_MINUTES
    return response


@public
def logo(request: HttpRequest) -> HttpResponse:
    """The logo, which we drew ourselves from what was uploaded."""
    brand = brands.saved()
    if brand is None or not brand.logo:
        raise Http404
    response = HttpResponse(bytes(brand.logo), content_type="image/png")
    response["Cache-Control"] = A_YEAR if request.GET.get("v") == str(brand.version) else FIVE_MINUTES
    return response


@staff("brand.edit")
def preview_css(request: HttpRequest) -> HttpResponse:
    """Colours that are not saved yet, for the preview on the page alone."""
    tried = Brand(**{name: value for name in brands.COLOURS if brands.HEX.match(value := request.GET.get(name, ""))})
    css = brands.stylesheet(tried).replace(":root", ".hearth-preview")
    return HttpResponse(css, content_type="text/css; charset=utf-8")


@staff("brand.edit")
def brand(request: HttpRequest) -> HttpResponse:
    """Change names, colours, logo and contact details; "Preview" shows the colours without saving."""
    saved = brands.saved() or Brand()
    names = [field.name for field in fields(BrandValues)]
    if request.method == "POST":
        form = BrandForm(request.POST, request.FILES)
        if form.is_valid() and "preview" not in request.POST:
            actions.save_brand(
                values=BrandValues(**{name: form.cleaned_data[name] for name in names}),
                logo=form.cleaned_data["logo"],
                remove_logo=form.cleaned_data["remove_logo"],
                now=clock.now(),
                by=request.actor,  # type: ignore[attr-defined]
            )
            pages.say(request, _("Saved. Every page has the new look now."))
            return redirect("site:brand")
    else:
        form = BrandForm(initial={name: getattr(saved, name) for name in names})
    shown = {
        "form": form,
        "parts": [(title, [form[name] for name in part]) for title, part in PARTS],
        "preview_css": f"{reverse('site:preview_css')}?{urlencode(_colours_in(form))}",
        "has_logo": bool(saved.logo),
        "ratios": [(pair.words, brands.contrast(*_pair(form, pair))) for pair in brands.PAIRS],
    }
    return pages.render(request, "access/brand.html", shown)


def _colours_in(form: HearthForm) -> dict[str, str]:
    """The form's colours as they stand; the default where one is no colour."""
    found = {}
    for name in brands.COLOURS:
        value = str(form[name].value() or "").lower()
        found[name] = value if brands.HEX.match(value) else getattr(Brand(), name)
    return found


def _pair(form: HearthForm, pair: brands.Pair) -> tuple[str, str]:
    colours = _colours_in(form)
    return colours[pair.text], colours[pair.ground]
