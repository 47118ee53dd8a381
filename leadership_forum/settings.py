"""All settings, read from the environment; docs/operations.md holds the table of variables.

Three ways to run: development (`DEBUG`), trial (`TRIAL`: the production way, but on this
machine's loopback address, with demo accounts) and production, which refuses to start insecure.
"""

import os
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

from django.db.models.fetch_modes import FETCH_PEERS, FETCH_RAISE
from django.utils.csp import CSP

from leadership_forum import embedded, env
from leadership_forum.env import SettingError

BASE_DIR = Path(__file__).resolve().parent.parent

# --- How it runs ------------------------------------------------------------------------------

DEBUG = env.flag("DEBUG")
TRIAL = env.flag("TRIAL")
if DEBUG and TRIAL:
    raise SettingError("DEBUG and TRIAL are both on; TRIAL is the production way, so keep one.")
# On somebody's own machine: plain HTTP on loopback, demo accounts, mails shown at /outbox/.
LOCAL = DEBUG or TRIAL
# An empty database is filled with the demo community; demo people may sign in.
DEMO = env.flag("DEMO", default=LOCAL)
if DEMO and not LOCAL:
    raise SettingError("DEMO is on, but demo accounts have a known password: set TRIAL or DEBUG.")
RATE_LIMITS = env.choice("RATE_LIMITS", "on", {"on", "off"}) == "on"
if not RATE_LIMITS and not LOCAL:
    raise SettingError("RATE_LIMITS is off, which is for DEBUG or TRIAL only.")

DATA_DIR = env.data_dir(BASE_DIR)
HOST = env.text("HOST", "127.0.0.1")
if LOCAL and HOST not in {"127.0.0.1", "::1", "localhost"}:
    raise SettingError(f"HOST is {HOST!r}, but DEBUG and TRIAL serve on loopback only.")

SECRET_KEY = env.text("SECRET_KEY")
SECRET_KEY_FALLBACKS = env.words("SECRET_KEY_FALLBACKS")
if not SECRET_KEY and DEBUG:
    SECRET_KEY = "development-only-" * 4
elif not SECRET_KEY and TRIAL:
    SECRET_KEY = env.kept_secret(DATA_DIR / "secret-key")
elif not SECRET_KEY:
    raise SettingError(
        "SECRET_KEY is missing: set it to at least 50 random characters"
        " (or SECRET_KEY_FILE to a file of them)."
    )
elif not LOCAL and (len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 5):
    raise SettingError("SECRET_KEY is too weak: use at least 50 random characters.")

SITE_URL = env.site_url("SITE_URL")
if not LOCAL and not SITE_URL.startswith("https://"):
    raise SettingError("SITE_URL is missing: set it to the public https:// address of the site.")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS")
if SITE_URL:
    ALLOWED_HOSTS.append(urlsplit(SITE_URL).hostname or "")
    CSRF_TRUSTED_ORIGINS.append(SITE_URL)
if LOCAL:
    ALLOWED_HOSTS += ["127.0.0.1", "localhost", "[::1]"]
# Full addresses of these, in what people write, are links inside the forum.
OWN_HOSTS = {urlsplit(SITE_URL).netloc} if SITE_URL else set()
if LOCAL and env.text("PORT"):
    OWN_HOSTS |= {f"{name}:{env.text('PORT')}" for name in ("127.0.0.1", "localhost")}

# Where links in mail lead.
MAIL_SITE = SITE_URL or f"http://127.0.0.1:{env.text('PORT', '8000')}"

# --- The parts --------------------------------------------------------------------------------

INSTALLED_APPS = [
    "leadership_forum",
    "moderation",
    "threads",
    "notifications",
    "ledger",
    "accounts",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_tasks_db",
    "whitenoise.runserver_nostatic",
    "leadership_forum.apps.ForumAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
]

MIDDLEWARE = [
    "leadership_forum.middleware.HealthMiddleware",
    "leadership_forum.middleware.LiveMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "leadership_forum.middleware.SecurityHeadersMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "leadership_forum.middleware.KeepingLoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.ViewerMiddleware",
    "accounts.middleware.AgreementMiddleware",
    "leadership_forum.middleware.RefusedMiddleware",
    "leadership_forum.middleware.LimitsMiddleware",
]

