"""All settings, read top to bottom; the environment decides, and production is what you get when you say nothing.

Every variable read here stands in `.env.example` with its meaning (a test holds the two equal).
What a coordinator may change is a row in `community`, never a variable.
"""

from pathlib import Path
from typing import Any

import bootstrap_wrapper
import environ
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from techhire import embedded

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")

# --- Which world: development is said aloud, production is the silence ---------------------------

DEVELOPMENT = env.bool("DEVELOPMENT", default=False)
DEBUG = DEVELOPMENT and env.bool("DEBUG_PAGES", default=False)
VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var")))

SECRET_KEY = env.str("SECRET_KEY", default="") or (embedded.secret_key(VAR_DIR) if DEVELOPMENT else "")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
embedded.refuse_weak_key(SECRET_KEY)

# CommunityMiddleware answers only hosts that a community has claimed, which is stricter than a list here.
ALLOWED_HOSTS = ["*"]
# Where letters point: {host} is the community's own host name, {local} the name it has on this machine alone.
PORTAL_URL = env.str(
    "PORTAL_URL", default=f"http://{{local}}:{env.str('PORT', default='8000')}" if DEVELOPMENT else "https://{host}"
)

# --- What is installed ---------------------------------------------------------------------------

INSTALLED_APPS = [
    "techhire.apps.PortalAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_filters",
    "django_htmx",
    "community",
    "directory",
    "employers",
    "providers",
    "outreach",
    "reports",
]

MIDDLEWARE = [
    # Outermost what marks every answer, refusals and faults of all others included.
    "community.middleware.RequestIdMiddleware",
    "community.middleware.AccessLogMiddleware",
    "community.middleware.HeadersMiddleware",
    "csp.middleware.CSPMiddleware",
    "community.middleware.FriendlyFaultMiddleware",
    "community.middleware.HeadMiddleware",
    "community.middleware.InputGuardMiddleware",
    # Before the redirect to HTTPS, which would repeat whatever host it was told.
    "community.middleware.CommunityMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "community.middleware.PrivatePagesMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "techhire.urls"
WSGI_APPLICATION = "techhire.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "community.context_processors.portal",
            ],
        },
    },
]

# --- Where things are kept: the embedded default needs no service, the environment names one -----

