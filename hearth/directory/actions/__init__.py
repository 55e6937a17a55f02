"""What changes the directory. Each action is one transaction with its log entry and its event."""

from hearth.directory.actions.versions import ChangedMeanwhile, change_listing, keep_present, keep_version

__all__ = ["ChangedMeanwhile", "change_listing", "keep_present", "keep_version"]
