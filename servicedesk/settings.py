"""Every setting, in one file. A wrong value stops the start with a sentence."""

from urllib.parse import urlsplit

from servicedesk import env, logs

BASE_DIR = env.PROJECT
DATA_DIR = env.data_dir()
UNDER_TEST = env.flag("UNDER_TEST", False)
DEBUG = env.flag("DEBUG", False)

# --- where we are, seen from outside -------------------------------------------------------
PUBLIC_URL = env.public_url()
HTTPS = PUBLIC_URL.startswith("https://")
FILES_URL = env.origin("FILES_URL")  # another name of this house, from which attachments leave; empty: from PUBLIC_URL
ALLOWED_HOSTS = [urlsplit(url).hostname or "" for url in (PUBLIC_URL, FILES_URL)] + env.words("ALLOWED_HOSTS")
ALLOWED_HOSTS += ["127.0.0.1", "localhost", "[::1]"]

TRUSTED_PROXIES = env.networks("TRUSTED_PROXIES")  # whose X-Forwarded-For is believed; the caller is whom they name

# --- secrets: from the environment, else made once and kept in the data folder ---------------
_secret = env.SecretBox(DATA_DIR).get
SECRET_KEY = _secret("SECRET_KEY")
FIELD_KEY = _secret("FIELD_KEY")  # encrypts personal columns
INDEX_SECRET = _secret("INDEX_SECRET")  # blind indexes over them
LINK_SECRET = _secret("LINK_SECRET")  # customers' links

# --- apps ----------------------------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "csp",
    "rest_framework",
    "django_filters",
    "servicedesk",
    *("accounts", "customers", "deadlines", "outages", "knowledge", "tickets", "worksheets", "fieldwork"),
    *(
        "restoration",
        "applications",
        "calls",
        "complaints",
        "surveys",
        "keyaccounts",
        "reporting",
        "shifts",
        "quality",
        "hotline",
    ),
    *("supervision", "onboarding", "safekeeping"),
]
MIDDLEWARE = [
    *("servicedesk.addresses.TrueAddress", "hotline.rest.walls.Walls"),
    "django.middleware.security.SecurityMiddleware",
    "servicedesk.pages.Compressed",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "accounts.middleware.Sessions",
    "servicedesk.language.ChosenLanguage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    *("django.contrib.auth.middleware.AuthenticationMiddleware", "accounts.acting.Acting"),
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "servicedesk.pages.Uncached",
    "servicedesk.pages.Refusals",
]
ROOT_URLCONF = "servicedesk.urls"
WSGI_APPLICATION = "servicedesk.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,  # Django caches the loaders unless DEBUG
        "OPTIONS": {
            "context_processors": [
                *(f"django.template.context_processors.{name}" for name in ("request", "i18n")),
                *(f"django.contrib.{name}.context_processors.{name}" for name in ("auth", "messages")),
                "accounts.context.house",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- database and broker: told, or those that `make up` runs ---------------------------------
_running = env.running_servers(DATA_DIR)
DATABASE_URL = env.text("DATABASE_URL", _running.get("database", ""))
REDIS_URL = env.text("REDIS_URL", _running.get("redis", ""))
DATABASES = {"default": env.database(DATABASE_URL)}
DATABASES["default"] |= {
    "CONN_MAX_AGE": env.number("CONN_MAX_AGE", 0),  # the web server says 60; workers keep none
    "CONN_HEALTH_CHECKS": True,
    "DISABLE_SERVER_SIDE_CURSORS": True,  # PgBouncer in transaction mode
    "TEST": {"TEMPLATE": env.text("TEST_TEMPLATE") or None},
}

# --- Celery: JSON, ids only, nothing of value in the broker ----------------------------------
# Valkey unless another broker is told; no broker told and none running: publishing fails at once.
CELERY_BROKER_URL = env.text("BROKER_URL", REDIS_URL) or "redis://127.0.0.1:1"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS, _queues = env.broker(CELERY_BROKER_URL)
CELERY_TASK_DEFAULT_QUEUE_TYPE = _queues
CELERY_BROKER_CONNECTION_TIMEOUT = 3
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0, "interval_step": 0.2, "interval_max": 0.2}
CELERY_TASK_SERIALIZER, CELERY_ACCEPT_CONTENT = "json", ["json"]
CELERY_TASK_IGNORE_RESULT = CELERY_TASK_ACKS_LATE = CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT, CELERY_TASK_SOFT_TIME_LIMIT = 120, 100
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_ETA_TASK_LIMIT = 1000
CELERY_WORKER_MAX_TASKS_PER_CHILD = 5000  # ticks come every second: a child lives for about half an hour
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 300_000  # kB
CELERY_WORKER_HIJACK_ROOT_LOGGER = CELERY_WORKER_REDIRECT_STDOUTS = False
CELERY_BEAT_SCHEDULER = "celery.beat:Scheduler"  # in memory: no file to corrupt
CELERY_TIMEZONE = "UTC"

# --- people, sessions, cookies ---------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
LOGIN_URL, LOGIN_REDIRECT_URL = "/sign-in/", "/"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
if UNDER_TEST:
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *PASSWORD_HASHERS]
_prefix = "__Host-" if HTTPS else ""  # on plain http a browser would refuse these names
SESSION_COOKIE_NAME = f"{_prefix}desk_session"
CSRF_COOKIE_NAME = f"{_prefix}desk_csrf"
LANGUAGE_COOKIE_NAME = f"{_prefix}desk_language"
DEVICE_COOKIE_NAME = f"{_prefix}desk_device"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE, SESSION_ENGINE = 12 * 3600, "accounts.sessions"
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL] if HTTPS else []

