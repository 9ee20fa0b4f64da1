"""The forms of an import: which file of which feed, and which header is which column."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.validators import FileExtensionValidator
from django.utils.translation import gettext_lazy as _

from careloop.core.ingest.feeds.feed import Feed
from careloop.core.ingest.feeds.registry import FEEDS
from careloop.core.ingest.reading.chosen import Chosen
from careloop.core.ingest.reading.encoding import OFFERED
from careloop.core.ingest.reading.shape import SEARCHED_ROWS
from careloop.core.kernel.text import Language

SUFFIXES = ("csv", "txt", "tsv", "xlsx", "xlsm", "xls", "xlsb", "ods")
NOT_READ = ""
BY_ITSELF = _("Found by itself")
ENCODINGS = {
    "utf-8": "UTF-8",
    "gb18030": "GB18030 / GBK",
    "big5hkscs": "Big5",
    "utf-16": "UTF-16",
}


class UploadForm(forms.Form):
    """A file on its way in. Whether it is what its name says is found out by reading it."""

    feed = forms.ChoiceField(label=_("Kind of table"))
    source = forms.CharField(
        label=_("Source"),
        max_length=64,
        required=False,
        help_text=_("The system it comes from, such as DMS. Its column mapping is remembered."),
        widget=forms.TextInput(attrs={"list": "sources", "autocomplete": "off"}),
    )
    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV or Excel, at most 200 MB and 1,000,000 rows."),
        validators=[FileExtensionValidator(SUFFIXES)],
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(f".{end}" for end in SUFFIXES)}),
    )

    def __init__(self, *args: Any, language: Language, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(feed.code, feed.name.say(language)) for feed in FEEDS.values()]
        self.fields["feed"].choices = choices  # type: ignore[attr-defined]


class LayoutForm(forms.Form):
    """How a file is read; header row and encoding left blank are found out by the reader."""

    sheet = forms.CharField(label=_("Sheet"), required=False, widget=forms.Select)
    header_row = forms.IntegerField(
        label=_("Header row"), required=False, min_value=1, max_value=SEARCHED_ROWS
    )
    encoding = forms.ChoiceField(label=_("Encoding"), required=False)

    def __init__(self, *args: Any, sheets: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sheet"].widget.choices = [(sheet, sheet) for sheet in sheets]  # type: ignore[attr-defined]
        self.fields["header_row"].widget.attrs["placeholder"] = BY_ITSELF
        offered = [(code, ENCODINGS[code]) for code in OFFERED]
        self.fields["encoding"].choices = [("", BY_ITSELF), *offered]  # type: ignore[attr-defined]

    def chosen(self) -> Chosen:
        """What was chosen; call after ``is_valid``."""
        return Chosen(**{name: value or None for name, value in self.cleaned_data.items()})


class MappingForm(forms.Form):
    """One select per header of the file: the column it stands for, or that it is not read."""

    def __init__(
        self, *args: Any, feed: Feed, headers: Sequence[str], language: Language, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.headers = list(headers)
        names = [(column.name, _named(column, language)) for column in feed.columns]
        choices = [(NOT_READ, _("– not read –")), *names]
        for place, header in enumerate(self.headers):
            self.fields[f"column_{place}"] = forms.ChoiceField(
                label=header, choices=choices, required=False
            )

    def clean(self) -> dict[str, Any]:
        """Each column is read from one header at most."""
        taken: dict[str, str] = {}
        for place, header in enumerate(self.headers):
            column = self.cleaned_data.get(f"column_{place}")
            if column and column in taken:
                text = _("“%(header)s” is read as this already.") % {"header": taken[column]}
                self.add_error(f"column_{place}", text)
            elif column:
                taken[column] = header
        return self.cleaned_data

    def mapping(self) -> dict[str, str | None]:
        """Header → column, ``None`` where it is not read; call after ``is_valid``."""
        return {
            header: self.cleaned_data[f"column_{place}"] or None
            for place, header in enumerate(self.headers)
        }


def _named(column: Any, language: Language) -> str:
    return f"{column.label.say(language)}{' *' if column.required else ''}"
