"""The criteria as a form: the choices are what the store's own file holds."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.cache import cache
from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from careloop.core.kernel.codes import CUSTOMER_KIND, SEX
from careloop.core.kernel.text import Language
from careloop.core.segments.criteria import CHOSEN_BANDS, WARRANTY
from careloop.customers.models import Customer, StoreVehicle
from careloop.customers.queries import tags
from careloop.organisation.models import Store
from careloop.organisation.rules import Viewer

MOST_CHOICES = 60
KEPT_SECONDS = 600
Choices = list[tuple[str, str]]


class CriteriaForm(forms.Form):
    """Drawn only: what is sent is read by ``core.segments.criteria.read``."""

    spend_from = forms.IntegerField(label=_("Spend from (yuan)"), min_value=0, required=False)
    spend_to = forms.IntegerField(label=_("Spend to (yuan)"), min_value=0, required=False)
    visits_from = forms.IntegerField(label=_("Paid visits from"), min_value=0, required=False)
    visits_to = forms.IntegerField(label=_("Paid visits to"), min_value=0, required=False)
    age_from = forms.IntegerField(label=_("Vehicle age from (years)"), min_value=0, required=False)
    age_to = forms.IntegerField(label=_("Vehicle age under (years)"), min_value=0, required=False)
    warranty = forms.ChoiceField(label=_("Warranty"), required=False)
    bands = forms.MultipleChoiceField(label=_("Last visit"), required=False)
    models = forms.MultipleChoiceField(label=_("Model"), required=False)
    regions = forms.MultipleChoiceField(label=_("Region"), required=False)
    occupations = forms.MultipleChoiceField(label=_("Occupation"), required=False)
    levels = forms.MultipleChoiceField(label=_("Customer level"), required=False)
    sexes = forms.MultipleChoiceField(label=_("Sex"), required=False)
    kinds = forms.MultipleChoiceField(label=_("Customer kind"), required=False)
    tags = forms.MultipleChoiceField(label=_("Tags"), required=False)

    def __init__(self, told: dict[str, Any], *, choices: dict[str, Choices]) -> None:
        super().__init__(initial=told)
        for name, offered in choices.items():
            field = self.fields[name]
            if isinstance(field, forms.MultipleChoiceField):
                field.widget = forms.CheckboxSelectMultiple()
            if isinstance(field, forms.ChoiceField):
                field.choices = offered

    @property
    def ranges(self) -> list[forms.BoundField]:
        return [self[name] for name, f in self.fields.items() if isinstance(f, forms.IntegerField)]

    @property
    def lists(self) -> list[forms.BoundField]:
        """The lists that have anything to choose."""
        several = [
            self[name]
            for name, field in self.fields.items()
            if isinstance(field, forms.MultipleChoiceField)
        ]
        return [bound for bound in several if bound.field.choices]  # type: ignore[attr-defined]


def choices(viewer: Viewer, store: Store, language: Language) -> dict[str, Choices]:
    """What each list offers; of models, regions and the like the most frequent."""
    return {
        "warranty": [("", "–"), *((code, text.say(language)) for code, text in WARRANTY.items())],
        "bands": [(band.code, _band(band, language)) for band in CHOSEN_BANDS],
        "sexes": [(entry.code, entry.text.say(language)) for entry in SEX.entries],
        "kinds": [(entry.code, entry.text.say(language)) for entry in CUSTOMER_KIND.entries],
        "tags": [(tag.name, tag.label) for tag in tags(viewer, store)],
        **_on_file(store),
    }


def _on_file(store: Store) -> dict[str, Choices]:
    """What the file itself holds. To count it walks the whole file, and it hardly changes: so it
    is counted once in a while."""
    place = f"segment-choices:{store.pk}"
    kept: dict[str, Choices] | None = cache.get(place)
    if kept is None:
        customers = Customer.objects.filter(store=store, merged_into=None)
        filed = StoreVehicle.objects.filter(store=store)
        kept = {
            "models": _frequent(filed, "vehicle__model"),
            "regions": _frequent(customers, "region"),
            "occupations": _frequent(customers, "occupation"),
            "levels": _frequent(customers, "level"),
        }
        cache.set(place, kept, KEPT_SECONDS)
    return kept


def _band(band: Any, language: Language) -> str:
    return f"{band.nature.say(language)} · {band.name.say(language)}"


def _frequent(rows: Any, column: str) -> Choices:
    counted = rows.exclude(**{column: ""}).values_list(column).annotate(n=Count("pk"))
    return [(value, value) for value, _n in counted.order_by("-n", column)[:MOST_CHOICES]]
