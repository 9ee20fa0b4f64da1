from __future__ import annotations

import pytest

from careloop.core.facts.atoms import ATOMS
from careloop.core.facts.schema import FACTS, Fact, Privacy

PERSONAL = ("name", "phone", "plate", "vin", "birthday", "address", "remark", "text")


@pytest.mark.parametrize("fact", FACTS.values(), ids=lambda fact: fact.name)
def test_fact_belongs_to_stores(fact: Fact) -> None:
    assert "store_id" in fact.names


@pytest.mark.parametrize("fact", FACTS.values(), ids=lambda fact: fact.name)
def test_fact_holds_no_personal_data(fact: Fact) -> None:
    for column in fact.columns:
        assert not any(column.name == word or f"_{word}" in column.name for word in PERSONAL)
        assert (column.privacy is Privacy.PSEUDONYM) == column.name.endswith("_id")


@pytest.mark.parametrize("fact", FACTS.values(), ids=lambda fact: fact.name)
def test_fact_names_each_column_once_and_its_month_is_a_date(fact: Fact) -> None:
    assert len(fact.names) == len(fact.columns)
    assert fact.month_on is None or fact.month_on in fact.dates


@pytest.mark.parametrize("fact", FACTS.values(), ids=lambda fact: fact.name)
def test_number_of_a_fact_says_its_unit(fact: Fact) -> None:
    for column in fact.columns:
        assert column.unit or column.name.endswith("_id") or str(column.type) == "string"


def test_atom_counts_on_a_date_of_its_fact() -> None:
    for atom in ATOMS.values():
        fact = FACTS[atom.fact]
        assert str(fact.column(atom.on).type) == "date32[day]", atom.name
        assert atom.name not in fact.names, atom.name
