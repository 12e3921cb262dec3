"""Settings of the stand-in. From the environment: DIGITAL_ID_DATA_DIR and DIGITAL_ID_ISSUER."""

import os
from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONE, SELF

from . import key_files

BASE_DIR = Path(__file__).resolve().parents[1]
REPOSITORY = BASE_DIR.parents[1]
DATA_DIR = Path(os.environ.get("DIGITAL_ID_DATA_DIR") or REPOSITORY / "var" / "digital_id")
ISSUER = (os.environ.get("DIGITAL_ID_ISSUER") or "http://127.0.0.1:8001").rstrip("/")
_issuer = urlsplit(ISSUER)

DEBUG = False
SECRET_KEY = key_files.read(DATA_DIR / key_files.SECRET_KEY)
ALLOWED_HOSTS = [_issuer.hostname, "127.0.0.1", "localhost"]
CSRF_TRUSTED_ORIGINS = [f"{_issuer.scheme}://{_issuer.netloc}"]

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "oauth2_provider",
    "digital_id",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "digital_id.urls"
WSGI_APPLICATION = "digital_id.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
            ]
        },
    }
]

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": DATA_DIR / key_files.DATABASE,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL",
        },
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "digital_id.Account"
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = LOGOUT_REDIRECT_URL = "home"
# Scrypt is quick enough (0.1 s) to be asked twice in every sign-in: password and client secret.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("MinimumLengthValidator", "NumericPasswordValidator", "CommonPasswordValidator")
]

# The product may run on the same host name, and cookies know no ports.
SESSION_COOKIE_NAME = "digital_id_session"
CSRF_COOKIE_NAME = "digital_id_csrf"
SESSION_COOKIE_AGE = 8 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _issuer.scheme == "https"

# No form-action here: browsers apply it to the redirect that follows a form, too,
# and consent ends with a redirect to the client.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

LANGUAGE_CODE = "th"
TIME_ZONE = "Asia/Bangkok"
USE_TZ = True

STATIC_URL = "static/"
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("bootstrap", REPOSITORY / "node_modules" / "bootstrap" / "dist" / "css"),
    ("bootstrap-icons", REPOSITORY / "node_modules" / "bootstrap-icons" / "font"),
    ("anuphan", REPOSITORY / "node_modules" / "@fontsource" / "anuphan"),
]
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600

OAUTH2_PROVIDER = {
    "OIDC_ENABLED": True,
    "OIDC_ISS_ENDPOINT": ISSUER,
    "OIDC_RSA_PRIVATE_KEY": key_files.read(DATA_DIR / key_files.RSA_KEY),
    "OIDC_RESPONSE_TYPES_SUPPORTED": ["code"],
    "OIDC_RP_INITIATED_LOGOUT_ENABLED": True,
    "OIDC_RP_INITIATED_LOGOUT_ALWAYS_PROMPT": False,
    # A person may be signed in with two browsers: ending one session must not
    # turn the ID token of the other into an unknown id_token_hint.
    "OIDC_RP_INITIATED_LOGOUT_DELETE_TOKENS": False,
    "OAUTH2_VALIDATOR_CLASS": "digital_id.validator.DigitalIDValidator",
    "SCOPES": {
        "openid": "ยืนยันตัวตน",
        "profile": "ข้อมูลบัญชี",
        "user_id": "รหัสผู้ใช้",
        "citizen_id": "เลขบัตรประจำตัวประชาชน",
        "given_name": "ชื่อ",
        "family_name": "นามสกุล",
        "email": "อีเมล",
        "phone_number": "เบอร์โทรศัพท์มือถือ",
    },
    "DEFAULT_SCOPES": ["openid"],
    "AUTHORIZATION_CODE_EXPIRE_SECONDS": 60,
    "ID_TOKEN_EXPIRE_SECONDS": 300,
    "ACCESS_TOKEN_EXPIRE_SECONDS": 600,
    "REFRESH_TOKEN_EXPIRE_SECONDS": 3600,
    "REFRESH_TOKEN_REUSE_PROTECTION": True,
    "PKCE_REQUIRED": True,
    "REQUEST_APPROVAL_PROMPT": "force",
    "COMPLIANT_BCP_RFC9700_PKCE_METHOD": True,
    "COMPLIANT_BCP_RFC9700_IMPLICIT_GRANT": True,
    "COMPLIANT_BCP_RFC9700_PASSWORD_GRANT": True,
    "COMPLIANT_BCP_RFC9700_TOKEN_STORAGE": True,
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "loggers": {"django": {"handlers": ["console"], "level": "ERROR"}},
}
