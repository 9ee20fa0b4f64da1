from decimal import Decimal
from fractions import Fraction

import pytest

from careloop.core.documents.numbers import decimal_text, format_of, formatted


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (None, "0", ""),
        (0, "0", "0"),
        (1234, "0", "1234"),
        (1234, "#,##0", "1,234"),
        (Decimal("2.25"), "0.0", "2.3"),
        (Fraction(-5, 2), "0", "-3"),
        (Fraction(1, 8), "0%", "13%"),
        (Fraction(45, 10000), "0.00%", "0.45%"),
    ],
)
def test_formatted_writes_as_the_workbook_would(value, number_format, text):
    assert formatted(value, number_format) == text


@pytest.mark.parametrize("text", ["0", "17.6%", "1,008", "20,615.50", "-3.25", "100%"])
def test_format_of_brings_back_the_printed_text(text):
    number = Decimal(text.rstrip("%").replace(",", "")) / (100 if text.endswith("%") else 1)
    assert formatted(number, format_of(text)) == text


def test_decimal_text_keeps_what_a_float_would_lose():
    assert decimal_text(Decimal("90071992547409931"), 0) == "90,071,992,547,409,931"
