"""How often listings are confirmed, by category, and what happens to those that are not. Changed by the host alone,
who sees what a change would do before it is saved."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from hearth.access.guards import staff
from hearth.access.requests import MemberRequest
from hearth.core import clock, pages
from hearth.core.words import count_words
from hearth.directory import policy as policies
from hearth.directory import queries
from hearth.directory.actions import rules
from hearth.directory.forms.staff_freshness import RuleForm, initial
from hearth.directory.policy import Policy, Rule
from hearth.directory.queries import TermFacts, freshness
from hearth.directory.staff.freshness import STANDINGS
from hearth.directory.staff.scope import everywhere


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table."""

    code: str
    name: str
    rule: Rule
    own: bool  # it says something itself
    under: bool = False


@staff("directory.words")
@require_safe
def show(request: MemberRequest) -> HttpResponse:
    """All rules in one table, and how they were changed."""
    policy = policies.current()
    vocabulary = queries.vocabulary()
    taxonomies = [
        (_("Categories"), _rows(policy, "categories")),
        (_("The 24 service expectations"), _rows(policy, "service-expectations")),
    ]
    names = {code: term.name for code, term in vocabulary.by_code.items()} | {rules.USUAL: _("What is usual")}
    shown = {
        "policy": policy,
        "usual": Row(rules.USUAL, _("What is usual"), policy.usual, own=True),
        "taxonomies": taxonomies,
        "saved": [
            (one.number, one.saved_at, [names.get(code, code) for code in one.changed])
            for one in freshness.saved_policies()
        ],
        "may_change": everywhere(request, "directory.words"),
    }
    return pages.render(request, "directory/staff/reviews.html", shown)


@staff("directory.words")
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: MemberRequest, code: str) -> HttpResponse:
    """One rule. "See what would change" saves nothing; the page it leads to has the button that does."""
    policy = policies.current()
    term = None if code == rules.USUAL else _term(code)
    if term is None and code != rules.USUAL:
        raise Http404
    if not everywhere(request, "directory.words"):
        pages.say(request, _("Only the council that runs the network changes these rules."), "important")
        return redirect("directory:reviews")
    own = policy.usual.as_dict() if term is None else policy.terms[term.id].own
    above = _above(policy, term)
    form = RuleForm(
        request.POST if request.method == "POST" else initial(own), above=above, is_usual=term is None,
        quiet=request.method != "POST",
    )  # fmt: skip
    outlook = None
    if request.method == "POST" and form.is_valid():
        term_id = term.id if term else None
        if "save" in request.POST:
            number = rules.save_rule(term_id=term_id, values=form.values, by=request.actor, now=clock.now())
            pages.say(request, _("Saved as rules %(n)s. Listings move within a few minutes.") % {"n": number})
            return redirect("directory:reviews")
        outlook = rules.look_ahead(term_id=term_id, values=form.values, now=clock.now())
    shown = {
        "form": form,
        "name": term.name if term else _("What is usual"),
        "above": None if term is None else above,
        "back_url": reverse("directory:reviews"),
        "outlook": outlook,
        "lines": _outlook_words(outlook) if outlook else [],
    }
    return pages.render(request, "directory/staff/review_rule.html", shown)


def _rows(policy: Policy, taxonomy: str) -> list[Row]:
    rows = []
    for top in queries.vocabulary().of(taxonomy):
        children = queries.vocabulary().of(taxonomy, top.code)
        rows += [_row(policy, top), *(_row(policy, child, under=True) for child in children)]
    return rows


def _row(policy: Policy, term: TermFacts, *, under: bool = False) -> Row:
    found = policy.terms[term.id]
    own = any(value is not None for value in found.own.values())
    return Row(term.code, term.name, found.rule, own, under)


def _term(code: str) -> TermFacts | None:
    return queries.vocabulary().by_code.get(code)


def _above(policy: Policy, term: TermFacts | None) -> Rule:
    """What holds where a term says nothing itself."""
    if term is None or term.parent_id is None:
        return policy.usual
    return policy.terms[term.parent_id].rule


def _outlook_words(outlook: rules.Outlook) -> list[str]:
    """What would change, a line each."""
    lines = [
        ngettext("%(n)s listing is of this kind.", "%(n)s listings are of this kind.", outlook.listings)
        % {"n": count_words(outlook.listings)},
        ngettext(
            "%(n)s would be due on another day than now.",
            "%(n)s would be due on another day than now.",
            outlook.other_dates,
        )
        % {"n": count_words(outlook.other_dates)},
    ]
    for before, after, count in outlook.moves:
        said = {"n": count_words(count), "before": STANDINGS[before], "after": STANDINGS[after]}
        lines.append(_("%(n)s would move from “%(before)s” to “%(after)s”.") % said)
    if not outlook.moves:
        lines.append(_("None would change its standing today."))
    return lines
