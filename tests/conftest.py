"""What all tests share: a data folder of their own and three named people."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

os.environ["CARELOOP_HOME"] = tempfile.mkdtemp(prefix="careloop-tests-")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "careloop.config.settings")

import pytest
from django.conf import settings
from django.core.cache import cache
from django.utils import translation

from careloop.organisation import actions, queries
from careloop.organisation.choices import Role
from careloop.organisation.models import Store, User
from careloop.organisation.rules import Viewer


def pytest_configure() -> None:
    """A data folder for each process, fast password hashes, static files from the package.

    The settings may have been read before this file was: their folder would be everybody's.
    """
    settings.CARELOOP_HOME = Path(os.environ["CARELOOP_HOME"])
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES["staticfiles"] = {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
    }


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A browser on a busy machine may miss its time; what fails three times in a row is broken."""
    for item in items:
        if item.path.name == "test_browser.py":
            item.add_marker(pytest.mark.flaky(reruns=2))


SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(autouse=True)
def _static_files_as_they_are(settings: Any) -> None:
    """Pages name style sheets and scripts without the digest that ``collectstatic`` gives them."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}
    settings.STATIC_ROOT = None  # nothing is collected for the tests


@pytest.fixture(autouse=True)
def _nothing_kept_in_memory() -> None:
    """What one test counted is not the next one's, whose rows have the same ids; nor is the
    language its last reader spoke."""
    cache.clear()
    translation.deactivate()


@pytest.fixture
def shared() -> Path:
    """The folder of specifications and sample data beside the checkout."""
    if not SHARED.is_dir():
        pytest.skip("../shared is not here: sample data and golden tables are read from it")
    return SHARED


@pytest.fixture
def store(db: None) -> Store:
    """The store most tests work in."""
    return actions.add_store(by=Viewer.system(), code="S1", name="测试一店", group="G1")


@pytest.fixture
def other_store(db: None) -> Store:
    """A store of another group, whose data nobody of ``store`` may see."""
    return actions.add_store(by=Viewer.system(), code="S9", name="别家店", group="G9")


def _person(username: str, role: Role, store: Store) -> User:
    return actions.add_user(
        by=Viewer.system(),
        username=username,
        password="Right-horse-7",
        role=role.value,
        store=store,
        display_name=username,
    )


@pytest.fixture
def director(store: Store) -> User:
    """Li, the care director of ``store``."""
    return _person("li", Role.CARE_DIRECTOR, store)


@pytest.fixture
def agent(store: Store) -> User:
    """Wang, a call agent of ``store``: may look and call, not import or freeze."""
    return _person("wang", Role.CALL_AGENT, store)


@pytest.fixture
def outsider(other_store: Store) -> User:
    """Zhao, the care director of another group's store."""
    return _person("zhao", Role.CARE_DIRECTOR, other_store)


@pytest.fixture
def as_director(director: User) -> Viewer:
    return queries.viewer_for(director)


@pytest.fixture
def as_agent(agent: User) -> Viewer:
    return queries.viewer_for(agent)


@pytest.fixture
def as_outsider(outsider: User) -> Viewer:
    return queries.viewer_for(outsider)
