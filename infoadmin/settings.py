"""All settings of the product; every one that differs between places comes from the environment.

README.md ("Settings") describes each variable. The defaults are safe and need no server: SQLite,
files in one data folder, a cache in memory.
"""

from pathlib import Path
from urllib.parse import urlsplit

import environ
import structlog
from csp.constants import NONE, SELF
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
env.read_env(BASE_DIR / ".env")

# --- The place -----------------------------------------------------------------------------------
DEBUG = env.bool("DEBUG", False)
SECRET_KEY = env("SECRET_KEY", default="only-for-development") if DEBUG else env("SECRET_KEY")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1"])
# Origin of the public site for addresses that others keep; empty: as each request came.
PUBLIC_URL = env("PUBLIC_URL", default="").rstrip("/")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
DATA_DIR = Path(env("DATA_DIR", default=str(BASE_DIR / "var")))
DATA_DIR.mkdir(parents=True, exist_ok=True)

# --- Applications --------------------------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "csp",
    "django_htmx",
    "django_structlog",
    "mozilla_django_oidc",
    "simple_history",
    "treebeard",
    "infoadmin",
    "agencies",
    "accounts",
    "ereports",
]

MIDDLEWARE = [
    "ereports.public.page_cache.PageCacheMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "infoadmin.middleware.RequestLogMiddleware",
    "infoadmin.middleware.LanguageMiddleware",
    "infoadmin.middleware.PolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "infoadmin.middleware.LoginRequiredMiddleware",
    "infoadmin.middleware.NulMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "infoadmin.middleware.ErrorPageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "infoadmin.urls"
WSGI_APPLICATION = "infoadmin.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "infoadmin.context.site",
                "accounts.rights.context",
            ],
            "builtins": [
                f"infoadmin.templatetags.{name}" for name in ("frame", "languages", "thai")
            ],
        },
    }
]

# --- Database ------------------------------------------------------------------------------------
DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'db.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # One writer at a time that waits its turn; readers are never blocked.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
    # A file, as in real use: threads of a test are then connections of their own.
    DATABASES["default"]["TEST"] = {"NAME": DATA_DIR / "test.sqlite3"}
else:
    # Each thread of the server keeps its connection, with what is prepared on it, for an hour.
    DATABASES["default"].setdefault("CONN_MAX_AGE", 3600)

# --- Files and cache -----------------------------------------------------------------------------
S3_BUCKET = env("S3_BUCKET", default="")
S3_ENDPOINT_URL = env("S3_ENDPOINT_URL", default=None)
if S3_BUCKET:
    FILE_STORAGE = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": S3_BUCKET,
            "endpoint_url": S3_ENDPOINT_URL,
            "region_name": env("S3_REGION", default="us-east-1"),
            "access_key": env("S3_ACCESS_KEY"),
            "secret_key": env("S3_SECRET_KEY"),
            "addressing_style": env("S3_ADDRESSING_STYLE", default="path"),
            "signature_version": "s3v4",
            "querystring_expire": 60,  # seconds
            "file_overwrite": False,
            "default_acl": None,
        },
    }
else:
    FILE_STORAGE = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA_DIR / "files", "base_url": None},
    }

# nginx's internal location of DATA_DIR/files: it then sends the files, after we were asked.
X_ACCEL_LOCATION = env("X_ACCEL_LOCATION", default="")

