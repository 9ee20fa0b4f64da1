"""Text made safe for XML: escaped, and free of the characters XML cannot hold."""

from __future__ import annotations

import re
from html import escape

# Control characters, lone surrogates and the two non-characters at the end of the first plane.
NOT_XML = re.compile("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\ud800-\\udfff\\ufffe\\uffff]")


def readable(text: str) -> str:
    """``text`` without what no document can hold."""
    return NOT_XML.sub("", text)


def escaped(text: str) -> str:
    """``text`` for an element or a quoted attribute of XML or HTML."""
    return escape(readable(text))
