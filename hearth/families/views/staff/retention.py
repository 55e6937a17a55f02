"""What is due to be destroyed: the list, deciding about one thing, the rules, and what was destroyed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from hearth.access.guards import staff
from hearth.access.queries import may_everywhere
from hearth.access.requests import MemberRequest
from hearth.core import clock, pages
from hearth.core.drafts import forget_typing, keeps_typing, kept_form
from hearth.core.lists import ChoiceFilter, Column, Empty, Listing, RowAction
from hearth.core.words import date_words, when_words
from hearth.families import retention
from hearth.families.actions import retention as actions
from hearth.families.forms.staff_retention import KeepForm, PeriodForm
from hearth.families.models import DueItem
from hearth.families.queries import retention as queries
from hearth.families.staff import retention_words as words

ANSWER = "families.answer_access"


def tabs(current: str) -> list[tuple[str, str, bool]]:
    """The pages of retention: words, address, and which of them this is."""
    pages_of_it = [
        ("due", _("To decide")),
        ("holds", _("Held")),
        ("destroyed", _("Destroyed")),
        ("rules", _("How long what is kept")),
    ]
    return [(text, reverse(f"retention:{name}"), name == current) for name, text in pages_of_it]


def _of_class(rows: Any, value: str) -> Any:
    return rows.filter(code=value)


def _class_filter() -> ChoiceFilter:
    choices = [(rule.code, rule.words) for rule in retention.shipped()]
    return ChoiceFilter("class", gettext_lazy("What it is"), choices=choices, apply=_of_class)


class Due(Listing):
    """What waits for a decision, the longest overdue first."""

    columns = [
        Column("label", gettext_lazy("What"), sort="label"),
        Column("class", gettext_lazy("Kind"), cell=lambda row: retention.class_words(row.code)),
        Column("owner", gettext_lazy("Whose"), cell=lambda row: row.organisation.name if row.organisation else "–"),
        Column("due", gettext_lazy("Due since"), sort="due_on", cell=lambda row: date_words(row.due_on, weekday=False)),
    ]
    filters = [_class_filter()]
    order = "due"
    things = staticmethod(lambda n: ngettext("%(n)s thing", "%(n)s things", n))
    empty = Empty(
        gettext_lazy("Nothing is due"),
        gettext_lazy("Every night what has reached the end of its time is put here. Nothing goes by itself."),
        icon="check",
    )
    action = RowAction(lambda _row: _("Decide"), lambda row: reverse("retention:item", args=[row.pk]))


@staff(ANSWER)
@require_safe
def due(request: MemberRequest) -> HttpResponse:
    """The list."""
    page = Due(request, queries.items_to_decide(request.actor, today=clock.today()))
    return page.respond("families/staff/retention_due.html", {"tabs": tabs("due")})


def _item(request: MemberRequest, item_id: UUID) -> DueItem:
    found = queries.items_visible_to(request.actor).filter(pk=item_id).first()
    if found is None:
        raise Http404
    return found


@staff(ANSWER)
@keeps_typing("families.kept_longer")
def item(request: MemberRequest, item_id: UUID) -> HttpResponse:
    """One thing: why it is due, and what becomes of it."""
    found = _item(request, item_id)
    rule = queries.rule_of(found.code)
    if rule is None:
        raise Http404
    form = kept_form(request, KeepForm)
    if request.method == "POST" and form.is_valid():
        try:
            actions.keep(item_id=found.pk, **form.cleaned_data, by=request.actor, now=clock.now())
        except actions.RetentionRefused as refused:
            form.add_error("until", str(refused))
        else:
            forget_typing(request)
            pages.say(request, _("It stays until then."))
            return redirect("retention:due")
    now = queries.standing(found, rule)
    return pages.render(
        request,
        "families/staff/retention_item.html",
        {
            "item": found,
            "rule": rule,
            "rule_words": words.rule_words(rule),
            "kind": retention.class_words(found.code),
            "form": form,
            "standing": now,
            "may_destroy": now is not None and not now.is_held and not now.goes_on and now.due_on <= clock.today(),
            "back": reverse("retention:due"),
        },
    )


@staff(ANSWER)
def destroy(request: MemberRequest, item_id: UUID) -> HttpResponse:
    """Destroy it, after being asked."""
    found = _item(request, item_id)
    back = reverse("retention:item", args=[found.pk])
    if request.method != "POST":
        return pages.confirm(
            request,
            title=_("Destroy %(what)s?") % {"what": found.label},
            body=_(
                "It is deleted with all that hangs on it, and nobody can bring it back. A destruction record says what "
                "kinds of rows went, under which rule and by whom, and nothing of the family."
            ),
            yes=_("Destroy it"),
            danger=True,
            back=back,
        )
    try:
        counts = actions.destroy(item_id=found.pk, by=request.actor, now=clock.now())
    except actions.RetentionRefused as refused:
        return pages.conflict(request, str(refused), back=reverse("retention:due"))
    rows = sum(counts.values())
    pages.say(request, ngettext("Destroyed: %(n)s row.", "Destroyed: %(n)s rows.", rows) % {"n": rows})
    return redirect("retention:destroyed")


@staff(ANSWER)
@require_safe
def rules(request: MemberRequest) -> HttpResponse:
    """How long each class is kept, and where that comes from."""
    rows = [(rule, words.rule_words(rule)) for rule in queries.rules()]
    shown = {
        "rows": rows,
        "besides": retention.besides(),
        "may_change": may_everywhere(request.actor, ANSWER),
        "tabs": tabs("rules"),
    }
    return pages.render(request, "families/staff/retention_rules.html", shown)


@staff(ANSWER)
def rule(request: MemberRequest, record_class: str) -> HttpResponse:
    """Change how long one class is kept; what was before."""
    found = queries.rule_of(record_class)
    if found is None:
        raise Http404
    may_change = may_everywhere(request.actor, ANSWER)
    initial = {"years": found.years, "until_age": found.until_age}
    form = PeriodForm(request.POST) if request.method == "POST" else PeriodForm(initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_period(code=found.code, **form.cleaned_data, by=request.actor, now=clock.now())
        except actions.RetentionRefused as refused:
            form.add_error(None, str(refused))
        else:
            pages.say(request, _("Changed. The list is made anew tonight."))
            return redirect("retention:rules")
    before = [(words.period_words(row.years, row.until_age), row) for row in queries.periods_before(found.code)]
    shown = {
        "rule": found,
        "rule_words": words.rule_words(found),
        "form": form,
        "may_change": may_change,
        "before": before,
        "back": reverse("retention:rules"),
    }
    return pages.render(request, "families/staff/retention_rule.html", shown)


class Destroyed(Listing):
    """Destruction records, the newest first."""

    columns = [
        Column("when", gettext_lazy("When"), sort="created_at", cell=lambda row: when_words(row.created_at)),
        Column("class", gettext_lazy("Kind"), cell=lambda row: retention.class_words(row.code)),
        Column("rows", gettext_lazy("What went"), cell=lambda row: words.counts_words(row.counts)),
        Column(
            "rule",
            gettext_lazy("Under which rule"),
            cell=lambda row: f"{words.period_words(row.years, row.until_age)}. {row.source}",
        ),
        Column("due", gettext_lazy("Due since"), cell=lambda row: date_words(row.due_on, weekday=False)),
        Column("who", gettext_lazy("Decided by"), cell=lambda row: row.by_name),
    ]
    filters = [_class_filter()]
    order = "-when"
    things = staticmethod(lambda n: ngettext("%(n)s destruction", "%(n)s destructions", n))
    empty = Empty(
        gettext_lazy("Nothing was destroyed yet"),
        gettext_lazy("Each decision to destroy something leaves a record here, with nothing in it of a family."),
        icon="list",
    )
    exports = "destruction-records"


@staff(ANSWER)
@require_safe
def destroyed(request: MemberRequest) -> HttpResponse:
    """What was destroyed, under which rule and by whom."""
    page = Destroyed(request, queries.destructions_visible_to(request.actor))
    shown = {"tabs": tabs("destroyed")}
    return page.respond(
        "families/staff/retention_destroyed.html",
        shown,
        on_export=lambda count: actions.record_export(by=request.actor, count=count),
    )
