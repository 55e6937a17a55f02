"""What somebody may know of people: every query starts from its reader."""

from hearth.families.queries.people import identifiers_visible_to as identifiers_visible_to
from hearth.families.queries.people import involvements_visible_to as involvements_visible_to
from hearth.families.queries.people import needs_visible_to as needs_visible_to
from hearth.families.queries.people import person_of as person_of
from hearth.families.queries.people import places_visible_to as places_visible_to
from hearth.families.queries.people import records_of as records_of
from hearth.families.queries.people import records_visible_to as records_visible_to
from hearth.families.queries.people import relationships_visible_to as relationships_visible_to
from hearth.families.queries.single_view import SingleView as SingleView
from hearth.families.queries.single_view import single_view as single_view
