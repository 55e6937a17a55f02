"""The product's settings, on static files that nobody has gathered."""

from config.settings.base import *  # noqa: F403
from config.settings.base import STORAGES

STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_AUTOREFRESH = True