# --- the browser's walls -----------------------------------------------------------------------
DEVICE_BRIDGE_URL = env.origin("DEVICE_BRIDGE_URL")  # a program on each clerk's machine that knows its document camera
if HTTPS:
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
SECURE_REFERRER_POLICY, X_FRAME_OPTIONS = "same-origin", "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        **{f"{kind}-src": ["'self'"] for kind in ("script", "style", "font", "manifest")},
        "connect-src": ["'self'", *filter(None, [DEVICE_BRIDGE_URL])],
        "img-src": ["'self'", "data:", "blob:", *filter(None, [FILES_URL])],
        "form-action": ["'self'"],
        **{kind: ["'none'"] for kind in ("frame-ancestors", "base-uri", "object-src")},
    }
}

# --- language, time, files -----------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_TZ, TIME_ZONE = True, "Asia/Shanghai"
STATIC_URL, STATIC_ROOT = "/static/", DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = UNDER_TEST
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "servicedesk.bundles.BundleFinder",
]
_plain = "django.contrib.staticfiles.storage.StaticFilesStorage"
_hashed = "whitenoise.storage.CompressedManifestStaticFilesStorage"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": _plain if UNDER_TEST else _hashed},
}
MEDIA_ROOT = DATA_DIR / "files"  # private: no URL leads here but a view that asks `visible_to`
SCANNER_URL: str = env.scanner()  # without one only what can be written anew is taken: pictures and plain text
FILE_UPLOAD_PERMISSIONS = 0o640
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

# --- API: what is not named is closed ----------------------------------------------------------------
API_PER_MINUTE = env.number("API_PER_MINUTE", 1_000_000 if UNDER_TEST else 1200)  # where a client names none of its own
API_LOG_AFTER = None if UNDER_TEST else 1.0  # seconds until the log of requests is written; None: when it is asked for
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["hotline.rest.KeyAuthentication", "hotline.rest.SessionWithCsrf"],
    "DEFAULT_PERMISSION_CLASSES": ["hotline.rest.MayDo"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "EXCEPTION_HANDLER": "hotline.rest.translate",
}
API_DOCS_PUBLIC = env.flag("API_DOCS_PUBLIC", True)  # False: the API's description is for who has signed in

# --- what leaves the house -----------------------------------------------------------------------------
# By channel; without an address customers' messages stay in the letterbox (/manage/messages/), staff have the bell alone.
GATEWAYS = {
    "sms": env.gateway("SMS_GATEWAY_URL", "SMS_GATEWAY_TOKEN", "SMS_GATEWAY_BATCH"),
    "mail": env.mail_server("MAIL_URL", "MAIL_FROM"),  # smtp://user:word@host:587 or smtps://…
    "staff": env.gateway("STAFF_GATEWAY_URL", "STAFF_GATEWAY_TOKEN", "STAFF_GATEWAY_BATCH"),
}
WEBHOOK_NETWORKS = env.networks("WEBHOOK_NETWORKS")  # our own networks that webhooks may call, over plain HTTP as well
SSO_NETWORKS = env.networks("SSO_NETWORKS")  # our own networks in which an identity provider may stand
AUDIT_ANCHOR_URL = env.text("AUDIT_ANCHOR_URL")  # who is told the heads of the audit every hour; none: a file alone
METRICS_TOKEN = env.text("METRICS_TOKEN")  # none: /metrics answers this machine alone

LOGGING = logs.to_standard_output(env.text("LOG_LEVEL", "INFO"))