# The web process says DATABASE_POOL=on. A worker must not: Celery closes the connections of a thread around each task,
# which also is what lets it outlive a restart of PostgreSQL (leave CELERY_DB_REUSE_MAX unset).
DATABASES: dict[str, dict[str, Any]] = {
    "default": embedded.database(
        env.db_url("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'portal.sqlite3'}"),
        has_pool=env.bool("DATABASE_POOL", default=False),
    )
}
CACHES = {"default": embedded.cache(env.cache_url("CACHE_URL", default="locmemcache://"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

MEDIA_ROOT = VAR_DIR / "files"  # outside the web root: every file is answered by a view that checks who asks
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024  # bytes, files not counted
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
UPLOAD_MAX_BYTES = 5 * 1024 * 1024  # the whole body of a request, refused from its Content-Length
# Where more is taken: a spreadsheet of 20 MB, a file of evidence of 10 MB, and a return as large.
UPLOAD_MAX_BYTES_AT = {
    "/workspace/import/": 21 * 1024 * 1024,
    "/desk/applications/*/parts/*/": 11 * 1024 * 1024,
    "/desk/returns/*/upload/": 11 * 1024 * 1024,
}

STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_DIR", default=str(VAR_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "static", ("bootstrap", bootstrap_wrapper.get_bootstrap_dir())]
STORAGES = {
    "default": {"BACKEND": "techhire.files.WholeFiles"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEVELOPMENT
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEVELOPMENT

# --- Wake-ups: see docs/decisions for why Celery carries nothing else ----------------------------

CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", default=embedded.BROKER_URL)
CELERY_BROKER_TRANSPORT_OPTIONS = embedded.broker_options(CELERY_BROKER_URL, VAR_DIR)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # a worker waits as long as its broker is away
CELERY_WORKER_ENABLE_REMOTE_CONTROL = not CELERY_BROKER_URL.startswith(embedded.BROKER_URL)
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_SCHEDULER = "techhire.beat:Scheduler"

# --- Letters -------------------------------------------------------------------------------------

# folder:// writes letters to VAR_DIR/mail; smtp://, smtp+tls://, smtp+ssl:// a server; or an Anymail backend's name.
LETTERS_URL = env.str("EMAIL_URL", default="folder://" if DEVELOPMENT else "smtp://localhost:25")
ANYMAIL = env.json("ANYMAIL", default={})
# The mailbox where replies and bounces arrive, and the address in it that letters ask to be answered at.
MAILBOX_URL = env.str("MAILBOX_URL", default="")
REPLIES_TO = env.str("REPLIES_TO", default="")
EMAIL_TIMEOUT = 20  # seconds for any one answer

# --- Who may come in -----------------------------------------------------------------------------

AUTH_USER_MODEL = "community.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "community:arrive"

ACCOUNT_ADAPTER = "community.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_VERIFICATION = "none"  # an address is proved by the link or code that was sent to it
ACCOUNT_EMAIL_NOTIFICATIONS = True  # a letter when a password or a second factor changed
ACCOUNT_FORMS = {
    "login": "community.forms.sign_in.SignInForm",
    "confirm_login_code": "community.forms.sign_in.SignInCodeForm",
    "reset_password": "community.forms.sign_in.ResetForm",
    "confirm_password_reset_code": "community.forms.sign_in.ResetCodeForm",
    "reset_password_from_key": "community.forms.sign_in.NewPasswordForm",
    "change_password": "community.forms.sign_in.ChangePasswordForm",
    "set_password": "community.forms.sign_in.FirstPasswordForm",
    "reauthenticate": "community.forms.sign_in.AgainForm",
}
ACCOUNT_LOGIN_BY_CODE_ENABLED = False  # the one sign-in page asks for the code when no password is given
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60  # seconds
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True  # a stored letter never holds a working link
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 15 * 60  # seconds
ACCOUNT_RATE_LIMITS = False  # ours count in the database: community.views.patience
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_REAUTHENTICATION_REQUIRED = True
MFA_RATE_LIMITS = False  # likewise
MFA_ADAPTER = "community.adapter.FactorAdapter"
MFA_FORMS = {
    "authenticate": "community.forms.sign_in.FactorForm",
    "reauthenticate": "community.forms.sign_in.FactorAgainForm",
    "activate_totp": "community.forms.sign_in.NewAppForm",
    "add_webauthn": "community.forms.sign_in.NewKeyForm",
    "authenticate_webauthn": "community.forms.sign_in.KeyFactorForm",
    "login_webauthn": "community.forms.sign_in.KeySignInForm",
    "reauthenticate_webauthn": "community.forms.sign_in.KeyAgainForm",
    "edit_webauthn": "community.forms.sign_in.KeyNameForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEVELOPMENT

# --- Safe by default -----------------------------------------------------------------------------

SECURE_SSL_REDIRECT = not DEVELOPMENT and env.bool("SECURE_SSL_REDIRECT", default=True)
SECURE_REDIRECT_EXEMPT = [r"^health/"]  # the container and the proxy ask in plain HTTP
SECURE_HSTS_SECONDS = 0 if DEVELOPMENT else env.int("SECURE_HSTS_SECONDS", default=365 * 24 * 3600)
SECURE_HSTS_INCLUDE_SUBDOMAINS = not DEVELOPMENT
SECURE_HSTS_PRELOAD = not DEVELOPMENT
SECURE_CONTENT_TYPE_NOSNIFF = True
# With no-referrer Chromium posts `Origin: null` and Django refuses the form.
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# How many proxies of ours stand in front; X-Forwarded-* is ignored until this is said.
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES

SESSION_COOKIE_NAME = "session" if DEVELOPMENT else "__Host-session"
SESSION_COOKIE_SECURE = not DEVELOPMENT
SESSION_COOKIE_AGE = ACCOUNT_SESSION_COOKIE_AGE = 14 * 24 * 3600  # seconds
CSRF_COOKIE_NAME = "csrf" if DEVELOPMENT else "__Host-csrf"
CSRF_COOKIE_SECURE = not DEVELOPMENT
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "reports.views.errors.forged"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "img-src": [SELF, "data:"],  # Bootstrap's icons in CSS and the code of an authenticator app are data images
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# --- Language and time ---------------------------------------------------------------------------

LANGUAGE_CODE = "en-us"
LANGUAGES = [("en-us", _("English"))]
FORMAT_MODULE_PATH = ["techhire.formats"]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "UTC"  # each community shows its own
USE_TZ = True
USE_I18N = True

# --- Forms ---------------------------------------------------------------------------------------

CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# --- Logs: one JSON line an event, with a request id, without personal data ----------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "request_id": {"()": "community.logs.RequestIdFilter"},
        "route": {"()": "community.logs.RouteFilter"},
        "fault": {"()": "community.logs.FaultFilter"},
    },
    "formatters": {
        "json": {"()": "community.logs.JsonFormatter"},
        "plain": {"format": "%(levelname)s %(name)s %(message)s"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "plain" if DEVELOPMENT else "json",
            "filters": ["request_id", "route", "fault"],
        }
    },
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {
        "django.server": {"handlers": ["console"], "propagate": False},
        # These tell of every tick.
        "celery.app.trace": {"level": "WARNING"},
        "celery.beat": {"level": "WARNING"},
        "celery.worker.strategy": {"level": "WARNING"},
    },
}

# --- Reports of faults, off until said -----------------------------------------------------------

SENTRY_DSN = env.str("SENTRY_DSN", default="")
embedded.report_faults(SENTRY_DSN)
