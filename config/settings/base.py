"""Settings of every Hearth process, read from the environment.

`docs/operators/running.md` lists the variables. The `hub` command sets them for the bundled database; a council's own
server sets them itself.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from config.settings.database import database_settings
from config.settings.logs import LOGGING as LOGGING

ROOT = Path(__file__).resolve().parents[2]
BASE_DIR = ROOT
DATA = Path(os.environ.get("HEARTH_DATA", ROOT / "var"))
MODE = os.environ.get("HEARTH_MODE", "demo")
if MODE not in {"demo", "production"}:
    raise ImproperlyConfigured("HEARTH_MODE must be demo or production.")
DEMO = MODE == "demo"
DEBUG = False

SECRET_KEY = os.environ.get("HEARTH_SECRET_KEY") or ""
if not SECRET_KEY:
    key_file = DATA / "secret-key"
    if key_file.exists():
        SECRET_KEY = key_file.read_text().strip()
    elif DEMO:
        SECRET_KEY = "only-for-a-process-that-serves-nobody"  # noqa: S105 (hub makes a real one before it serves)
    else:
        raise ImproperlyConfigured("Set HEARTH_SECRET_KEY to a long random text.")

ALLOWED_HOSTS = [h for h in os.environ.get("HEARTH_ALLOWED_HOSTS", "*" if DEMO else "").split(",") if h]
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("HEARTH_TRUSTED_ORIGINS", "").split(",") if o]
PUBLIC_URL = os.environ.get("HEARTH_PUBLIC_URL", "http://localhost:8000").rstrip("/")

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "procrastinate.contrib.django",
    "hearth.core",
    "hearth.audit",
    "hearth.access",
    "hearth.directory",
    "hearth.families",
    "hearth.referrals",
    "config.apps.HearthConfig",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "hearth.core.middleware.RequestLogMiddleware",
    "hearth.access.compressing.CompressPublicPages",
    "csp.middleware.CSPMiddleware",
    "hearth.core.middleware.DatabaseAwayMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "hearth.core.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "hearth.families.kiosk.KioskMiddleware",
    # Last: it runs the view inside the transaction that carries the reader's row security.
    "hearth.access.middleware.GuardMiddleware",
]

# Where the staff menu's entries stand, one module an app.
HEARTH_NAVIGATION = [
    "hearth.referrals.navigation",
    "hearth.families.navigation",
    "hearth.families.staff.trust_menu",
    "hearth.directory.navigation",
    "hearth.access.navigation",
]
# What stands on the staff home, and the log's codes in words: one module an app.
HEARTH_TODAY = [
    "hearth.referrals.today",
    "hearth.directory.today",
    "hearth.families.staff.trust_today",
    "hearth.families.staff.register_today",
    "hearth.families.staff.copy_today",
    "hearth.families.staff.retention_today",
    "hearth.access.today",
]
# What apps add to a service's public page (directory.beside).
HEARTH_BESIDE = ["hearth.referrals.beside"]
# What apps add to a person's page (families.beside).
HEARTH_BESIDE_PERSON: list[str] = [
    "hearth.referrals.beside_person",
    "hearth.families.staff.sessions_beside",
    "hearth.families.staff.trust_beside",
]
# What apps add to what an agreement's end would change (access.beside).
HEARTH_BESIDE_AGREEMENT = ["hearth.families.staff.agreement_beside"]
HEARTH_LOG_WORDS = [
    "hearth.referrals.log_words",
    "hearth.families.log_words",
    "hearth.families.staff.trust_log_words",
    "hearth.directory.log_words",
    "hearth.access.log_words",
]
# What an opening in an emergency shows (families.opened).
HEARTH_OPENED = ["hearth.referrals.opened"]
# What the copy that a family asks for holds (families.held).
HEARTH_HELD = ["hearth.families.staff.held", "hearth.referrals.staff.held"]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES: dict[str, Any] = {"default": database_settings(os.environ)}

APP_TEMPLATES = [
    ROOT / "hearth" / app / "templates" for app in ("core", "audit", "access", "directory", "families", "referrals")
]
TEMPLATES = [
    {
        "NAME": "jinja2",
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        # Folders by name: third-party Django templates must not be read as Jinja.
        "DIRS": APP_TEMPLATES,
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "hearth.core.jinja.environment",
            "context_processors": ["hearth.core.pages.context"],
        },
    },
    {
        "NAME": "django",
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    },
]

# Sign-in -------------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "access.User"
AUTHENTICATION_BACKENDS = ["hearth.access.authentication.MembersBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/staff/"
LOGOUT_REDIRECT_URL = "/"
# Idle and absolute time-outs (TRUST 11); the absolute one is kept by access.middleware.
SESSION_ENGINE = "hearth.core.sessions"
SESSION_COOKIE_NAME = "hearth_session"
SESSION_COOKIE_AGE = 60 * 60 * 12
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_IDLE_SECONDS = int(os.environ.get("HEARTH_IDLE_MINUTES", "30")) * 60
SESSION_ABSOLUTE_SECONDS = 60 * 60 * 12
CSRF_COOKIE_NAME = "hearth_csrf"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # names stay out of cookies
CSRF_FAILURE_VIEW = "hearth.core.errors.csrf_failure"

# allauth's rate limits need a cache that all processes share.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "core_cache"},
}

# Words and places ----------------------------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("pl", "Polski"), ("ur", "اردو"), ("uk", "Українська")]
LANGUAGE_COOKIE_NAME = "hearth_language"
LOCALE_PATHS = [ROOT / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/London"

# Files ---------------------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = ROOT / ".build" / "collected"
# Made at set-up (ops/assets.py); made here too so that a first `check` does not warn before it.
(ROOT / ".build" / "static").mkdir(parents=True, exist_ok=True)
STATICFILES_DIRS = [ROOT / ".build" / "static"]
PRINT_FONTS = ROOT / ".build" / "fonts"  # of leaflets and posters: ops/printfonts.py
MEDIA_ROOT = DATA / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# Messages ------------------------------------------------------------------------------------------------------------
# How email and texts leave: "file" writes them into DATA/outbox, "smtp", "notify". See core/outbox.
OUTBOX_EMAIL_GATEWAY = os.environ.get("HEARTH_EMAIL", "file")
OUTBOX_TEXT_GATEWAY = os.environ.get("HEARTH_TEXT", "file")
OUTBOX_FOLDER = DATA / "outbox"
OUTBOX_RETRY_AFTER = [60, 5 * 60, 30 * 60, 2 * 60 * 60, 12 * 60 * 60]  # seconds; after the last one it has failed
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = os.environ.get("HEARTH_SMTP_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("HEARTH_SMTP_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("HEARTH_SMTP_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("HEARTH_SMTP_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("HEARTH_SMTP_TLS", "") == "1"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("HEARTH_EMAIL_FROM", "family-hubs@council.example")
NOTIFY_API_KEY = os.environ.get("HEARTH_NOTIFY_KEY", "")
NOTIFY_BASE_URL = os.environ.get("HEARTH_NOTIFY_URL", "")
NOTIFY_EMAIL_TEMPLATE = os.environ.get("HEARTH_NOTIFY_EMAIL_TEMPLATE", "")
NOTIFY_TEXT_TEMPLATE = os.environ.get("HEARTH_NOTIFY_TEXT_TEMPLATE", "")

# Jobs: each app's `jobs.py` is found by web and worker (`manage work`).
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"

# Feeds: whether addresses within a private network may be read (demo and tests; in production only where it is meant).
FEEDS_FROM_INSIDE = os.environ.get("HEARTH_FEEDS_FROM_INSIDE", "1" if DEMO else "0") == "1"

# How long the numbers of requests are kept before they are counted again (seconds).
NUMBERS_KEPT_SECONDS = 300

# Security ------------------------------------------------------------------------------------------------------------
HTTPS = os.environ.get("HEARTH_HTTPS", "0" if DEMO else "1") == "1"
SECURE_SSL_REDIRECT = False  # the proxy in front does it (docs/operators/running.md)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = False
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    }
}

# allauth: members are invited, never sign themselves up (access/authentication.py) ----------------------------
ACCOUNT_ADAPTER = "hearth.access.authentication.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "hearth.access.authentication.OrganisationSignInAdapter"
MFA_ADAPTER = "hearth.access.authentication.SecondFactorAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_EMAIL_VERIFICATION = "none"  # an invitation already proves the address
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
# "key" is a user name together with an address: one office is never locked out by one person's slips (STACK 8).
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "login_failed": "30/5m/ip,5/5m/key", "reset_password": "20/h/ip,5/h/key"}
# How many proxies in front of us write X-Forwarded-For; 0 trusts none of it.
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("HEARTH_TRUSTED_PROXIES", "0"))
ACCOUNT_FORMS = {
    "login": "hearth.access.signin_forms.SignIn",
    "reset_password": "hearth.access.signin_forms.ForgottenPassword",
    "reset_password_from_key": "hearth.access.signin_forms.NewPassword",
    "change_password": "hearth.access.signin_forms.ChangePassword",
    "reauthenticate": "hearth.access.signin_forms.AskPassword",
}
MFA_FORMS = {
    "authenticate": "hearth.access.signin_forms.EnterCode",
    "reauthenticate": "hearth.access.signin_forms.EnterCodeAgain",
    "activate_totp": "hearth.access.signin_forms.SetUpCode",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Hearth"
MFA_TOTP_TOLERANCE = 1  # one step of 30 seconds either way: slow typing, a phone's clock (RFC 6238, 5.2)
MFA_ALLOW_UNVERIFIED_EMAIL = True  # an invitation already proves the address
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_AUTO_SIGNUP = False
SOCIALACCOUNT_LOGIN_ON_GET = False
# One organisation's own sign-in (Entra ID, GOV.UK One Login, any OpenID Connect provider).
OIDC_NAME = os.environ.get("HEARTH_OIDC_NAME", "")
OIDC_URL = os.environ.get("HEARTH_OIDC_URL", "")
# Email domains that this provider answers for: it says nothing of other addresses, and need not say "verified" of these
# (Entra ID does not). Empty: any address that it calls verified.
OIDC_DOMAINS = [d.strip().lower() for d in os.environ.get("HEARTH_OIDC_DOMAINS", "").split(",") if d.strip()]
if OIDC_NAME:
    # Chromium holds the form's target to this even after the redirect to the provider.
    CONTENT_SECURITY_POLICY["DIRECTIVES"]["form-action"].append("/".join(OIDC_URL.split("/")[:3]))
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "organisation",
                "name": OIDC_NAME,
                "client_id": os.environ.get("HEARTH_OIDC_CLIENT", ""),
                "secret": os.environ.get("HEARTH_OIDC_SECRET", ""),
                "settings": {"server_url": OIDC_URL, "verified_email": OIDC_DOMAINS or False},
            }
        ]
        if OIDC_NAME
        else [],
    }
}

# The one sign-in with which families may open their own page (access/openid.py); none of its own: off.
FAMILY_OIDC: dict[str, str] = {}
if os.environ.get("HEARTH_FAMILY_OIDC_NAME"):
    FAMILY_OIDC = {
        "name": os.environ["HEARTH_FAMILY_OIDC_NAME"],
        "url": os.environ.get("HEARTH_FAMILY_OIDC_URL", ""),
        "client": os.environ.get("HEARTH_FAMILY_OIDC_CLIENT", ""),
        "secret": os.environ.get("HEARTH_FAMILY_OIDC_SECRET", ""),
    }
    # Its address, and others through which it leads: Chromium holds a form to them on every step of the way.
    CONTENT_SECURITY_POLICY["DIRECTIVES"]["form-action"] += [
        "/".join(address.strip().split("/")[:3])
        for address in (FAMILY_OIDC["url"], *os.environ.get("HEARTH_FAMILY_OIDC_PAGES", "").split(","))
        if address.strip()
    ]

SILENCED_SYSTEM_CHECKS = ["auth.W004"]  # an address is unique whatever its case, by an index on lower(email)
# Under which licence the open API gives the directory away: its name and its address.
OPEN_DATA_LICENCE = (
    os.environ.get("HEARTH_OPEN_DATA_LICENCE", "Open Government Licence v3.0"),
    os.environ.get(
        "HEARTH_OPEN_DATA_LICENCE_URL",
        "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
    ),
)
SERVICE_NAME = _("Family hubs")
