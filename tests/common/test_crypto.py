import pytest
from cryptography.fernet import Fernet, InvalidToken

from careloop.common import crypto


def test_phone_is_unreadable_at_rest_and_readable_again() -> None:
    token = crypto.encrypt("13800138000")
    assert "13800138000" not in token
    assert crypto.decrypt(token) == "13800138000"


def test_same_phone_encrypts_differently_but_indexes_alike() -> None:
    assert crypto.encrypt("13800138000") != crypto.encrypt("13800138000")
    assert crypto.phone_index("13800138000") == crypto.phone_index("13800138000")


def test_last_four_index_ignores_what_comes_before_and_marks_between() -> None:
    assert crypto.last_four_index("138-0013-8000") == crypto.last_four_index("13900008000")
    assert crypto.last_four_index("110") == ""


def test_indexes_of_whole_number_and_of_its_end_never_meet() -> None:
    assert crypto.phone_index("8000") != crypto.last_four_index("8000")


def test_a_key_added_in_front_still_reads_what_the_old_one_wrote(settings) -> None:
    token = crypto.encrypt("13800138000")
    settings.CARELOOP_FIELD_KEYS = [Fernet.generate_key().decode(), *settings.CARELOOP_FIELD_KEYS]
    assert crypto.decrypt(token) == "13800138000"


def test_a_foreign_key_reads_nothing(settings) -> None:
    token = crypto.encrypt("13800138000")
    settings.CARELOOP_FIELD_KEYS = [Fernet.generate_key().decode()]
    with pytest.raises(InvalidToken):
        crypto.decrypt(token)


@pytest.mark.parametrize(
    ("number", "shown"), [("13912347750", "139****7750"), ("12345", "*****"), ("", "")]
)
def test_masked_keeps_head_and_tail(number: str, shown: str) -> None:
    assert crypto.masked(number) == shown
