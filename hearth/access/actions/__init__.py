"""What changes accounts, memberships and invitations. Only these may write to staff through the outbox."""

from hearth.access.actions.agreements import (
    Terms,
    agree,
    change_agreement,
    end_agreement,
    remove_party,
    set_party,
)
from hearth.access.actions.brand import BrandValues, ColoursTooFaint, save_brand
from hearth.access.actions.errors import AccessRefused
from hearth.access.actions.invitations import accept, invite, join, send_again, withdraw
from hearth.access.actions.mail import write_to_member
from hearth.access.actions.members import change_role, deactivate, reactivate, reset_second_factor
from hearth.access.actions.notices import notify_staff
from hearth.access.actions.own import change_name, choose_language, switch
from hearth.access.actions.portraits import give_picture, remove_picture, take_picture_back
from hearth.access.actions.signing_in import note

__all__ = [
    "AccessRefused",
    "BrandValues",
    "ColoursTooFaint",
    "Terms",
    "accept",
    "agree",
    "change_agreement",
    "change_name",
    "change_role",
    "choose_language",
    "deactivate",
    "end_agreement",
    "give_picture",
    "invite",
    "join",
    "note",
    "notify_staff",
    "reactivate",
    "remove_party",
    "remove_picture",
    "reset_second_factor",
    "save_brand",
    "send_again",
    "set_party",
    "switch",
    "take_picture_back",
    "withdraw",
    "write_to_member",
]
