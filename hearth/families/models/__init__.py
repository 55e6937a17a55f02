"""A family's records: what sources said, who is the same person, who belongs together, and who may not see it."""

from hearth.families.models.family import Household as Household
from hearth.families.models.family import HouseholdPlace as HouseholdPlace
from hearth.families.models.family import Involvement as Involvement
from hearth.families.models.family import Relationship as Relationship
from hearth.families.models.family import RelationshipKind as RelationshipKind
from hearth.families.models.guarding import Restriction as Restriction
from hearth.families.models.guarding import RestrictionKind as RestrictionKind
from hearth.families.models.guarding import RestrictionReader as RestrictionReader
from hearth.families.models.people import Hazard as Hazard
from hearth.families.models.people import LinkCandidate as LinkCandidate
from hearth.families.models.people import LinkDecision as LinkDecision
from hearth.families.models.people import MatchModel as MatchModel
from hearth.families.models.people import Origin as Origin
from hearth.families.models.people import PersonLink as PersonLink
from hearth.families.models.people import Verdict as Verdict
from hearth.families.models.records import AccessNeeds as AccessNeeds
from hearth.families.models.records import Identifier as Identifier
from hearth.families.models.records import SafeContact as SafeContact
from hearth.families.models.records import Scheme as Scheme
from hearth.families.models.records import Sex as Sex
from hearth.families.models.records import SourceKind as SourceKind
from hearth.families.models.records import SourceRecord as SourceRecord
