"""Who does something: the `by=` of every action."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID


class ActorKind(StrEnum):
    """What kind of hand moves a record."""

    STAFF = "staff"  # a member, signed in, for one organisation
    FAMILY = "family"  # someone without an account, holding a reference and its code
    GUEST = "guest"  # a professional without an account, who proved a work address; `user_id` is the guest's id
    LINK = "link"  # whoever opened a signed link that we sent to an organisation
    JOB = "job"  # a job of ours, named
    SYSTEM = "system"  # set-up, loading, the command line


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, for which organisation, and the name that others may read beside what they did.

    `name` is a display name ("Ayesha Khan"), for staff only; a family's actor carries none. A member's request has read
    once what their role allows there, and whether that organisation runs the network: `permissions` and `at_host` carry
    it through the request; None where nobody has looked yet.
    """

    kind: ActorKind
    user_id: UUID | None = None
    organisation_id: UUID | None = None
    name: str = ""
    permissions: frozenset[str] | None = field(default=None, compare=False, repr=False)
    at_host: bool | None = field(default=None, compare=False, repr=False)

    @property
    def is_staff(self) -> bool:
        return self.kind is ActorKind.STAFF


FAMILY = Actor(ActorKind.FAMILY)
SYSTEM = Actor(ActorKind.SYSTEM, name="Hearth")


def by_link(organisation_id: UUID) -> Actor:
    """Whoever opened a link that was sent to this organisation: we know for whom, and not who."""
    return Actor(ActorKind.LINK, organisation_id=organisation_id)


def job(name: str) -> Actor:
    """The actor of a job, by the job's name."""
    return Actor(ActorKind.JOB, name=name)
