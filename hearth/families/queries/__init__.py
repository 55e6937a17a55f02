"""What somebody may know of people: every query starts from its reader."""

from hearth.families.queries.people import Visible as Visible
from hearth.families.queries.people import identifiers_of as identifiers_of
from hearth.families.queries.people import person_of as person_of
from hearth.families.queries.people import records_of as records_of
from hearth.families.queries.people import seen_of as seen_of
from hearth.families.queries.single_view import SingleView as SingleView
from hearth.families.queries.single_view import single_view as single_view
