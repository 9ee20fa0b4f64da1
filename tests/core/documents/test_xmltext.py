import pytest

from careloop.core.documents.xmltext import escaped, readable


def test_escaped_is_safe_in_elements_and_attributes():
    assert escaped("""<a href="x">'&""") == "&lt;a href=&quot;x&quot;&gt;&#x27;&amp;"


@pytest.mark.parametrize("bad", ["\x00", "\x08", "\x0b", "\x1f", "\ud800", "\ufffe", "\uffff"])
def test_readable_drops_what_no_document_can_hold(bad):
    assert readable(f"客{bad}户") == "客户"


def test_readable_keeps_breaks_and_rare_characters():
    assert readable("喆\t\n𠮷🚗") == "喆\t\n𠮷🚗"
