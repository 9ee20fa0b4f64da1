"""Files people hand in as proof: photos of a check, papers of a complaint.

Each lies once in ``CARELOOP_HOME/files``, named by its digest. A photo is read, turned upright,
made smaller and written anew, so that nothing hidden in it (place, device) is kept. Files are
personal data: they are served only by a room's view, which asks the permission.
"""

from __future__ import annotations

import hashlib
import io
import os
import warnings
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import FileResponse
from PIL import Image, ImageOps, UnidentifiedImageError

from careloop.common.models import KeptFile
from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Text

MOST_BYTES = 20 * 1024 * 1024
MOST_PIXELS = 60_000_000
LONGEST_SIDE = 1_600
PHOTO = "image/jpeg"
# What a file of each ending begins with, and what it is served as.
DOCUMENTS = {
    ".pdf": (b"%PDF-", "application/pdf"),
    ".docx": (
        b"PK\x03\x04",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    ".xlsx": (b"PK\x03\x04", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ".pptx": (
        b"PK\x03\x04",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ),
    ".mp3": (b"", "audio/mpeg"),
    ".wav": (b"RIFF", "audio/wav"),
    ".m4a": (b"", "audio/mp4"),
}
TOO_LARGE = Text(
    zh="“{name}”有 {size} MB，超过 {most} MB，没有保存。请压缩或重新拍摄后再上传。",
    en="“{name}” has {size} MB, more than {most} MB, and was not kept. Make it smaller and "
    "upload it again.",
)
EMPTY = Text(
    zh="“{name}”是空文件，没有保存。请重新选择。",
    en="“{name}” is empty and was not kept. Choose the file again.",
)
NO_PHOTO = Text(
    zh="“{name}”不是可以读取的照片，没有保存。请上传 JPG、PNG 或 WebP 照片。",
    en="“{name}” is no photo that can be read and was not kept. Upload a JPG, PNG or WebP photo.",
)
NOT_TAKEN = Text(
    zh="“{name}”的类型不能作为附件，没有保存。可用：照片、{endings}。",
    en="“{name}” is of a kind that is not taken, and was not kept. Taken: photos, {endings}.",
)
NOT_WHAT_IT_SAYS = Text(
    zh="“{name}”的内容与扩展名不符，没有保存。请检查文件。",
    en="“{name}” does not hold what its ending says and was not kept. Check the file.",
)


def keep_photo(
    upload: UploadedFile, *, store_id: int, by_id: int | None, now: datetime
) -> KeptFile:
    """Keep a photo, upright, at most 1,600 pixels long, without what cameras write into it.

    Raises:
        Refused: larger than 20 MB, empty, or no photo.
    """
    name = _checked_size(upload)
    kept = KeptFile(
        store_id=store_id,
        kept_by_id=by_id,
        kept_at=now,
        name=f"{Path(name).stem}.jpg",
        content_type=PHOTO,
    )
    return _kept(_as_jpeg(upload, name), kept)


def keep_file(upload: UploadedFile, *, store_id: int, by_id: int | None, now: datetime) -> KeptFile:
    """Keep a photo or one of :data:`DOCUMENTS`.

    Raises:
        Refused: larger than 20 MB, empty, of another kind, or not what its ending says.
    """
    name = _checked_size(upload)
    ending = Path(name).suffix.lower()
    if ending in {".jpg", ".jpeg", ".png", ".webp"}:
        return keep_photo(upload, store_id=store_id, by_id=by_id, now=now)
    if ending not in DOCUMENTS:
        raise Refused(NOT_TAKEN, name=name, endings=" ".join(sorted(DOCUMENTS)))
    begins, served_as = DOCUMENTS[ending]
    data = upload.read()
    if not data.startswith(begins):
        raise Refused(NOT_WHAT_IT_SAYS, name=name)
    kept = KeptFile(
        store_id=store_id, kept_by_id=by_id, kept_at=now, name=name, content_type=served_as
    )
    return _kept(data, kept)


def response(kept: KeptFile) -> FileResponse:
    """The file as a browser gets it: photos shown, all else downloaded. Ask permission first."""
    is_photo = kept.content_type == PHOTO
    answer = FileResponse(
        path_of(kept).open("rb"),
        as_attachment=not is_photo,
        filename=kept.name,
        content_type=kept.content_type,
    )
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, max-age=86400"
    return answer


def forget(kept: KeptFile) -> None:
    """Delete a file taken back by who handed it in; its bytes go when nobody else handed in the
    same. What points at it is deleted before."""
    path, digest = path_of(kept), kept.sha256
    kept.delete()

    def remove() -> None:
        if not KeptFile.objects.filter(sha256=digest).exists():
            path.unlink(missing_ok=True)

    transaction.on_commit(remove)


def path_of(kept: KeptFile) -> Path:
    return _folder() / kept.sha256[:2] / kept.sha256


def _checked_size(upload: UploadedFile) -> str:
    """The bare name of the file.

    Raises:
        Refused: too large or empty.
    """
    name = Path(upload.name or "file").name[:120]
    size = upload.size or 0
    if size > MOST_BYTES:
        megabytes, most = size // (1024 * 1024), MOST_BYTES // (1024 * 1024)
        raise Refused(TOO_LARGE, name=name, size=megabytes, most=most)
    if size == 0:
        raise Refused(EMPTY, name=name)
    return name


def _as_jpeg(upload: BinaryIO | UploadedFile, name: str) -> bytes:
    written = io.BytesIO()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(upload) as image:  # type: ignore[arg-type]
                if image.width * image.height > MOST_PIXELS:
                    raise Refused(NO_PHOTO, name=name)
                image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
                upright = ImageOps.exif_transpose(image)
                upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
                # Without being told, the writer takes the comment over from the source.
                upright.convert("RGB").save(written, "JPEG", quality=85, comment=b"")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Warning) as fault:
        raise Refused(NO_PHOTO, name=name) from fault
    return written.getvalue()


def _kept(data: bytes, kept: KeptFile) -> KeptFile:
    kept.sha256, kept.size = hashlib.sha256(data).hexdigest(), len(data)
    _write(path_of(kept), data)
    kept.save()
    return kept


def _write(path: Path, data: bytes) -> None:
    """Written beside its place and moved there: a reader never sees half a file."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    part.write_bytes(data)
    part.chmod(0o600)
    part.replace(path)


def _folder() -> Path:
    return Path(settings.CARELOOP_HOME) / "files"
