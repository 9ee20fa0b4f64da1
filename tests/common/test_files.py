"""Photos and papers handed in: what is kept, what is refused, what is left out."""

from __future__ import annotations

import hashlib
import io
import stat
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from careloop.common import files
from careloop.common.models import KeptFile
from careloop.core.kernel.errors import Refused

NOW = datetime(2026, 3, 2, 9, 0)
ORIENTATION, GPS, MAKER = 0x0112, 0x8825, 0x010F


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: Any) -> Path:
    settings.CARELOOP_HOME = tmp_path
    return tmp_path


def picture(
    kind: str = "JPEG", size: tuple[int, int] = (40, 30), mode: str = "RGB", **written: Any
) -> bytes:
    data = io.BytesIO()
    Image.new(mode, size, "red").save(data, kind, **written)
    return data.getvalue()


def upload(data: bytes, name: str = "door.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, "application/octet-stream")


def photo(data: bytes, name: str = "door.jpg") -> KeptFile:
    return files.keep_photo(upload(data, name), store_id=1, by_id=7, now=NOW)


def paper(data: bytes, name: str) -> KeptFile:
    return files.keep_file(upload(data, name), store_id=1, by_id=7, now=NOW)


def opened(kept: KeptFile) -> Image.Image:
    return Image.open(files.path_of(kept))


class Huge(SimpleUploadedFile):
    """An upload that says it has 200 MB; reading it would be the mistake."""

    def __init__(self, name: str) -> None:
        super().__init__(name, b"\xff\xd8\xff")
        self.size = 200 * 1024 * 1024

    def read(self, *_: Any) -> bytes:
        raise AssertionError("read before its size was looked at")


# Kept


@pytest.mark.django_db
def test_photo_is_kept_under_its_digest_with_who_and_when(home: Path) -> None:
    kept = KeptFile.objects.get(pk=photo(picture(), "前台 1.PNG").pk)
    assert (kept.store_id, kept.kept_by_id, kept.kept_at) == (1, 7, NOW)
    assert (kept.name, kept.content_type, kept.is_photo) == ("前台 1.jpg", "image/jpeg", True)
    path = files.path_of(kept)
    assert path == home / "files" / kept.sha256[:2] / kept.sha256
    assert hashlib.sha256(path.read_bytes()).hexdigest() == kept.sha256
    assert kept.size == path.stat().st_size


@pytest.mark.django_db
def test_only_we_may_read_the_bytes() -> None:
    assert stat.S_IMODE(files.path_of(photo(picture())).stat().st_mode) == 0o600


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "mode"),
    [("PNG", "RGBA"), ("PNG", "P"), ("PNG", "L"), ("WEBP", "RGB"), ("JPEG", "CMYK")],
)
def test_every_kind_of_photo_becomes_a_jpeg(kind: str, mode: str) -> None:
    with opened(photo(picture(kind, mode=mode))) as image:
        assert (image.format, image.mode) == ("JPEG", "RGB")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("taken", "kept"),
    [((4000, 3000), (1600, 1200)), ((900, 3600), (400, 1600)), ((40, 30), (40, 30))],
)
def test_photo_is_made_smaller_never_larger(taken: tuple[int, int], kept: tuple[int, int]) -> None:
    with opened(photo(picture(size=taken))) as image:
        assert image.size == kept


@pytest.mark.django_db
def test_photo_loses_place_and_device_and_is_turned_upright() -> None:
    exif = Image.Exif()
    exif[ORIENTATION], exif[MAKER] = 6, "Phone of somebody"
    exif[GPS] = {1: "N", 2: (31.0, 13.0, 49.0)}
    with opened(photo(picture(size=(40, 30), exif=exif))) as image:
        assert image.size == (30, 40)
        assert not image.getexif()
        assert "exif" not in image.info
    assert b"Phone of" not in files.path_of(KeptFile.objects.get()).read_bytes()


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["JPEG", "WEBP", "PNG"])
def test_photo_loses_its_comment_and_profile(kind: str) -> None:
    written = {"JPEG": {"comment": b"Wang, 13912347750"}, "PNG": {"pnginfo": _note()}}.get(kind, {})
    data = picture(kind, icc_profile=b"a profile that names a device", **written)
    kept = files.path_of(photo(data)).read_bytes()
    assert b"13912347750" not in kept
    assert b"names a device" not in kept


def _note() -> PngInfo:
    note = PngInfo()
    note.add_text("Comment", "Wang, 13912347750")
    return note


@pytest.mark.django_db
def test_what_hides_behind_a_photo_is_not_kept() -> None:
    kept = photo(picture() + b"<script>alert(1)</script>")
    assert b"script" not in files.path_of(kept).read_bytes()


