"""Every setting, read from the environment. Each is documented beside its default.

For an operator these matter: INTERSESSION_HOME, INTERSESSION_URL, DATABASE_URL, INTERSESSION_MAIL_URL,
INTERSESSION_DEMO. All others have defaults that fit one machine.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.db import models
from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _

# Several processes share few processors; numpy's own threads then mostly wait for each other (measured: six
# times the CPU for the same sentence vectors). Must be set before numpy is first imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

ROOMS = Path(__file__).resolve().parent.parent
CHECKOUT = ROOMS.parent.parent

# INTERSESSION_HOME: where the database, files, index and mail live. Default: `var/` in the checkout.
HOME = Path(os.environ.get("INTERSESSION_HOME") or CHECKOUT / "var").resolve()
HOME.mkdir(parents=True, exist_ok=True)

# INTERSESSION_URL: the address people type, such as https://dccos.example. With https, cookies and
# redirects are strict. Default: http on this machine, on PORT (default 8000).
PORT = int(os.environ.get("PORT") or 8000)
SITE_URL = (os.environ.get("INTERSESSION_URL") or f"http://localhost:{PORT}").rstrip("/")
IS_HTTPS = SITE_URL.startswith("https://")
ALLOWED_HOSTS = [urlsplit(SITE_URL).hostname or "localhost"]
if not IS_HTTPS:
    ALLOWED_HOSTS += ["localhost", "127.0.0.1", "[::1]"]
CSRF_TRUSTED_ORIGINS = [SITE_URL]

# INTERSESSION_DEMO: "1" loads clearly fictional people and says so on every page; the home remembers it in the
# file `demo`, so that later commands know. `make run` asks for it; `intersession serve` alone does not.
IS_DEMO = {"1": True, "0": False}.get(os.environ.get("INTERSESSION_DEMO", ""), (HOME / "demo").exists())

# The coalition is data, not code.
COALITION = {
    "name": _("Dynamic Coalition on Child Online Safety"),
    "short_name": "DCCOS",
    "former_names": [],
}

# INTERSESSION_INDIVIDUALS: "0" lets only organisations join; otherwise persons may join for themselves, too.
INDIVIDUALS_MAY_JOIN = os.environ.get("INTERSESSION_INDIVIDUALS", "1") != "0"
# Up to how many days evidence of a commitment is fresh, ageing, stale; from then on it has lapsed.
COMMITMENT_LIGHTS = (365, 730, 1095)
# INTERSESSION_ANSWER_DAYS: within how many days the secretariat answers an application. Shown to applicants.
ANSWER_DAYS = int(os.environ.get("INTERSESSION_ANSWER_DAYS") or 14)

# INTERSESSION_TRUSTED_PUBLISH_AT_ONCE: "0" sends what trusted organisations share to the desk, too. Default: "1".
TRUSTED_PUBLISH_AT_ONCE = os.environ.get("INTERSESSION_TRUSTED_PUBLISH_AT_ONCE", "1") != "0"


def _secret_key() -> str:
    """INTERSESSION_SECRET_KEY, else a key made once and kept in HOME, readable by its owner only."""
    given = os.environ.get("INTERSESSION_SECRET_KEY")
    if given:
        return given
    path = HOME / "secret.key"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_urlsafe(60))
    return path.read_text().strip()


SECRET_KEY = _secret_key()
DEBUG = False

INSTALLED_APPS = [
    "intersession.kit",
    "intersession.places",
    "intersession.people",
    "intersession.access",
    "intersession.audit",
    "intersession.safety",
    "intersession.vocabulary",
    "intersession.search",
    "intersession.following",
    "intersession.overlaps",
    "intersession.library",
    "intersession.atlas",
    "intersession.helplines",
    "intersession.members",
    "intersession.joining",
    "intersession.mandates",
    "intersession.merging",
    "intersession.accounts",
    "intersession.directory",
    "intersession.pages",
    "intersession.papers",
    "intersession.reviews",
    "intersession.commitments",
    "intersession.circulation",
    "intersession.projects",
    "intersession.plan",
    "intersession.formats",
    "intersession.translations",
    "intersession.collections",
    "intersession.surveys",
    "intersession.calls",
    "intersession.meetings",
    "intersession.transcripts",
    "intersession.action_items",
    "intersession.programme",
    "intersession.live",
    "intersession.reports",
    "intersession.annual_reports",
    "intersession.decisions",
    "intersession.questions",
    "intersession.sharing",
    "intersession.events",
    "intersession.openness",
    "intersession.cycles",
    "intersession.site",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    # Always installed, so that tables are the same everywhere; off until INTERSESSION_OIDC_URL is set.
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "django_tasks_db",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "intersession.site.languages.LanguageMiddleware",
    "intersession.site.addresses.PlainQueryMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "intersession.access.requests.ActorMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "intersession.config.urls"
WSGI_APPLICATION = "intersession.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "intersession.access.requests.actor_context",
                "intersession.site.shell.shell",
            ],
            "builtins": [
                "intersession.kit.templatetags.kit",
                "django.templatetags.i18n",
                "django.templatetags.static",
            ],
        },
    },
]

# DATABASE_URL: postgresql://user:password@host:port/name, or nothing for SQLite under HOME.
DATABASE_URL = os.environ.get("DATABASE_URL", "")


def _database() -> dict[str, object]:
    parts = urlsplit(DATABASE_URL)
    if parts.scheme in ("postgres", "postgresql"):
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or "",
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": None,
            "CONN_HEALTH_CHECKS": True,
        }
    if DATABASE_URL and parts.scheme != "sqlite":
        raise ValueError("DATABASE_URL must start with postgresql:// or sqlite:///, or be empty")
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(parts.path) if parts.path else str(HOME / "intersession.sqlite3"),
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            # IMMEDIATE: a writer waits at BEGIN instead of failing half-way.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA mmap_size=268435456; "
                "PRAGMA cache_size=-20000; PRAGMA temp_store=MEMORY; PRAGMA journal_size_limit=67108864;"
            ),
        },
    }


DATABASES = {"default": _database()}
# Organisations of how many stakeholder groups must stand behind a proposed paper before it is opened for comments.
PAPER_SPONSOR_GROUPS = int(os.environ.get("INTERSESSION_SPONSOR_GROUPS") or 2)

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# How a template may fetch through a foreign key it was not given: never, in tests (RAISE); once for the
# whole page, in production (PEERS).
PAGE_FETCH_MODE = models.FETCH_RAISE if os.environ.get("INTERSESSION_STRICT") == "1" else models.FETCH_PEERS

# INTERSESSION_CACHE_URL: redis://host:port/0 to share rate limits between nodes. Default: files under HOME.
CACHE_URL = os.environ.get("INTERSESSION_CACHE_URL", "")
CACHES = {
    "default": (
        {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": CACHE_URL}
        if CACHE_URL
        else {
            "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
            "LOCATION": str(HOME / "cache"),
            # Past this many, some are dropped at random: too few would reset the limits of everybody.
            "OPTIONS": {"MAX_ENTRIES": 20_000},
        }
    )
}

# INTERSESSION_ANSWER_DAYS: within how many days the coalition promises to answer what is written to it by the
# contact form. INTERSESSION_KEEP_DAYS: how long after the answer a message is kept.
MESSAGES_ANSWERED_WITHIN_DAYS = int(os.environ.get("INTERSESSION_ANSWER_DAYS") or 14)
MESSAGES_KEPT_DAYS = int(os.environ.get("INTERSESSION_KEEP_DAYS") or 180)

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# Where the search index lives, and the reference data is read from.
INDEX_HOME = HOME / "index"
REFERENCE_DATA = ROOMS / "data"

# INTERSESSION_MAIL_URL: smtp://user:password@host:port (smtps:// for TLS). Default: files under HOME/mail.
MAIL_URL = urlsplit(os.environ.get("INTERSESSION_MAIL_URL", ""))
MAIL_HOME = HOME / "mail"
DEFAULT_FROM_EMAIL = os.environ.get("INTERSESSION_MAIL_FROM") or f"intersession@{ALLOWED_HOSTS[0]}"
SERVER_EMAIL = DEFAULT_FROM_EMAIL
MAILERS = {
    "default": (
        {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": {
                "host": MAIL_URL.hostname,
                "port": MAIL_URL.port or (465 if MAIL_URL.scheme == "smtps" else 25),
                "username": unquote(MAIL_URL.username or ""),
                "password": unquote(MAIL_URL.password or ""),
                "use_ssl": MAIL_URL.scheme == "smtps",
                # A password never goes out in the clear.
                "use_tls": MAIL_URL.scheme == "smtp" and bool(MAIL_URL.username),
            },
        }
        if MAIL_URL.scheme
        else {
            "BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "OPTIONS": {"file_path": str(MAIL_HOME)},
        }
    )
}

# INTERSESSION_PROXIES: how many servers of ours stand in front and pass X-Forwarded-For on. Default: none.
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("INTERSESSION_PROXIES") or 0)

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("fr", "Français"), ("es", "Español"), ("ar", "العربية")]
LOCALE_PATHS = [ROOMS / "locale"]
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(HOME / "files")},
    },
    "staticfiles": {"BACKEND": "intersession.kit.storage.OneSheetStorage"},
}

AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "site:own_page"
ACCOUNT_LOGOUT_REDIRECT_URL = "site:home"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_REQUIRED = False
# Six digits; three wrong tries kill a code, so a guess is right once in 300,000 letters.
ACCOUNT_LOGIN_BY_CODE_FORMAT = {"numeric": True, "dashed": False, "length": 6}
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 3
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_ADAPTER = "intersession.people.sign_in.SignInAdapter"
ACCOUNT_FORMS = {
    "request_login_code": "intersession.people.forms.RequestCodeForm",
    "confirm_login_code": "intersession.people.forms.ConfirmCodeForm",
}
MFA_FORMS = {
    "authenticate": "intersession.people.forms.SecondStepForm",
    "reauthenticate": "intersession.people.forms.StillYouForm",
    "activate_totp": "intersession.people.forms.AddAppForm",
}
# INTERSESSION_OIDC_URL: the issuer of an OpenID Connect provider, such as https://login.example/realms/main;
# INTERSESSION_OIDC_CLIENT and INTERSESSION_OIDC_SECRET: what it calls this site; INTERSESSION_OIDC_NAME: what
# people call it, on the button. Default: none, nobody signs in through another site.
OIDC_URL = os.environ.get("INTERSESSION_OIDC_URL", "").rstrip("/")
if OIDC_URL.startswith("http://") and urlsplit(OIDC_URL).hostname not in ("localhost", "127.0.0.1"):
    raise ValueError(
        "INTERSESSION_OIDC_URL must start with https://: who signs in is read from what it sends"
    )
OIDC_NAME = os.environ.get("INTERSESSION_OIDC_NAME") or (urlsplit(OIDC_URL).hostname or "")
SOCIALACCOUNT_ADAPTER = "intersession.people.elsewhere.ElsewhereAdapter"
SOCIALACCOUNT_EMAIL_VERIFICATION = "none"
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_LOGIN_ON_GET = False
SOCIALACCOUNT_REQUESTS_TIMEOUT = 10
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "oidc",
                "name": OIDC_NAME,
                "client_id": os.environ.get("INTERSESSION_OIDC_CLIENT", ""),
                "secret": os.environ.get("INTERSESSION_OIDC_SECRET", ""),
                "settings": {"server_url": OIDC_URL},
            }
        ]
        if OIDC_URL
        else [],
    }
}
MFA_ADAPTER = "intersession.people.sign_in.SecondStepAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Intersession"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not IS_HTTPS

SESSION_COOKIE_NAME = "sessionid"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
# Only sign-in and what needs it set this cookie; it goes when the browser is closed.
CSRF_COOKIE_AGE = None
CSRF_FAILURE_VIEW = "intersession.site.errors.forged"
SESSION_COOKIE_AGE = 14 * 24 * 3600
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SECURE_SSL_REDIRECT = IS_HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = IS_HTTPS
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "connect-src": [CSP.SELF],
    "manifest-src": [CSP.SELF],
    "worker-src": [CSP.SELF],
    # The button of the other provider leads there by a redirect.
    "form-action": [CSP.SELF, *(["{0.scheme}://{0.netloc}".format(urlsplit(OIDC_URL))] if OIDC_URL else [])],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}

# What people send. Each limit has a sentence for the person whose file is beyond it.
# INTERSESSION_UPLOAD_MB: the largest file, in megabytes. Default: 50.
_UPLOAD_BYTES = int(os.environ.get("INTERSESSION_UPLOAD_MB") or 50) * 1_000_000
UPLOADS = {
    "bytes": _UPLOAD_BYTES,
    "picture_bytes": 20_000_000,
    "text_bytes": 10_000_000,
    "pixels": 40_000_000,
    "pages": 3_000,
    # Of the pictures inside a document so many, the largest first, are compared by the guard.
    "pictures_compared": 200,
    "per_hour": 120,
}
# Files are read in a process of their own: so much memory, processor time (twice as much by the clock) and
# output in bytes, so many at once in each web process, so many seconds of waiting for a place.
SANDBOX = {
    "memory": 1_200_000_000,
    "seconds": 20,
    "written": 4 * _UPLOAD_BYTES,
    "at_once": 2,
    "wait": 20,
}
FILE_UPLOAD_HANDLERS = ["intersession.safety.incoming.IncomingFile"]
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
# The guard against known abuse material: the state folder of `threatexchange`, which fetches the banks, and
# (INTERSESSION_GUARD_TEST_BANK=1, always in a demo) whether its generated test pictures are refused, too.
GUARD_HOME = Path(os.environ.get("INTERSESSION_GUARD_HOME") or HOME / "guard")
GUARD_TEST_BANK = IS_DEMO or os.environ.get("INTERSESSION_GUARD_TEST_BANK") == "1"
# INTERSESSION_CLAMD: where ClamAV's daemon listens, unix:/run/clamav/clamd.ctl or tcp://host:3310. Default:
# files are not scanned. Once it is set and does not answer, no file is taken.
CLAMD = os.environ.get("INTERSESSION_CLAMD", "")
CLAMD_SECONDS = 30
# Pages and files fetched from elsewhere: seconds in all, bytes, redirects, ports. INTERSESSION_FETCH_LOCAL=1
# lets addresses of this very machine be fetched, for tests; never set it where people can reach the site.
FETCH: dict[str, Any] = {
    "seconds": 15,
    "bytes": _UPLOAD_BYTES,
    "redirects": 5,
    "ports": (80, 443),
    "allows_loopback": os.environ.get("INTERSESSION_FETCH_LOCAL") == "1",
}

DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
