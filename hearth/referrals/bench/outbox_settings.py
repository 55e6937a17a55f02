"""The settings of `bench outbox`: as in production, but that a message which failed is tried again after a second."""

from config.settings.base import *  # noqa: F403

OUTBOX_RETRY_AFTER = [1] * 14
