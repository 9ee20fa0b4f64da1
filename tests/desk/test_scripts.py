"""Scripts: one a contact type, in both languages, with fields; worded anew by a store."""

from __future__ import annotations

import pytest

from careloop.core.kernel.codes import CONTACT_TYPE
from careloop.core.kernel.errors import Refused
from careloop.desk import scripts
from careloop.desk.models import Script
from careloop.desk.queries.calling import script_for
from careloop.organisation.models import Store, User
from tests.desk.conftest import SignIn

PAGE = "/stores/S1/desk/scripts/"


@pytest.mark.parametrize("code", CONTACT_TYPE.codes)
def test_every_contact_type_has_a_script_with_known_fields(code: str) -> None:
    script = scripts.SCRIPTS[code]
    assert scripts.check(script.zh)
    assert scripts.check(script.en)


def test_fields_are_filled_and_what_is_unknown_is_a_dash() -> None:
    assert scripts.filled("{customer}，{plate}", {"customer": "{plate}"}) == "{plate}，—"


def test_a_field_that_is_none_is_refused() -> None:
    with pytest.raises(Refused, match="nickname"):
        scripts.check("{nickname}您好")


@pytest.mark.django_db
def test_a_store_words_its_own_script(store: Store, director: User, signed_in: SignIn) -> None:
    li = signed_in(director)
    sent = {"contact_type": "sales", "text_zh": "{customer}您好", "text_en": ""}
    assert li.post(PAGE, sent).status_code == 302
    assert script_for(store, "sales", "zh") == "{customer}您好"
    assert script_for(store, "sales", "en") == "{customer}您好"  # better than the wrong words
    page = li.get(PAGE).content.decode()
    assert "本店用语" in page
    assert li.post(PAGE, sent | {"usual": "1"}).status_code == 302
    assert not Script.objects.exists()


@pytest.mark.django_db
def test_a_bad_script_is_shown_again(director: User, signed_in: SignIn) -> None:
    answer = signed_in(director).post(
        PAGE, {"contact_type": "sales", "text_zh": "{nickname}您好", "text_en": ""}
    )
    assert answer.status_code == 422
    assert "{nickname}" in answer.content.decode()
    assert not Script.objects.exists()


@pytest.mark.django_db
def test_an_agent_words_no_scripts(agent: User, signed_in: SignIn) -> None:
    assert signed_in(agent).get(PAGE).status_code == 403
    assert signed_in(agent).post(PAGE, {}).status_code == 403
