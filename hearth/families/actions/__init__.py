"""What changes a family's records."""

from hearth.families.actions.emergency import OpeningRefused as OpeningRefused
from hearth.families.actions.emergency import open_in_emergency as open_in_emergency
from hearth.families.actions.emergency import review_opening as review_opening
from hearth.families.actions.involving import begin_involvement as begin_involvement
from hearth.families.actions.involving import end_involvement as end_involvement
from hearth.families.actions.linking import decide as decide
from hearth.families.actions.linking import recompute as recompute
from hearth.families.actions.linking import revoke as revoke
from hearth.families.actions.recording import Contact as Contact
from hearth.families.actions.recording import Person as Person
from hearth.families.actions.recording import record_person as record_person
from hearth.families.actions.recording import set_safe_contact as set_safe_contact
from hearth.families.actions.relating import note_identifier as note_identifier
from hearth.families.actions.relating import note_needs as note_needs
from hearth.families.actions.relating import place_in_household as place_in_household
from hearth.families.actions.relating import relate as relate
from hearth.families.actions.relating import said_kind as said_kind
from hearth.families.actions.restricting import KeptAlready as KeptAlready
from hearth.families.actions.restricting import RestrictionRefused as RestrictionRefused
from hearth.families.actions.restricting import end_restriction as end_restriction
from hearth.families.actions.restricting import name_readers as name_readers
from hearth.families.actions.restricting import protect_address as protect_address
from hearth.families.actions.restricting import restrict as restrict
from hearth.families.actions.sealing import SealingRefused as SealingRefused
from hearth.families.actions.sealing import seal as seal
