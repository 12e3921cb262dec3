"""The texts in English: whole, and compiled at set-up without GNU gettext."""

import re

import polib

from infoadmin import translations

PLACES = re.compile(r"%\(\w+\)[sd]|%[.\d]*[sdf]|</?\w+[^>]*>")


def entries():
    return polib.pofile(str(translations.LOCALE / "en/LC_MESSAGES/django.po"))


def test_b20_every_text_has_its_english():
    assert not [entry.msgid for entry in entries() if not entry.msgstr or entry.fuzzy]


def test_b20_placeholders_and_tags_are_the_same_in_both_languages():
    for entry in entries():
        if "nowrap" not in entry.msgid:  # which words stay together differs
            both = [sorted(set(PLACES.findall(text))) for text in (entry.msgid, entry.msgstr)]
            assert both[0] == both[1], entry.msgid


def test_an_older_compiled_file_is_made_anew(tmp_path, monkeypatch):
    monkeypatch.setattr(translations, "LOCALE", tmp_path)
    folder = tmp_path / "en/LC_MESSAGES"
    folder.mkdir(parents=True)
    source = folder / "django.po"
    source.write_text('msgid "ก"\nmsgstr "a"\n', encoding="utf-8")
    assert translations.uncompiled() == [source]
    translations.compile_translations()
    assert translations.uncompiled() == []
    assert [file.name for file in sorted(folder.iterdir())] == ["django.mo", "django.po"]
