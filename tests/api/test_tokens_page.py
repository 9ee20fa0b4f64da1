"""The page and the command that make tokens."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from typer.testing import CliRunner

from careloop.api.models import ApiToken
from careloop.cli.tokens import app
from careloop.organisation.models import Store, User
from tests.api.conftest import System

PAGE = "/stores/S1/tokens/"
FORM = {"name": "DMS", "scopes": ["orders:write"]}


@pytest.fixture
def at_li(director: User) -> Client:
    client = Client()
    client.force_login(director, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_secret_is_shown_once(at_li: Client) -> None:
    made = at_li.post(PAGE, FORM)
    secrets = re.findall(r"clk_[\w-]{43}", made.content.decode())
    assert len(secrets) == 1
    assert made["Cache-Control"] == "no-store"
    assert secrets[0] not in at_li.get(PAGE).content.decode()
    assert System(secrets[0]).get("orders").status_code == 403  # let in, without that scope


def test_token_is_revoked(at_li: Client) -> None:
    at_li.post(PAGE, FORM)
    at_li.post(f"{PAGE}{ApiToken.objects.get().pk}/revoke/")
    assert ApiToken.objects.get().revoked_at is not None
    assert "已撤销" in at_li.get(PAGE).content.decode()


def test_token_without_scopes_is_refused(at_li: Client) -> None:
    assert at_li.post(PAGE, {"name": "DMS"}).status_code == 422
    assert not ApiToken.objects.exists()


def test_page_is_forbidden_to_an_agent(agent: User, store: Store) -> None:
    client = Client()
    client.force_login(agent, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(PAGE).status_code == 403
    assert client.post(PAGE, FORM).status_code == 403
    assert not ApiToken.objects.exists()


def test_other_stores_token_cannot_be_revoked(
    at_li: Client, outsider: User, other_store: Store, stranger: Any
) -> None:
    theirs = ApiToken.objects.get(store=other_store)
    assert at_li.post(f"{PAGE}{theirs.pk}/revoke/").status_code == 404
    theirs.refresh_from_db()
    assert theirs.revoked_at is None


def test_command_makes_a_token(director: User) -> None:
    asked = ["add", "DMS", "--store", "S1", "--user", "li", "--scope", "customers:read"]
    said = CliRunner().invoke(app, asked)
    assert said.exit_code == 0, said.output
    secret = re.findall(r"clk_[\w-]{43}", said.output)[0]
    assert System(secret).get("customers").status_code == 200


def test_command_names_a_user_who_is_none(director: User) -> None:
    asked = ["add", "DMS", "--store", "S1", "--user", "nobody", "--scope", "customers:read"]
    assert "nobody" in str(CliRunner().invoke(app, asked).exception)
