"""Vocabularies, and what stands in them."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import Query
from ninja.errors import HttpError

from hearth.directory.api.answering import listed
from hearth.directory.api.parameters import OfTaxonomy, Paging
from hearth.directory.api.setup import answers, api
from hearth.directory.open_referral.attributes import term_answer
from hearth.directory.open_referral.schemas import ref
from hearth.directory.open_referral.taxonomies import taxonomy_answer
from hearth.directory.queries import published


@api.get(
    "/taxonomies", openapi_extra=answers(ref("TaxonomyPage"), 422), summary="Taxonomies", operation_id="taxonomies"
)
def taxonomies(request: HttpRequest, asked: Query[Paging]) -> HttpResponse:
    """Vocabularies by which services are told apart, ours last."""
    every = list(published.taxonomies().values())
    shown = every[asked.offset : asked.offset + asked.per_page]
    return listed([taxonomy_answer(row) for row in shown], len(every), asked)


@api.get(
    "/taxonomies/{taxonomy_id}",
    openapi_extra=answers(ref("Taxonomy"), 404, 422),
    summary="One taxonomy with its terms",
    operation_id="taxonomy",
)
def taxonomy(request: HttpRequest, taxonomy_id: UUID) -> HttpResponse:
    """One vocabulary with all of its terms."""
    row = published.taxonomies().get(taxonomy_id)
    if row is None:
        raise HttpError(404, "There is no such taxonomy.")
    return JsonResponse(taxonomy_answer(row, list(published.terms(taxonomy_id).values())))


@api.get(
    "/taxonomy_terms",
    openapi_extra=answers(ref("TaxonomyTermPage"), 422),
    summary="Terms of taxonomies",
    operation_id="taxonomy_terms",
)
def taxonomy_terms(request: HttpRequest, asked: Query[OfTaxonomy]) -> HttpResponse:
    """The entries of the vocabularies, in their order."""
    every = list(published.terms(asked.taxonomy_id).values())
    return listed([term_answer(row) for row in every[asked.offset : asked.offset + asked.per_page]], len(every), asked)


@api.get(
    "/taxonomy_terms/{term_id}",
    openapi_extra=answers(ref("TaxonomyTerm"), 404, 422),
    summary="One term of a taxonomy",
    operation_id="taxonomy_term",
)
def taxonomy_term(request: HttpRequest, term_id: UUID) -> HttpResponse:
    """One entry of a vocabulary."""
    row = published.terms().get(term_id)
    if row is None:
        raise HttpError(404, "There is no such term.")
    return JsonResponse(term_answer(row))