ROOT_URLCONF = "leadership_forum.urls"
WSGI_APPLICATION = "leadership_forum.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "leadership_forum.templates.SealedTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": not DEBUG,
        "OPTIONS": {
            # In development templates are read anew for each page, in production once.
            **(
                {
                    "loaders": [
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ]
                }
                if DEBUG
                else {}
            ),
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "accounts.context_processors.people",
                "notifications.context_processors.bell",
                "moderation.context_processors.queue",
                "threads.context_processors.holes",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "accounts.templatetags.people",
            ],
        },
    }
]

# --- Storage ----------------------------------------------------------------------------------

# libpq reads PG… variables of the system behind our back; DATABASE_URL alone decides.
for name in [name for name in os.environ if name.startswith("PG")]:
    del os.environ[name]

# The web and the worker come in as a role that owns nothing; who makes the tables is the owner
# (`leadership_forum.roles`). The supervisor and manage.py say which of them a process is.
EMBEDDED_WEB_ROLE = "" if env.text("DATABASE_URL") else embedded.WEB_ROLE
DATABASE_URL = env.text("DATABASE_URL") or embedded.url(DATA_DIR, web=env.flag("DATABASE_AS_WEB"))
DATABASE_OWNER_URL = env.text("DATABASE_OWNER_URL")
if DATABASE_OWNER_URL and not env.text("DATABASE_URL"):
    raise SettingError("DATABASE_OWNER_URL is set without DATABASE_URL, the way in of the web.")
IS_OWNER = bool(DATABASE_OWNER_URL) and env.flag("DATABASE_AS_OWNER")
DATABASES = {
    "default": {
        **env.database(
            DATABASE_OWNER_URL if IS_OWNER else DATABASE_URL,
            connect_timeout="10",
            # Pages ask much that runs for a millisecond; to compile it first takes longer (jit).
            options="-c timezone=UTC -c lock_timeout=10s -c statement_timeout=30s -c jit=off",
        ),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "TEST": {"NAME": env.text("TEST_DATABASE") or None},
    }
}
# Whether a connection may keep the plans of what every page asks (`accounts.compiled`): not behind
# a pooler that gives each transaction another connection.
DATABASE_PLANS = env.flag("DATABASE_PLANS", default=True)
# Where `make serve-asgi` listens, which no such pooler lets it.
DATABASE_DIRECT_URL = env.text("DATABASE_DIRECT_URL")
if DATABASE_DIRECT_URL:
    env.database(DATABASE_DIRECT_URL)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# A foreign key that a page forgot to fetch: an error while we develop, one query in production.
FETCH_MODE = FETCH_RAISE if DEBUG else FETCH_PEERS
# A template that asks the database: likewise an error while we develop.
SEAL_TEMPLATES = DEBUG

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # Archives of people's own data, for a week; never below an address that is served.
    "exports": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA_DIR / "exports"},
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "leadership_forum.static_files.ForumStaticFiles"
    },
}
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_USE_FINDERS = DEBUG

# Each process remembers pages by itself; they are kept by versions that the database says, so no
# process can be wrong. A page is some 60 KB: so many fit into a worker without being felt.
CACHES = {
    "default": {"BACKEND": "leadership_forum.counts.ForumCache"},
    # What all processes have to know alike; a stranger cannot crowd it out.
    "shared": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "accounts_counted",
        "OPTIONS": {"MAX_ENTRIES": 1_000_000},
    },
    "pages": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "pages",
        "OPTIONS": {"MAX_ENTRIES": 100},
    },
}

# Whether each remembered page is made again and compared: where tests try acts, which so look for
# one that leaves a page as it was.
CHECK_REMEMBERED = False

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

