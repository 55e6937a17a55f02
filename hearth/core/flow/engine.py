"""A flow: one question a page, answers kept, everything checked at the end, sent once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, ClassVar
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django_stubs_ext import StrOrPromise
from markupsafe import Markup, escape

from hearth.core.flow.reading import Data, read
from hearth.core.flow.steps import CHECK, Answers, Group, Place, Reading, Step
from hearth.core.forms import HearthForm, field_words
from hearth.core.forms.components import top_fields


class Flow:
    """Subclass it: `kind`, `url_name`, `steps` and `done()`. One instance serves one request."""

    kind: ClassVar[str]
    url_name: ClassVar[str]
    title: ClassVar[StrOrPromise] = ""
    steps: ClassVar[list[Step | Group]]
    sensitive: ClassVar[bool] = False
    layout: ClassVar[str] = "core/page.html"
    keep_for: ClassVar[timedelta] = timedelta(hours=24)
    send_words: ClassVar[StrOrPromise] = ""
    before_send: ClassVar[StrOrPromise] = ""
    check_template: ClassVar[str] = "core/check_answers.html"

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @property
    def about(self) -> str:
        """What stands under the heading of "Check your answers": to whom it goes."""
        return ""

    # What a flow may say ---------------------------------------------------------------------------------------------

    def start(self, request: HttpRequest) -> dict[str, str]:
        """What the flow begins with, from the address; nothing personal. Kept as `answers.start`."""
        return {}

    def form_options(self, step: str, answers: Answers) -> dict[str, Any]:
        """Keyword arguments for a step's form."""
        return {}

    def back_from_first(self, answers: Answers) -> str:
        """Where "Back" leads on the first page; empty for no link."""
        return ""

    def done(self, *, request: HttpRequest, answers: Answers, key: UUID) -> str:
        """Send it, and give the address to go to. Runs once for a draft; `key` is the draft's id."""
        raise NotImplementedError

    # The machine ------------------------------------------------------------------------------------------------------

    def part(self, name: str) -> Step | Group | None:
        return next((part for part in self.steps if part.name == name), None)

    def make_form(self, step: Step, answers: Answers, data: Any = None, *, quiet: bool = False) -> HearthForm:
        return step.form(data, quiet=quiet, **self.form_options(step.name, answers))

    def read(self, data: Data) -> Reading:
        return read(self.steps, data, self.make_form)

    def address(self, place: Place, *, change: bool = False) -> str:
        """A page's address. `change` comes back to "check your answers"."""
        if place == CHECK:
            return reverse(f"{self.url_name}-check")
        if place.step:
            found = reverse(f"{self.url_name}-entry", args=[place.name, place.entry, place.step])
        else:
            found = reverse(f"{self.url_name}-step", args=[place.name])
        return f"{found}?change=1" if change else found

    def after(self, place: Place, reading: Reading, *, change: bool) -> str:
        """Where to go once this page is answered."""
        if place.step:
            later = [p for p in reading.places if (p.name, p.entry) == (place.name, place.entry)]
            rest = later[later.index(place) + 1 :] if place in later else []
            return self.address(rest[0] if rest else Place(place.name), change=change)
        if change:
            return self.address(reading.missing or CHECK, change=reading.missing is not None)
        rest = reading.places[reading.places.index(place) + 1 :]
        # Entries that are whole are passed over: their group's page lists them.
        for nxt in rest:
            if not (nxt.step and self._whole(nxt, reading)):
                return self.address(nxt)
        return self.address(CHECK)

    @staticmethod
    def _whole(place: Place, reading: Reading) -> bool:
        entries = reading.entries.get(place.name, [])
        return 0 < place.entry <= len(entries) and entries[place.entry - 1][1] is None

    def before(self, place: Place, reading: Reading, *, change: bool) -> str:
        """Where "Back" leads."""
        if place.step:
            same = [p for p in reading.places if (p.name, p.entry) == (place.name, place.entry)]
            at = same.index(place) if place in same else 0
            if at > 0:
                return self.address(same[at - 1], change=change)
            if reading.entries.get(place.name) and not (place.entry == 1 and len(reading.entries[place.name]) == 1):
                return self.address(Place(place.name), change=change)
            first = next((i for i, p in enumerate(reading.places) if p.name == place.name), 0)
            return self.address(CHECK) if change else self._page_before(reading, first)
        if change:
            return self.address(CHECK)
        if place == CHECK:
            return self._page_before(reading, len(reading.places))
        if isinstance(self.part(place.name), Group):
            first = next((i for i, p in enumerate(reading.places) if p.name == place.name), 0)
            return self._page_before(reading, first)
        return self._page_before(reading, reading.places.index(place) if place in reading.places else 0)

    def _page_before(self, reading: Reading, index: int) -> str:
        if index == 0:
            return self.back_from_first(reading.answers)
        return self.address(reading.places[index - 1])

    # What pages show -------------------------------------------------------------------------------------------------

    def question(self, step: Step, form: HearthForm, place: Place) -> dict[str, Any]:
        """What core/question.html shows of a step."""
        fields = top_fields(form)
        boxed = bool(fields) and getattr(fields[0].field.widget, "input_type", "") == "checkbox"
        one_field = len(fields) == 1 and not step.title and not (boxed and not hasattr(fields[0].field, "choices"))
        group = self.part(place.name)
        caption = ""
        if isinstance(group, Group) and group.maximum > 1:
            caption = _("%(one)s %(n)s") % {"one": group.one, "n": place.entry}
        return {
            "flow": self,
            "step": step,
            "form": form,
            "one_field": one_field,
            "page_title": str(step.title or (fields[0].label if one_field else self.title)),
            "why": step.why,
            "caption": caption,
        }

    def sections(self, reading: Reading) -> list[dict[str, Any]]:
        """ "Check your answers": plain steps together, each entry of a group with its own heading."""
        found: list[dict[str, Any]] = []
        plain: dict[str, Any] | None = None
        for part in self.steps:
            if part.name not in reading.answers:
                continue
            if isinstance(part, Step):
                if plain is None:
                    plain = {"title": "", "rows": [], "add_url": "", "add_words": ""}
                    found.append(plain)
                plain["rows"] += self._rows(part, reading.answers[part.name], Place(part.name), reading.answers)
                continue
            plain = None
            found += self._group_sections(part, reading)
        return found

    def _group_sections(self, group: Group, reading: Reading) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        for number, entry in enumerate(reading.answers[group.name], start=1):
            rows = []
            for step in group.steps:
                place = Place(group.name, number, step.name)
                if place in reading.places:
                    rows += self._rows(step, entry, place, reading.answers)
            title = self.entry_title(group, number, entry)
            found.append({"title": title, "rows": rows, "add_url": "", "add_words": ""})
        if not found:
            found.append({"title": str(group.title), "rows": []})
        found[-1]["add_url"] = self.address(Place(group.name), change=True)
        found[-1]["add_words"] = _("Add or remove")
        return found

    def entry_title(self, group: Group, number: int, entry: dict[str, Any]) -> str:
        """ "Aisha", or "Child 2" where the answers do not say yet."""
        try:
            described = str(group.describe(entry))
        except KeyError:
            described = ""
        return described or _("%(one)s %(n)s") % {"one": group.one, "n": number}

    def _rows(self, step: Step, cleaned: dict[str, Any], place: Place, answers: Answers) -> list[dict[str, Any]]:
        form = self.make_form(step, answers)
        revealed = form.revealed_by()
        rows = []
        for name, field in form.fields.items():
            value = cleaned.get(name)
            if field.widget.is_hidden or (name in revealed and value is None):
                continue
            label = str(getattr(field, "summary_label", field.label or ""))
            change = {"href": self.address(place, change=True), "text": _("Change"), "visuallyHiddenText": label}
            rows.append(
                {
                    "key": {"text": label},
                    "value": {"html": _lines(field_words(field, value) or _("Not given"))},
                    "actions": {"items": [change]},
                }
            )
        return rows


def _lines(text: str) -> Markup:
    """Text with its line breaks, safe for a page."""
    return Markup("<br>").join(escape(line) for line in text.splitlines())
