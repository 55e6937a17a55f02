"""The API's two operations, and its description."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid5

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from ninja import Header, NinjaAPI
from ninja.errors import ValidationError
from ninja.openapi.schema import OpenAPISchema

from hearth.core import clock
from hearth.families.actions import Contact, Person
from hearth.referrals import actions, queries, references
from hearth.referrals.actions import Asked
from hearth.referrals.api.letting_in import Caller
from hearth.referrals.api.problems import TYPES, Problem, respond, unreadable
from hearth.referrals.api.schemas import ContactIn, PersonIn, ReferralIn, ReferralOut, StepOut
from hearth.referrals.models import PersonRole, Referral

DRAFTS = UUID("5e3d3b7e-5b0d-5f5a-9a44-2f1f0f6b7c21")  # namespace of keys that make a sending one
DESCRIPTION = (
    "Send a referral for your organisation, and read how it stands. Give the key as `Authorization: Bearer …`; whoever"
    " may connect systems in your organisation makes it. At most 60 requests a minute. To hear of moves without asking,"
    " use webhooks."
)
PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status"],
    "properties": {
        "type": {"type": "string", "enum": [f"urn:hearth:problem:{code}" for code in TYPES]},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"pointer": {"type": "string"}, "detail": {"type": "string"}},
            },
        },
    },
}


class Described(NinjaAPI):
    """Adds the key and the problems to the description."""

    def get_openapi_schema(self, **kwargs: Any) -> OpenAPISchema:
        schema = super().get_openapi_schema(**kwargs)
        components = schema.setdefault("components", {})
        components.setdefault("schemas", {})["Problem"] = PROBLEM
        components["securitySchemes"] = {"key": {"type": "http", "scheme": "bearer"}}
        schema["security"] = [{"key": []}]
        return schema


api = Described(
    title="Hearth referrals",
    version="1.0",
    description=DESCRIPTION,
    urls_namespace="referrals_api",
    openapi_url="/openapi.json",
    docs_url=None,
)


def _problems(*codes: int) -> dict[str, Any]:
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {
        "responses": {
            code: {
                "description": "; ".join(title for status, title in TYPES.values() if status == code),
                "content": content,
            }
            for code in codes
        }
    }


@api.exception_handler(ValidationError)
def _unreadable(request: HttpRequest, problem: ValidationError) -> HttpResponse:
    return unreadable(request, problem.errors)


@api.exception_handler(Problem)
def _problem(_request: HttpRequest, problem: Problem) -> HttpResponse:
    return respond(problem)


@api.post(
    "/referrals",
    response={201: ReferralOut, 200: ReferralOut},
    openapi_extra=_problems(401, 403, 409, 422, 429),
    operation_id="sendReferral",
    summary="Send a referral",
    description="201 when it was sent; 200 with the same one when this Idempotency-Key has sent it already.",
)
def send_referral(
    request: HttpRequest,
    body: ReferralIn,
    idempotency_key: str = Header(  # type: ignore[type-arg]
        ...,
        alias="Idempotency-Key",
        min_length=8,
        max_length=200,
        description="Yours for this referral: a UUID will do.",
    ),
) -> HttpResponse:
    """Send it as the member for whom the key acts, by the rules of the pages."""
    caller: Caller = request.caller  # type: ignore[attr-defined]
    caller.needs("send")
    service = queries.service_to_ask(body.service_id)
    if service is None:
        raise Problem("invalid", errors=[{"pointer": "/service_id", "detail": "There is no such service."}])
    sent_key = uuid5(DRAFTS, f"{caller.key.organisation_id}/{idempotency_key}")
    known = queries.sent_by(caller.actor).filter(sent_key=sent_key).first()
    if known is None and not body.even_if_open and _is_open(caller, body):
        raise Problem("already-open", "Send it with even_if_open if it is meant.")
    try:
        sending = actions.send(service=service, asked=_asked(body), sent_key=sent_key, by=caller.actor, now=clock.now())
    except actions.NotAccepting:
        raise Problem("not-accepting") from None
    except actions.ConsentNeeded:
        raise Problem("consent-needed", "Ask the family, then send it with lawful_basis consent.") from None
    except actions.NotAllowed:
        raise Problem("forbidden", "Whoever made the key may not send referrals.") from None
    referral = sending.referral
    if not sending.is_new and (referral.service_id != body.service_id or referral.what_help != body.help):
        raise Problem("key-used")
    return _answer(caller, referral, status=201 if sending.is_new else 200)


@api.get(
    "/referrals/{reference}",
    response=ReferralOut,
    openapi_extra=_problems(401, 403, 404, 429),
    operation_id="readReferral",
    summary="Read how a referral stands",
)
def read_referral(request: HttpRequest, reference: str) -> HttpResponse:
    """One that the key's organisation sent."""
    caller: Caller = request.caller  # type: ignore[attr-defined]
    caller.needs("read")
    found = queries.sent_by(caller.actor).filter(reference=references.tidy_reference(reference)).first()
    if found is None:
        raise Problem("not-found")
    actions.record_view(referral=found, by=caller.actor)
    return _answer(caller, found)


def _is_open(caller: Caller, body: ReferralIn) -> bool:
    first = body.people[0]
    if not (first.phone or first.email):
        return False
    return queries.live_to_service(actor=caller.actor, service_id=body.service_id, phone=first.phone, email=first.email)


def _asked(body: ReferralIn) -> Asked:
    first = body.people[0]
    return Asked(
        people=[(PersonRole(one.role), _person(one)) for one in body.people],
        what_help=body.help,
        what_tried=body.tried,
        what_better=body.better,
        contact=_contact(body.contact),
        language=first.language or "en",
        lsoa_code=queries.lsoa_of(first.postcode) if first.postcode else "",
        lawful_basis=body.lawful_basis,
        family_knows=body.family_knows,
        family_knows_why_not=body.family_knows_why_not,
        urgency=body.urgency,
    )


def _person(said: PersonIn) -> Person:
    lsoa = queries.lsoa_of(said.postcode) if said.postcode else ""
    return Person(**said.model_dump(exclude={"role"}), lsoa_code=lsoa)


def _contact(said: ContactIn) -> Contact:
    return Contact(**said.model_dump())


def _answer(caller: Caller, referral: Referral, *, status: int = 200) -> HttpResponse:
    if "read" not in caller.key.scopes:  # a key that only sends learns the reference, and no story
        return JsonResponse({"reference": referral.reference, "state": referral.state}, status=status)
    story = queries.story_for(referral, caller.actor)[::-1]
    said = ReferralOut(
        reference=referral.reference,
        state=referral.state,
        state_at=referral.state_at,
        sent_at=referral.sent_at,
        service_id=referral.service_id,
        service=referral.service.name,
        organisation=referral.provider.name,
        opened=referral.acknowledged_at is not None,
        acknowledge_by=referral.acknowledge_by,
        decide_by=referral.decide_by,
        first_contact_by=referral.first_contact_by,
        words=next((row.words for row in reversed(story) if row.words and row.actor_kind == "staff"), ""),
        steps=[
            StepOut(
                number=row.number, move=row.move, state=row.to_state, at=row.at, reason=row.reason,
                outcome=row.outcome, outcomes=row.by_need,
            )
            for row in story
        ],
        url=settings.PUBLIC_URL + reverse("referrals:sent_record", args=[referral.reference]),
    )  # fmt: skip
    return JsonResponse(said.model_dump(mode="json"), status=status)