@pytest.mark.django_db
def test_the_same_bytes_lie_once_and_are_told_twice(home: Path) -> None:
    first, second = photo(picture(), "a.jpg"), photo(picture(), "b.jpg")
    assert first.pk != second.pk
    assert first.sha256 == second.sha256
    assert len([path for path in (home / "files").rglob("*") if path.is_file()]) == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("data", "name", "served_as"),
    [
        (b"%PDF-1.7 ...", "form.pdf", "application/pdf"),
        (b"%PDF-1.7 ...", "FORM.PDF", "application/pdf"),
        (b"RIFF....WAVE", "call.wav", "audio/wav"),
        (b"ID3", "call.mp3", "audio/mpeg"),
    ],
)
def test_paper_is_kept_as_it_is(data: bytes, name: str, served_as: str) -> None:
    kept = paper(data, name)
    assert (kept.content_type, kept.name, kept.is_photo) == (served_as, name, False)
    assert files.path_of(kept).read_bytes() == data


@pytest.mark.django_db
def test_a_photo_among_papers_is_cleaned_too() -> None:
    assert paper(picture("PNG"), "door.png").content_type == "image/jpeg"


@pytest.mark.django_db
def test_no_path_in_a_name_leads_anywhere(home: Path) -> None:
    kept = paper(b"%PDF-1.7", "../../etc/form.pdf")
    assert kept.name == "form.pdf"
    assert home in files.path_of(kept).parents


@pytest.mark.django_db
def test_a_very_long_name_is_cut() -> None:
    assert len(photo(picture(), "长" * 80 + "x" * 200 + ".jpg").name) <= 160


@pytest.mark.django_db
def test_what_is_forgotten_goes_with_its_last_row(
    django_capture_on_commit_callbacks: Any,
) -> None:
    first, second = photo(picture()), photo(picture())
    path = files.path_of(first)
    for kept, stays in ((first, True), (second, False)):
        with django_capture_on_commit_callbacks(execute=True):
            files.forget(kept)
        assert path.exists() is stays
    assert not KeptFile.objects.exists()


# Refused


@pytest.mark.django_db
@pytest.mark.parametrize("keep", [files.keep_photo, files.keep_file])
def test_two_hundred_megabytes_are_refused_unread(keep: Any, home: Path) -> None:
    with pytest.raises(Refused, match=r"“big\.jpg” has 200 MB, more than 20 MB") as refusal:
        keep(Huge("big.jpg"), store_id=1, by_id=7, now=NOW)
    assert "有 200 MB，超过 20 MB" in refusal.value.say("zh")
    assert not KeptFile.objects.exists()
    assert not (home / "files").exists()


@pytest.mark.django_db
def test_an_empty_file_is_refused() -> None:
    with pytest.raises(Refused, match=r"“door\.jpg” is empty"):
        photo(b"")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "data",
    [
        b"no photo at all",
        b"%PDF-1.7",
        b"\xff\xd8\xff\xe0 begins like one",
        picture()[:200],
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    ],
    ids=["text", "pdf", "begins", "cut off", "svg"],
)
def test_what_is_no_photo_is_refused(data: bytes, home: Path) -> None:
    with pytest.raises(Refused, match=r"“door\.jpg” is no photo that can be read"):
        photo(data)
    assert not KeptFile.objects.exists()
    assert not (home / "files").exists()


@pytest.mark.django_db
def test_a_picture_that_would_burst_is_refused() -> None:
    """A few kilobytes that would unpack to 100 million pixels."""
    bomb = picture("PNG", size=(10_000, 10_000), mode="1")
    assert len(bomb) < 100_000
    with pytest.raises(Refused, match="is no photo"):
        photo(bomb)


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["run.exe", "page.html", "photo.svg", "sheet.xls", "noending"])
def test_other_kinds_are_refused_with_those_that_are_taken(name: str) -> None:
    with pytest.raises(Refused, match=r"is of a kind that is not taken.*\.pdf"):
        paper(b"anything", name)


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["form.pdf", "form.docx", "book.xlsx", "slides.pptx", "call.wav"])
def test_an_ending_that_lies_is_refused(name: str) -> None:
    with pytest.raises(Refused, match="does not hold what its ending says"):
        paper(b"MZ\x90 a program", name)


# Given out


@pytest.mark.django_db
def test_a_photo_is_shown_and_all_else_downloaded() -> None:
    shown = files.response(photo(picture()))
    saved = files.response(paper(b"%PDF-1.7", "form.pdf"))
    assert shown["Content-Disposition"].startswith("inline")
    assert saved["Content-Disposition"] == 'attachment; filename="form.pdf"'
    for answer in (shown, saved):
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Cache-Control"].startswith("private")
        assert b"".join(answer.streaming_content)
