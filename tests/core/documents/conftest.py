from __future__ import annotations

from io import BytesIO

import openpyxl
import pypdf
import pytest
from pptx import Presentation

from careloop.core.documents.model import Report
from careloop.core.documents.renderers import RENDERERS
from tests.core.documents.sample import sample_report


@pytest.fixture(scope="session")
def report() -> Report:
    return sample_report()


@pytest.fixture(scope="session")
def printed(report):
    """The sample in every format, printed once."""
    return {code: renderer.render(report, "zh") for code, renderer in RENDERERS.items()}


@pytest.fixture(scope="session")
def deck(printed):
    return Presentation(BytesIO(printed["pptx"]))


@pytest.fixture(scope="session")
def pdf(printed):
    return pypdf.PdfReader(BytesIO(printed["pdf"]))


@pytest.fixture(scope="session")
def pdf_texts(pdf):
    """The text of each page; reading it is slow."""
    return [page.extract_text() for page in pdf.pages]


@pytest.fixture(scope="session")
def book(printed):
    return openpyxl.load_workbook(BytesIO(printed["xlsx"]))


@pytest.fixture(scope="session")
def page(printed):
    return printed["html"].decode()