STATIC_MANIFEST = env.bool("STATIC_MANIFEST", not DEBUG)
STORAGES = {
    "default": FILE_STORAGE,
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if STATIC_MANIFEST
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("bootstrap", BASE_DIR / "node_modules/bootstrap/dist"),
    ("bootstrap-icons", BASE_DIR / "node_modules/bootstrap-icons/font"),
    ("anuphan", BASE_DIR / "node_modules/@fontsource/anuphan"),
    ("htmx", BASE_DIR / "node_modules/htmx.org/dist"),
]
CACHES = {
    "default": env.cache_url("CACHE_URL", default="locmemcache://"),
    # Agencies' public pages, by what they show: never stale, so each process may keep its own.
    "pages": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "pages",
        "TIMEOUT": None,
        "OPTIONS": {"MAX_ENTRIES": env.int("PAGE_CACHE_ENTRIES", 2000)},
    },
    # Parts of every page that follow from code and settings alone, kept by each process as HTML:
    # they end with the process, so no release shows those of the one before.
    "template_fragments": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "fragments",
    },
}
if DEBUG or not env.int("PAGE_CACHE_ENTRIES", 2000):
    CACHES["pages"] = {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
if DEBUG:  # templates are being written
    CACHES["template_fragments"] = {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}

UPLOAD_MAX_BYTES = 20 * 1024 * 1024  # one document; product.md M15, assurance F1-F2
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024  # a form's texts; files are streamed to disk
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
DATA_UPLOAD_MAX_NUMBER_FILES = 4  # the report form has three
FILE_UPLOAD_HANDLERS = [
    "ereports.files.QuotaUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

UPLOADS_AT_ONCE = env.int("UPLOADS_AT_ONCE", 2)  # that one worker receives; half of its threads
BODY_PATIENCE_SECONDS = env.float("BODY_PATIENCE_SECONDS", 20)  # for the next 4 kB of a body

# A virus scanner (clamd): tcp://127.0.0.1:3310 or unix:///run/clamav/clamd.ctl; none by default.
CLAMD_URL = env("CLAMD_URL", default="")
CLAMD_TIMEOUT = env.int("CLAMD_TIMEOUT", 30)  # seconds for one file; then it waits for a later try

# The checker of published links (manage.py check_links).
LINK_CHECK_MINUTES = env.float("LINK_CHECK_MINUTES", 30)  # a run ends after so long
LINK_CHECK_DELAY = env.float("LINK_CHECK_DELAY", 1)  # seconds between two requests to one host
LINK_CHECK_ALLOW_LOOPBACK = env.bool("LINK_CHECK_ALLOW_LOOPBACK", False)  # for tests alone

# --- Language and time ---------------------------------------------------------------------------
LANGUAGE_CODE = "th"
LANGUAGES = [("th", _("ไทย")), ("en", _("อังกฤษ"))]  # by path: / and /en/ (LanguageMiddleware)
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Bangkok"
USE_TZ = True
USE_I18N = True

# --- Sign-in with Digital ID (OpenID Connect) ----------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.oidc.DigitalIDBackend"]
LOGIN_URL = reverse_lazy("accounts:landing")
LOGIN_REDIRECT_URL = reverse_lazy("home")
LOGOUT_REDIRECT_URL = reverse_lazy("accounts:landing")

# With an issuer alone, the endpoints are read from its discovery document; each can be set instead.
OIDC_ISSUER = env("OIDC_ISSUER", default="https://connect.egov.go.th")
OIDC_DISCOVERY = env.bool("OIDC_DISCOVERY", True)
OIDC_OP_AUTHORIZATION_ENDPOINT = env("OIDC_AUTHORIZATION_ENDPOINT", default="")
OIDC_OP_TOKEN_ENDPOINT = env("OIDC_TOKEN_ENDPOINT", default="")
OIDC_OP_USER_ENDPOINT = env("OIDC_USERINFO_ENDPOINT", default="")
OIDC_OP_JWKS_ENDPOINT = env("OIDC_JWKS_ENDPOINT", default="")
OIDC_OP_LOGOUT_ENDPOINT = env("OIDC_END_SESSION_ENDPOINT", default="")
OIDC_LOGOUT_REDIRECT_PARAMETER = env(
    "OIDC_LOGOUT_REDIRECT_PARAMETER", default="post_logout_redirect_uri"
)
OIDC_RP_CLIENT_ID = env("OIDC_RP_CLIENT_ID", default="")
OIDC_RP_CLIENT_SECRET = env("OIDC_RP_CLIENT_SECRET", default="")
OIDC_RP_SCOPES = env(
    "OIDC_RP_SCOPES", default="openid profile user_id given_name family_name email phone_number"
)
OIDC_CLAIM_USERNAME = env("OIDC_CLAIM_USERNAME", default="preferred_username")
OIDC_SECRET_MD5_ROUNDS = env.bool("OIDC_SECRET_MD5_ROUNDS", False)  # Digital ID's own quirk
OIDC_RP_SIGN_ALGO = "RS256"
OIDC_USE_PKCE = True
OIDC_CREATE_USER = False
OIDC_STORE_ID_TOKEN = True
OIDC_TOKEN_USE_BASIC_AUTH = True
OIDC_TIMEOUT = 5  # seconds
OIDC_CLOCK_SKEW = 60  # seconds
OIDC_STATE_LIFETIME = 600  # seconds between leaving for the provider and coming back
OIDC_AUTHENTICATION_CALLBACK_URL = "accounts:oidc-callback"

DIGITAL_ID_REGISTER_URL = env("DIGITAL_ID_REGISTER_URL", default="https://connect.egov.go.th/")

# --- Who may enter -------------------------------------------------------------------------------
TOKEN_LIFETIME_DAYS = env.int("TOKEN_LIFETIME_DAYS", 14)
TOKEN_MAX_FAILURES = 5  # wrong tries per identity and per address …
TOKEN_FAILURE_WINDOW = 15 * 60  # … in so many seconds
TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", 0)  # proxies whose X-Forwarded-For is true

ACCESS_EVENT_DAYS = env.int("ACCESS_EVENT_DAYS", 90)  # kept at least so long

# --- Mail: tokens are sent to their recipients only where a server is configured -----------------
EMAIL_URL = env("EMAIL_URL", default="")
if EMAIL_URL:
    vars().update(env.email_url("EMAIL_URL"))
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="no-reply@info.go.th")

# --- Contacts shown on every page ----------------------------------------------------------------
CONTACT_PHONE = env("CONTACT_PHONE", default="02-612-6060")
CONTACT_EMAIL = env("CONTACT_EMAIL", default="contact@dga.or.th")
REGISTERED_EMAIL_CHECK_URL = env(
    "REGISTERED_EMAIL_CHECK_URL",
    default="https://www.dga.or.th/document-sharing/dga-3263/government-email/",
)

# --- Open data -----------------------------------------------------------------------------------
API_REQUESTS_PER_MINUTE = env.int("API_REQUESTS_PER_MINUTE", 120)  # of one address; 0: no limit
OPEN_DATA_LICENCE_URL = env(
    "OPEN_DATA_LICENCE_URL", default="https://data.go.th/pages/dga-open-government-license"
)

# --- Security ------------------------------------------------------------------------------------
HTTPS = env.bool("HTTPS", not DEBUG)
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^health/"]
if TRUSTED_PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "same-origin"
SESSION_ENGINE = "infoadmin.session_store"
SESSION_COOKIE_NAME = "infoadmin_session"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_IDLE_SECONDS = env.int("SESSION_IDLE_SECONDS", 15 * 60)
SESSION_ABSOLUTE_SECONDS = env.int("SESSION_ABSOLUTE_SECONDS", 12 * 3600)
SESSION_COOKIE_AGE = SESSION_ABSOLUTE_SECONDS + 3600  # the end is announced, not just a lost cookie
CSRF_COOKIE_NAME = "infoadmin_csrf"
CSRF_FAILURE_VIEW = "infoadmin.views.csrf_failure"
X_FRAME_OPTIONS = "DENY"


def _origin(url):
    """Scheme, host and port of `url`, or nothing."""
    parts = urlsplit(url)
    return [f"{parts.scheme}://{parts.netloc}"] if parts.netloc else []


# Logout is a form whose answer leads on to the provider: `form-action` covers that redirect too.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF, *_origin(OIDC_OP_LOGOUT_ENDPOINT or OIDC_ISSUER)],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}
SILENCED_SYSTEM_CHECKS = [
    "auth.W004",  # people are found by (issuer, subject); see accounts.User
]

# --- Logs: one JSON line each on standard error --------------------------------------------------
DJANGO_STRUCTLOG_TRUST_UPSTREAM_REQUEST_ID = False
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False  # it believes any header; events.note knows better
DJANGO_STRUCTLOG_USER_ID_FIELD = ""  # a public page must not open the session to log it
structlog.configure(
    processors=[
        structlog.stdlib.filter_by_level,
        structlog.contextvars.merge_contextvars,
        structlog.processors.TimeStamper(fmt="iso"),
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.format_exc_info,
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "()": structlog.stdlib.ProcessorFormatter,
            "processor": structlog.processors.JSONRenderer(ensure_ascii=False),
            "foreign_pre_chain": [
                structlog.contextvars.merge_contextvars,
                structlog.processors.TimeStamper(fmt="iso"),
                structlog.stdlib.add_logger_name,
                structlog.stdlib.add_log_level,
                structlog.processors.format_exc_info,
            ],
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", default="INFO")},
    "loggers": {
        "django_structlog": {"level": "WARNING"},
        "pikepdf": {"level": "WARNING"},
        "django.server": {"handlers": ["console"], "propagate": False},
    },
}
