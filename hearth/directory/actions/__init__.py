"""What changes the directory. Each action is one transaction with its log entry and its event."""

from hearth.directory.actions.change_rules import (
    AlreadyMoved,
    Clash,
    NotAllowed,
    NothingChanged,
    Stale,
    WordsMissing,
    fingerprint,
    may_move,
)
from hearth.directory.actions.changes import add_listing, drop_part, save_answers
from hearth.directory.actions.deciding import approve, correct, send, send_back, take_back, withdraw
from hearth.directory.actions.listings import (
    NotToday,
    NotYours,
    close,
    close_for_good,
    end_closures,
    keep_secret_place,
    remove_secret_place,
    reopen,
    restore,
    set_capacity,
    set_trust,
)
from hearth.directory.actions.versions import ChangedMeanwhile, change_listing, keep_present, keep_version

__all__ = [
    "AlreadyMoved",
    "ChangedMeanwhile",
    "Clash",
    "NotAllowed",
    "NotToday",
    "NotYours",
    "NothingChanged",
    "Stale",
    "WordsMissing",
    "add_listing",
    "approve",
    "change_listing",
    "close",
    "close_for_good",
    "correct",
    "drop_part",
    "end_closures",
    "fingerprint",
    "keep_present",
    "keep_secret_place",
    "keep_version",
    "may_move",
    "remove_secret_place",
    "reopen",
    "restore",
    "save_answers",
    "send",
    "send_back",
    "set_capacity",
    "set_trust",
    "take_back",
    "withdraw",
]
