"""The pages of a flow, and their addresses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from hearth.core import drafts, pages
from hearth.core.flow.engine import Flow
from hearth.core.flow.reading import empty_data
from hearth.core.flow.steps import CHECK, FlowRefused, Group, Place, Reading, Step
from hearth.core.forms import HearthForm, YesNoField
from hearth.core.models import Draft

View = Callable[..., HttpResponse]


def flow_urls(flow_class: type[Flow], *, name: str, guard: Callable[[View], View]) -> list[URLPattern]:
    """The addresses of a flow under its own prefix. `guard` is one of `hearth.access.guards`; a flow that families use
    takes `family`."""

    def made(view: Callable[..., HttpResponse]) -> View:
        @never_cache
        def page(request: HttpRequest, **kwargs: Any) -> HttpResponse:
            return view(flow_class(request), **kwargs)

        page.__name__ = f"{name}_{view.__name__}".replace("-", "_")
        return guard(page)

    return [
        path("", made(start), name=name),
        path("check/", made(check), name=f"{name}-check"),
        path("<slug:group>/<int:number>/remove/", made(remove), name=f"{name}-remove"),
        path("<slug:group>/<int:number>/<slug:step>/", made(entry), name=f"{name}-entry"),
        path("<slug:step>/", made(step_page), name=f"{name}-step"),
    ]


def start(flow: Flow) -> HttpResponse:
    """Begin, or go on where the answers stop. `?new=1` begins afresh; so does coming for something else."""
    request = flow.request
    wanted = flow.start(request)
    with drafts.holding(request, make=True):
        draft = drafts.find(request, flow.kind, lock=True)
        other = draft is not None and bool(wanted) and draft.data.get("start") != wanted
        if draft is None or "done" in draft.data or request.GET.get("new") or other:
            draft = drafts.begin(request, flow.kind, empty_data(wanted), flow.keep_for)
        reading = flow.read(draft.data)
    return redirect(flow.address(reading.missing or CHECK))


def gone(flow: Flow) -> HttpResponse:
    """The draft has expired, or was never begun here."""
    shown = {"flow": flow, "start_url": reverse(flow.url_name)}
    return pages.render(flow.request, "core/flow_gone.html", shown, status=410)


def step_page(flow: Flow, step: str) -> HttpResponse:
    """A step's page, or a group's list of entries."""
    part = flow.part(step)
    if part is None:
        raise Http404
    if isinstance(part, Group):
        return _with_draft(flow, lambda draft: _group_page(flow, part, draft))
    return _with_draft(flow, lambda draft: _question(flow, part, Place(part.name), draft, draft.data))


def entry(flow: Flow, group: str, number: int, step: str) -> HttpResponse:
    """A step of one entry of a group; number n + 1 adds an entry."""
    part = flow.part(group)
    inner = part.step(step) if isinstance(part, Group) else None
    if not isinstance(part, Group) or inner is None:
        raise Http404

    def show(draft: Draft) -> HttpResponse:
        entries = draft.data["groups"].setdefault(part.name, [])
        if not 1 <= number <= min(len(entries) + 1, part.maximum):
            return redirect(flow.address(Place(part.name)))
        holder = entries[number - 1] if number <= len(entries) else {"answers": {}, "passed": []}
        return _question(flow, inner, Place(part.name, number, inner.name), draft, holder)

    return _with_draft(flow, show)


def _with_draft(flow: Flow, show: Callable[[Draft], HttpResponse]) -> HttpResponse:
    """Run a page with its draft, locked where it is about to change."""
    with drafts.holding(flow.request):
        draft = drafts.find(flow.request, flow.kind, lock=flow.request.method == "POST")
        if draft is None:
            return gone(flow)
        if "done" in draft.data:
            return redirect(draft.data["done"])
        return show(draft)


def _question(flow: Flow, step: Step, place: Place, draft: Draft, holder: dict[str, Any]) -> HttpResponse:
    request, reading = flow.request, flow.read(draft.data)
    change = "change" in request.GET
    adding = place.step and holder not in draft.data["groups"].get(place.name, [])
    first_of_new = adding and place.step == _group(flow, place).steps[0].name
    if not (reading.reaches(place) or (first_of_new and reading.reaches(Place(place.name)))):
        return redirect(flow.address(reading.missing or CHECK))
    if request.method != "POST":
        raw = holder["answers"].get(step.name)
        form = flow.make_form(step, reading.answers, drafts.as_data(raw) if raw is not None else None, quiet=True)
        return _show_question(flow, step, place, form, reading, change)
    form = flow.make_form(step, reading.answers, request.POST)
    holder["answers"][step.name] = drafts.raw_answers(form, request.POST)
    if adding:
        draft.data["groups"].setdefault(place.name, []).append(holder)
    if request.headers.get(drafts.AUTOSAVE):
        drafts.store(draft, flow.keep_for)
        return HttpResponse(status=204)
    valid = form.is_valid()
    if valid and step.name not in holder["passed"]:
        holder["passed"].append(step.name)
    drafts.store(draft, flow.keep_for)
    reading = flow.read(draft.data)
    if not valid:
        return _show_question(flow, step, place, form, reading, change)
    return redirect(flow.after(place, reading, change=change))


def _group(flow: Flow, place: Place) -> Group:
    part = flow.part(place.name)
    assert isinstance(part, Group)
    return part


def _show_question(
    flow: Flow, step: Step, place: Place, form: HearthForm, reading: Reading, change: bool
) -> HttpResponse:
    shown = flow.question(step, form, place) | {"back_url": flow.before(place, reading, change=change)}
    return pages.render(flow.request, step.template, shown)


def _another_form(group: Group) -> type[HearthForm]:
    """Asks whether there is another entry."""
    question = YesNoField(group.add, required=_("Choose yes if you want to add another, or no to go on"))
    return type("AnotherForm", (HearthForm,), {"another": question})


def _group_page(flow: Flow, group: Group, draft: Draft) -> HttpResponse:
    request, reading = flow.request, flow.read(draft.data)
    place, change = Place(group.name), "change" in request.GET
    entries = reading.entries.get(group.name, [])
    first_missing = reading.missing
    if group.minimum and not entries and first_missing and first_missing.name == group.name:
        return redirect(flow.address(first_missing, change=change))
    if not (reading.reaches(place) or (first_missing and first_missing.name == group.name)):
        return redirect(flow.address(first_missing or CHECK))
    full = len(entries) >= group.maximum
    form_class = HearthForm if full else _another_form(group)
    form = form_class(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data.get("another"):
            return redirect(flow.address(Place(group.name, len(entries) + 1, group.steps[0].name), change=change))
        unfinished = next((missing for _entry, missing in entries if missing), None)
        if unfinished:
            return redirect(flow.address(unfinished, change=change))
        if group.name not in draft.data["passed"]:
            draft.data["passed"].append(group.name)
        drafts.store(draft, flow.keep_for)
        return redirect(flow.after(place, flow.read(draft.data), change=change))
    shown = {
        "flow": flow,
        "group": group,
        "form": form,
        "entries": [_entry_shown(flow, group, n, cleaned, missing) for n, (cleaned, missing) in enumerate(entries, 1)],
        "back_url": flow.before(place, reading, change=change),
    }
    return pages.render(request, "core/group.html", shown)


def _entry_shown(
    flow: Flow, group: Group, number: int, cleaned: dict[str, Any], missing: Place | None
) -> dict[str, Any]:
    first = missing or Place(group.name, number, group.steps[0].name)
    return {
        "title": flow.entry_title(group, number, cleaned),
        "complete": missing is None,
        "change_url": flow.address(first),
        "remove_url": reverse(f"{flow.url_name}-remove", args=[group.name, number]),
    }


def remove(flow: Flow, group: str, number: int) -> HttpResponse:
    """Ask, then take one entry out."""
    part = flow.part(group)
    if not isinstance(part, Group):
        raise Http404

    def show(draft: Draft) -> HttpResponse:
        entries = draft.data["groups"].get(part.name, [])
        back = flow.address(Place(part.name))
        if not 1 <= number <= len(entries):
            return redirect(back)
        if flow.request.method == "POST":
            entries.pop(number - 1)
            # The list is looked at again before going on.
            draft.data["passed"] = [name for name in draft.data["passed"] if name != part.name]
            drafts.store(draft, flow.keep_for)
            return redirect(back)
        title = flow.entry_title(part, number, flow.read(draft.data).entries[part.name][number - 1][0])
        return pages.confirm(
            flow.request,
            title=_("Remove %(title)s?") % {"title": title},
            body=_("We delete what you told us here."),
            yes=_("Yes, remove"),
            back=back,
            staff=flow.layout == "core/staff.html",
            sensitive=flow.sensitive,
        )

    return _with_draft(flow, show)


def check(flow: Flow) -> HttpResponse:
    """Everything at a glance; POST sends it, once."""

    def show(draft: Draft) -> HttpResponse:
        reading = flow.read(draft.data)
        if reading.missing:
            return redirect(flow.address(reading.missing))
        if flow.request.method == "POST":
            return _send(flow, draft, reading)
        shown = {
            "flow": flow,
            "answers": reading.answers,
            "sections": flow.sections(reading),
            "back_url": flow.before(CHECK, reading, change=False),
        }
        return pages.render(flow.request, flow.check_template, shown)

    return _with_draft(flow, show)


def _send(flow: Flow, draft: Draft, reading: Reading) -> HttpResponse:
    """The draft is locked: a second press waits, and then finds it done."""
    try:
        with transaction.atomic():
            address = flow.done(request=flow.request, answers=reading.answers, key=draft.id)
    except FlowRefused as refused:
        pages.say(flow.request, refused.message, "important")
        return redirect(flow.address(Place(refused.step), change=True))
    draft.data = {"done": address}  # what was typed is sent, so it is kept here no longer
    drafts.store(draft, flow.keep_for)
    # Together with what was sent: a reference that is shown once must not be lost with a session written afterwards.
    flow.request.session.save()
    return redirect(address)
