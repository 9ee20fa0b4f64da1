"""What must not be in the tree: paths of one machine, package indexes, code without its licence."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).relative_to(ROOT)
PATHS_OF_A_MACHINE = re.compile(r"(?<![\w./-])/(?:work|home|root|Users|opt/wheels)/[\w.-]+")
INDEXES = ("pypi", "pythonhosted", "npmjs", "npmmirror")
PACKAGE_INDEX = re.compile(rf"https?://(?:[\w.-]*\.)?(?:{'|'.join(INDEXES)})\.(?:org|com)")
FOREIGN = re.compile(r"\.min\.(?:js|css)$|\.(?:ttf|otf|woff2?|ttc)$")
LICENCE = re.compile(r"licen[cs]e|copying|ofl", re.IGNORECASE)


def tracked() -> list[Path]:
    """The files git knows; those of the folder where there is no repository."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode != 0:
        pytest.skip("no git repository here: which files are ours is not known")
    names = [Path(name) for name in listed.stdout.split("\0") if name]
    return [name for name in names if (ROOT / name).is_file()]


def text_of(name: Path) -> str:
    try:
        return (ROOT / name).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


def is_foreign(name: Path) -> bool:
    """Made by others; what we say about it ourselves (``.md``) is not."""
    return name.suffix != ".md" and ("vendor" in name.parts or bool(FOREIGN.search(name.name)))


def found(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{name}: {match.group()}"
        for name in tracked()
        if name != HERE and not is_foreign(name)
        for match in pattern.finditer(text_of(name))
    ]


def test_no_path_of_one_machine_is_in_the_tree() -> None:
    assert not found(PATHS_OF_A_MACHINE)


def test_no_package_index_is_named_in_the_tree() -> None:
    assert not found(PACKAGE_INDEX)


def licence_near(name: Path) -> bool:
    """A licence in the file's folder or one above it, within the package."""
    folders = [folder for folder in name.parents if len(folder.parts) > 1]
    return any(
        LICENCE.search(path.name) for folder in folders for path in (ROOT / folder).iterdir()
    )


def test_everything_vendored_carries_its_licence() -> None:
    without = [str(name) for name in tracked() if is_foreign(name) and not licence_near(name)]
    assert not without, "\n".join(without)


@pytest.mark.parametrize(
    ("text", "pattern"),
    [
        ("open('/home/li/data.csv')", PATHS_OF_A_MACHINE),
        ("/root/.cache", PATHS_OF_A_MACHINE),
        (f"https://{INDEXES[0]}.org/simple", PACKAGE_INDEX),
        (f"https://files.{INDEXES[1]}.org/x.whl", PACKAGE_INDEX),
    ],
)
def test_the_patterns_find_what_they_should(text: str, pattern: re.Pattern[str]) -> None:
    assert pattern.search(text)


@pytest.mark.parametrize("text", ["reports/home/page.html", "https://a.example/root/x"])
def test_the_patterns_leave_addresses_alone(text: str) -> None:
    assert not PATHS_OF_A_MACHINE.search(text)
