"""The settings of the tests: the embedded default in a folder of its own, whatever the machine says.

Only DATABASE_URL, DATABASE_TEMPLATE, CELERY_BROKER_URL and CACHE_URL are taken from the environment: that is how the
suite is run again on PostgreSQL and Redis. All else is set here, so that a developer's `.env` can never make a test
write a real letter.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

folder = Path(tempfile.mkdtemp(prefix="techhire-tests-"))
(folder / "static").mkdir()  # where whitenoise looks, though the tests collect nothing
atexit.register(shutil.rmtree, folder, ignore_errors=True)

os.environ |= {
    "DEVELOPMENT": "on",
    "DEBUG_PAGES": "off",
    "VAR_DIR": str(folder),
    "PORT": "8000",
    "PORTAL_URL": "http://{host}",
    "EMAIL_URL": "folder://",
    "ANYMAIL": "{}",
    "MAILBOX_URL": "",
    "REPLIES_TO": "",
    "SECRET_KEY": "only-for-tests-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEF",
    "SECRET_KEY_FALLBACKS": "",
    "TRUSTED_PROXIES": "0",
    "SENTRY_DSN": "",
    "LOG_LEVEL": "WARNING",
    "DATABASE_POOL": "off",
}

from techhire.settings import *  # noqa: E402, F403 - a settings file is read as a whole, once the environment is set
from techhire.settings import DATABASES, INSTALLED_APPS  # noqa: E402 - named again so that checkers know it

# The linter of migrations, for `make check`: what runs on an empty database can break nothing.
INSTALLED_APPS = [*INSTALLED_APPS, "django_migration_linter"]
MIGRATION_LINTER_OPTIONS = {
    "include_apps": ["community", "directory", "employers", "providers", "outreach"],
    "ignore_initial_migrations": True,
    # Of the first release too: nobody runs what came before.
    "ignore_name": ["0002_search", "0005_fewer_indexes", "0006_pace_by_moment", "0007_pauses_of_ours"],
    "no_cache": True,
    "quiet": ["ignore", "ok"],
}

# Find a static file when it is asked for: otherwise every test client first walks through all of them.
WHITENOISE_AUTOREFRESH = True

# Hashing a password slowly is what production wants and a thousand tests do not.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, as in the product: several threads of a test then truly contend, which in memory they cannot.
    DATABASES["default"]["TEST"] = {"NAME": str(folder / "test.sqlite3")}
    # A constraint added remakes the whole table there, and looks like new columns; CI lints on PostgreSQL as well.
    MIGRATION_LINTER_OPTIONS["exclude_migration_tests"] = ["NOT_NULL"]
else:
    # Nothing here has to outlive a power cut, and waiting for the disk is half of a suite's time.
    DATABASES["default"]["OPTIONS"]["options"] += " -c synchronous_commit=off"
    DATABASES["default"]["TEST"] = {"TEMPLATE": os.environ.get("DATABASE_TEMPLATE")}  # one that is migrated already