# --- People -----------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backends.ForumBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
    )
]
# Handles are unique, and stricter than the check can see: without regard to case.
SILENCED_SYSTEM_CHECKS = ["auth.W004"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "accounts.adapters.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "accounts.forms.sign_in.SignInForm",
    "signup": "accounts.forms.sign_in.SignUpForm",
}
ACCOUNT_LOGIN_METHODS = {"username", "email"}
# Nobody sees this field (`accounts.forms.sign_in`); who fills it in gets no account.
ACCOUNT_SIGNUP_FORM_HONEYPOT_FIELD = "website"
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*"]
ACCOUNT_USERNAME_VALIDATORS = "accounts.handles.VALIDATORS"
ACCOUNT_PRESERVE_USERNAME_CASING = True
ACCOUNT_USERNAME_MIN_LENGTH = 2
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = True
# How many proxies of ours stand before us: limits by address look past so many.
ALLAUTH_TRUSTED_PROXY_COUNT = env.number("TRUSTED_PROXIES", 0 if LOCAL else 1, 0, 5)
if not RATE_LIMITS:
    ACCOUNT_RATE_LIMITS = MFA_RATE_LIMITS = False
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_FORMS = {"add_webauthn": "accounts.forms.passkeys.AddPasskeyForm"}
# Browsers give passkeys to https:// and to http://localhost alone.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = LOCAL
MFA_ADAPTER = "allauth.mfa.adapter.DefaultMFAAdapter"
# Staff need a second factor wherever strangers can reach the site.
ADMIN_NEEDS_SECOND_FACTOR = not LOCAL

# --- Mail -------------------------------------------------------------------------------------

MAIL_URL = env.text("MAIL_URL")
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "forum@localhost")
# How long a mail about something waits, so that what is read meanwhile need not be mailed.
MAIL_HOLD_MINUTES = env.number("MAIL_HOLD_MINUTES", 5, 0, 120)
OUTBOX_DIR = DATA_DIR / "outbox"
if not LOCAL and not MAIL_URL:
    raise SettingError("MAIL_URL is missing: sign-up needs mail (smtp://user:password@host:587).")
MAILERS = {
    "default": env.mailer(MAIL_URL)
    if MAIL_URL
    else {"BACKEND": "leadership_forum.mail.OutboxBackend"}
}

# Where a provider tells of bounces and complaints; for that django-anymail must be installed.
MAIL_WEBHOOK_SECRET = env.text("MAIL_WEBHOOK_SECRET")
if MAIL_WEBHOOK_SECRET:
    if not find_spec("anymail"):
        raise SettingError("MAIL_WEBHOOK_SECRET is set, but django-anymail is not installed.")
    INSTALLED_APPS.append("anymail")
    ANYMAIL = {"WEBHOOK_SECRET": MAIL_WEBHOOK_SECRET}

# --- Words and times --------------------------------------------------------------------------

LANGUAGE_CODE = "en"
# Each in its own words, so that everybody finds theirs.
LANGUAGES = [("en", "English"), ("de", "Deutsch"), ("es", "Español")]
# Whose inflections search knows; words of other languages are found as they are written.
SEARCH_LANGUAGE = env.choice("SEARCH_LANGUAGE", "en", ("en", "de", "es", "none"))
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = env.time_zone("TIME_ZONE", "UTC")
USE_TZ = True

# --- Walls ------------------------------------------------------------------------------------

SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "manifest-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
    "base-uri": [CSP.NONE],
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = not LOCAL
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_NAME = "session" if LOCAL else "__Host-session"
CSRF_COOKIE_NAME = "csrf" if LOCAL else "__Host-csrf"
CSRF_FAILURE_VIEW = "leadership_forum.views.csrf_failure"
LANGUAGE_COOKIE_SECURE = not LOCAL
SECURE_HSTS_SECONDS = 0 if LOCAL else env.number("HSTS_SECONDS", 31_536_000, 0, 63_072_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = not LOCAL and env.flag(
    "HSTS_SUBDOMAINS", default=True
)
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000

# --- What it says while it runs ---------------------------------------------------------------

LOG_LEVEL = env.choice("LOG_LEVEL", "INFO", {"DEBUG", "INFO", "WARNING", "ERROR"})
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "leadership_forum": {"level": LOG_LEVEL},
        "django": {"handlers": [], "level": "WARNING"},
        "django.request": {"level": "ERROR"},
        # Any stranger can send any Host header; the answer is 400 and nobody's business.
        "django.security.DisallowedHost": {"level": "CRITICAL"},
        "django_tasks_db": {"level": "WARNING"},
        "django.tasks": {"level": "WARNING"},
    },
}
