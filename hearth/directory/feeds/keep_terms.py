"""Keeps a feed's own vocabulary as taxonomies and terms, and knows what each of them means here."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from django.utils.text import slugify

from hearth.directory import vocabularies
from hearth.directory.feeds.wanted import Facts, WantedTerm
from hearth.directory.loading import bulk
from hearth.directory.models import Feed, FeedTerm, FeedTermTarget, Taxonomy, Term


def shipped_codes() -> set[str]:
    """The taxonomies that are ours: families find help by them."""
    return {vocabularies.shipped(name)["taxonomy"]["code"] for name in vocabularies.FILES}


@dataclass(slots=True)
class TermKeeper:
    """Ids of terms as services are tied to them: the feed's own, and what each means here."""

    feed: Feed
    facts: Facts
    terms: dict[UUID, Term] = field(default_factory=dict)
    taxonomies: dict[str, Taxonomy] = field(default_factory=dict)
    targets: dict[UUID, set[UUID]] = field(default_factory=dict)
    defaults: set[UUID] = field(default_factory=set)
    noted: set[UUID] = field(default_factory=set)  # terms that this feed is known to use
    ours: set[UUID] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.ours = set(Term.objects.filter(taxonomy__code__in=shipped_codes()).values_list("id", flat=True))
        self.defaults = set(self.feed.default_terms.values_list("id", flat=True))
        for feed_term in FeedTerm.objects.filter(feed=self.feed).select_related("term"):
            self.terms[feed_term.term_id] = feed_term.term
            self.noted.add(feed_term.term_id)
        for term_id, target in FeedTermTarget.objects.filter(feed_term__feed=self.feed).values_list(
            "feed_term__term", "term"
        ):
            self.targets.setdefault(term_id, set()).add(target)

    def given(self, terms: list[WantedTerm]) -> list[UUID]:
        """All terms that a service of the feed is given: the feed's, what they mean here, and the feed's defaults."""
        found: dict[UUID, None] = {}
        for term in terms:
            found[term.id] = None
            for target in sorted(self.targets.get(term.id, ())):
                found[target] = None
        found |= dict.fromkeys(sorted(self.defaults))
        return list(found)

    def keep(self, wanted: list[WantedTerm]) -> None:
        """Make those that are missing, in the caller's transaction."""
        new = {term.id: term for term in wanted if term.id not in self.terms and term.id not in self.ours}
        if new:
            self.terms |= Term.objects.in_bulk(new)
        missing = [term for pk, term in new.items() if pk not in self.terms]
        rows = [self._term(term) for term in missing]
        bulk.store(rows)
        self.terms |= {row.pk: row for row in rows}
        self._tie_parents(missing)
        unknown = [
            FeedTerm(feed=self.feed, term_id=term_id)
            for term_id in dict.fromkeys(term.id for term in wanted)
            if term_id not in self.noted and term_id not in self.ours
        ]
        bulk.store(unknown, key=("feed_id", "term_id"), leave=("id",))
        self.noted |= {one.term_id for one in unknown}
        self._rename(wanted)

    def _term(self, term: WantedTerm) -> Term:
        taxonomy = self._taxonomy(term)
        made = Term(
            id=term.id,
            taxonomy=taxonomy,
            # Codes are one space for all vocabularies in the search, so a feed's carry its own.
            code=self._code(term),
            name=term.name or term.ref[:120],
            description=term.description,
            more=dict(term.more) | ({"code": term.code} if term.code else {}),
        )
        if term.parent_ref:
            made.more["parent_id"] = term.parent_ref
        return made

    def _code(self, term: WantedTerm) -> str:
        return f"{self.feed.code[:40]}:{term.id.hex}"

    def _taxonomy(self, term: WantedTerm) -> Taxonomy:
        key = term.taxonomy_ref or term.taxonomy
        if key in self.taxonomies:
            return self.taxonomies[key]
        wanted = self.facts.id_of("taxonomy", key or self.feed.code)
        found = Taxonomy.objects.filter(pk=wanted).first()
        if found is not None and found.code in shipped_codes():
            # An entry of our own vocabulary that we do not know: it must not stand among those that families read.
            wanted = self.facts.id_of("taxonomy", f"more of {found.code}")
            found = Taxonomy.objects.filter(pk=wanted).first()
        if found is None:
            code = f"{self.feed.source}-{slugify(term.taxonomy)}"[:50].strip("-")
            if Taxonomy.objects.filter(code=code).exists():
                code = f"{code[:51]}-{wanted.hex[:8]}"
            name = term.taxonomy or f"Words of {self.feed.name}"
            found = Taxonomy.objects.create(id=wanted, code=code, name=name[:120], description="")
        self.taxonomies[key] = found
        return found

    def _tie_parents(self, made: list[WantedTerm]) -> None:
        """A parent may come after its child, or never."""
        children = [term for term in self.terms.values() if term.parent_id is None and term.more.get("parent_id")]
        refs = {
            str(term.more["parent_id"]): self.facts.id_of("taxonomy_term", term.more["parent_id"]) for term in children
        }
        if not made or not refs:
            return
        there = {pk for pk in refs.values() if pk in self.terms}
        changed: list[Term] = []
        for term in children:
            parent = refs[str(term.more["parent_id"])]
            if parent in there and parent != term.pk and self.terms[parent].parent_id != term.pk:
                term.parent_id = parent
                changed.append(term)
        bulk.store(changed)

    def _rename(self, wanted: list[WantedTerm]) -> None:
        """A feed may call one of its own terms otherwise one day."""
        changed: dict[UUID, Term] = {}
        for said in wanted:
            known = self.terms.get(said.id)
            if known is None or not said.name or known.name == said.name:
                continue
            if known.taxonomy_id in {taxonomy.pk for taxonomy in self.taxonomies.values()} or self._is_own(known):
                known.name = said.name
                changed[known.pk] = known
        bulk.store(list(changed.values()))

    def _is_own(self, term: Term) -> bool:
        return term.code.startswith(f"{self.feed.code[:40]}:")
