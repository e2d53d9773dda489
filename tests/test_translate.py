import gzip

import pytest

from index.lexical.translate import TranslationError, TranslationTable


def packed(folder, en="iran\tاير\t0.840\ntrade\tتجار\t0.775\ntrade\tسوق\t0.1\n", ar="اير\tiran\t1.000\n"):
    for name, text in (("en-ar", en), ("ar-en", ar)):
        (folder / f"{name}.tsv.gz").write_bytes(gzip.compress(text.encode("utf-8")))
    return folder


def test_load(tmp_path):
    table = TranslationTable.load(packed(tmp_path))
    assert table.translations("trade", "en") == [("تجار", 0.775), ("سوق", 0.1)]
    assert table.translations("اير", "ar") == [("iran", 1.0)]
    assert table.translations("oil", "en") == table.translations("iran", "ar") == []
    assert table.knows("iran", "en") and not table.knows("ira", "en") and not table.knows("trades", "en")


def test_every_source_of_a_large_table_is_found():
    rows = [(f"{letter}{number}", "كلمة", 0.5) for letter in "azéاي" for number in range(200)]
    table = TranslationTable.of({"en": rows[::-1]})
    assert all(table.translations(source, "en") == [("كلمة", 0.5)] for source, _, _ in rows)
    assert not any(table.knows(source, "en") for source in ("", "a", "a2000", "~", "\U0010ffff", "\ud800"))


def test_an_empty_table_translates_nothing(tmp_path):
    assert TranslationTable().translations("iran", "en") == []
    assert not TranslationTable.load(packed(tmp_path, en="")).knows("iran", "en")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a\tب\n", "something else than lines"),
        ("a\tب\t0.5", "something else than lines"),
        ("a\tب\tمرحبا\n", "is not source, target and probability"),
        ("a\tب\t1.5\n", "'a' to 'ب' has probability 1.5; it needs more than 0, at most 1"),
        ("a\tب\tnan\n", "has probability nan"),
        ("b\tب\t0.5\na\tب\t0.5\n", "'a' comes after 'b'; sort"),
    ],
)
def test_files_that_are_no_table(tmp_path, text, says):
    with pytest.raises(TranslationError, match=says):
        TranslationTable.load(packed(tmp_path, en=text))


def test_probabilities_that_sum_to_more_than_1():
    table = TranslationTable.of({"en": [("a", "ب", 0.6), ("a", "ت", 0.6)]})
    with pytest.raises(TranslationError, match=r"'a' sum to 1\.200"):
        table.translations("a", "en")


def test_missing_and_damaged_files(tmp_path):
    with pytest.raises(TranslationError, match=r"no translation table at .*en-ar\.tsv\.gz.*git checkout"):
        TranslationTable.load(tmp_path)
    path = packed(tmp_path) / "en-ar.tsv.gz"
    path.write_bytes(path.read_bytes()[:-12])
    with pytest.raises(TranslationError, match="is damaged"):
        TranslationTable.load(tmp_path)
    path.write_bytes(b"a\tb\t0.5\n")
    with pytest.raises(TranslationError, match="is damaged"):
        TranslationTable.load(tmp_path)
