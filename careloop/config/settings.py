"""Settings. Everything a site may change is read from the environment, see docs/settings.md."""

from __future__ import annotations

import os
from pathlib import Path

from csp.constants import NONE, SELF

from careloop.config import environment

PACKAGE = Path(__file__).resolve().parent.parent
HOME = environment.home()
_KEYS = environment.keys(HOME)

SECRET_KEY = os.environ.get("CARELOOP_SECRET_KEY") or _KEYS["secret"]
CARELOOP_FIELD_KEYS = (os.environ.get("CARELOOP_FIELD_KEYS") or _KEYS["field"]).split(",")
CARELOOP_INDEX_KEY = os.environ.get("CARELOOP_INDEX_KEY") or _KEYS["index"]
CARELOOP_HOME = HOME
# Empty: agents dial by hand or by tel: link (careloop.desk.telephony).
CARELOOP_TELEPHONY_URL = os.environ.get("CARELOOP_TELEPHONY_URL", "")
# Where people reach the site from outside; empty: messages carry no link to a page.
CARELOOP_URL = os.environ.get("CARELOOP_URL", "").rstrip("/")
# Empty: messages to customers are copied and sent by hand (careloop.outreach.messages).
CARELOOP_SMS_URL = os.environ.get("CARELOOP_SMS_URL", "")
CARELOOP_EMAIL_URL = os.environ.get("CARELOOP_EMAIL_URL", "")
globals().update(environment.mail(CARELOOP_EMAIL_URL))
# Requests a minute for each API token.
CARELOOP_API_PER_MINUTE = int(os.environ.get("CARELOOP_API_PER_MINUTE", "300"))

DEBUG = environment.flag("CARELOOP_DEBUG", default=False)
ALLOWED_HOSTS = os.environ.get("CARELOOP_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
BEHIND_TLS = environment.flag("CARELOOP_TLS", default=False)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
    "django_htmx",
    "django_q",
    "careloop.common",
    "careloop.organisation",
    "careloop.notifications",
    "careloop.customers",
    "careloop.service",
    "careloop.outreach",
    "careloop.complaints",
    "careloop.surveys",
    "careloop.insurance",
    "careloop.suggestions",
    "careloop.desk",
    "careloop.dms",
    "careloop.audits",
    "careloop.mart",
    "careloop.kpis",
    "careloop.improvement",
    "careloop.reports",
    "careloop.api",
    "careloop.web",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "careloop.web.middleware.ViewerMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "careloop.config.urls"
WSGI_APPLICATION = "careloop.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "careloop.web.context.shell",
            ],
        },
    }
]

DATABASES = {"default": environment.database(HOME)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "organisation.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
ACCOUNT_ADAPTER = "careloop.web.accounts.ClosedSignup"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_LOGOUT_ON_GET = False
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "429.html"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
USE_I18N = True
# Moments are local store time: exports carry no zone and China has one (docs/decisions).
USE_TZ = False
TIME_ZONE = os.environ.get("CARELOOP_TIME_ZONE", "Asia/Shanghai")

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
INSTALLED_APPS.insert(0, "django.forms")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF, "'unsafe-inline'"],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_TLS
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 12
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_TLS else None
CSRF_TRUSTED_ORIGINS = [
    origin for origin in os.environ.get("CARELOOP_ORIGINS", "").split(",") if origin
]
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600

# Done, in this order, when an import has ended or was taken back (careloop.dms.after).
CARELOOP_AFTER_IMPORT = (
    "careloop.customers.tasks.after_import",
    "careloop.service.tasks.after_import",
    "careloop.outreach.tasks.after_import",
    "careloop.complaints.tasks.after_import",
    "careloop.mart.tasks.after_import",
)

# Jobs run outside the web request; the broker is the operational store itself.
Q_CLUSTER = {
    "name": "careloop",
    "orm": "default",
    "workers": 1,
    "timeout": 3600,
    "retry": 3900,
    "max_attempts": 1,
    "poll": 1,
    "save_limit": 200,
    "catch_up": False,
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
SILENCED_SYSTEM_CHECKS = ["axes.W003"]
