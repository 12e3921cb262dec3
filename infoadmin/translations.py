"""Compiles locale/*/LC_MESSAGES/*.po for gettext: `python -m infoadmin.translations` (part of set-up).

With a Python library, since a machine without GNU gettext has no msgfmt. Knows nothing of Django:
it runs before there are settings.
"""

import os
from pathlib import Path

import polib

LOCALE = Path(__file__).resolve().parent.parent / "locale"


def uncompiled():
    """The .po files whose .mo is missing or older."""
    return [
        source
        for source in sorted(LOCALE.glob("*/LC_MESSAGES/*.po"))
        if not _is_newer(source.with_suffix(".mo"), source)
    ]


def compile_translations():
    """Write the .mo of each uncompiled .po, whole or not at all: several may do so at once."""
    for source in uncompiled():
        part = source.with_suffix(f".{os.getpid()}.part")
        polib.pofile(str(source)).save_as_mofile(str(part))
        part.replace(source.with_suffix(".mo"))


def _is_newer(file, other):
    return file.exists() and file.stat().st_mtime >= other.stat().st_mtime


if __name__ == "__main__":
    compile_translations()
