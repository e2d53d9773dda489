"""A store in a real PostgreSQL: what is found there, and what comes back."""

import dataclasses
import json
import sqlite3
from pathlib import Path

import psycopg
import pytest
from postgres_server import places, pulled, pushed, searching
from psycopg import sql
from store_sample import QUESTIONS, SPLIT, Letters, add, item, opened, text_of, writer

from corpus.document import Document
from index import __main__ as commands
from index.errors import StoreError
from index.home import ROOT
from index.lexical.words import term_keys
from index.manifest import Recipe
from index.postgres.address import Address, store_at
from index.postgres.parts import Member, key_of, parts_of
from index.postgres.push import push
from index.postgres.words import signed
from index.store import writer as index_writer
from index.store.connect import to_read
from index.store.database import FILE_NAME, Entry
from index.store.kept import document_of
from index.store.open import listing, status
from index.store.segment import FOLDER

# Words in both scripts, misspelt, by sound, by translation, as a number, unknown, and as a function word only.
ASKED = [
    "قمح",
    "wheet in 2019",
    "كوبر",
    "what is it",
    "of the",
    "xyzzy",
    "copper kazakhstan",
    "كازخستان",
    "7",
    "wheat?!",
]


@pytest.fixture
def store(tmp_path):
    """Three documents in two segments, one of them removed again and one replaced."""
    folder = tmp_path / "store"
    add(folder, wheat=text_of("wheat"), copper=text_of("copper"), gone=text_of("gone"))
    add(folder, names="Kazakhstan and Copper.\n\nتقع كازاخستان في آسيا وتبيع النحاس إلى كوبر. Sold in 2019.")
    with writer(folder) as change:
        gone = next(entry for entry in listing(folder) if "gone" in entry.doc_id)
        change.remove([gone.doc_id])
        change.add([item("/in/wheat.txt", text_of("wheat", 2))])
    return folder


def same(away, home, questions):
    """Whether both find the same passages for the questions, in each leg, with the same scores but for rounding.

    Passages of one score may change places: no two libraries round a sum in one way.
    """
    for leg in ("dense", "lexical", "fused"):
        for ours, theirs in zip(away.search(questions, 7, leg=leg), home.search(questions, 8, leg=leg), strict=True):
            assert len(ours) == min(7, len(theirs))
            for mine in ours:
                assert mine.score == pytest.approx(theirs[mine.rank - 1].score, abs=1e-5)
                alike = [hit.passage for hit in theirs if hit.score == pytest.approx(mine.score, abs=1e-5)]
                if mine.passage == theirs[mine.rank - 1].passage:
                    assert mine.cosine == pytest.approx(theirs[mine.rank - 1].cosine, abs=1e-5)
                assert mine.passage in alike or mine.score == pytest.approx(theirs[-1].score, abs=1e-5)
    return True


def test_the_same_passages_and_scores_as_at_home(store, shared):
    moved = pushed(store, shared)
    home = opened(store)
    assert (moved.n_documents, moved.n_passages, moved.generation) == (3, len(home.index.passages), 1)
    with searching(shared) as away:
        assert same(away.index, home.index, QUESTIONS + ASKED)
        assert list(away.documents) == list(home.documents)
        assert (len(away.documents), away.documents[-1]) == (3, home.documents[-1])
        assert away.index.passages == tuple(home.index.passages)
        assert document_of(away.documents, home.documents[1].doc_id) == home.documents[1]
        assert document_of(away.documents, "\ud800") is None
        assert away.index.search([], 3) == []
        with pytest.raises(ValueError, match="k is 0; it needs 1 or more"):
            away.index.search(["wheat"], 0)


def test_more_is_wanted_than_there_is(store, shared):
    pushed(store, shared)
    with searching(shared) as away:
        n = len(away.index.passages)
        assert [len(hits) for hits in away.index.search(["wheat"], 10 * n)] == [n]


def test_a_push_that_changes_nothing_brings_nothing(store, shared):
    pushed(store, shared)
    again = pushed(store, shared)
    assert (again.n_new, again.generation) == (0, 1)


def test_an_open_program_sees_the_next_push(store, shared):
    pushed(store, shared)
    with searching(shared) as away:
        before = places(away.index)
        add(store, zinc=text_of("zinc"))
        moved = pushed(store, shared)
        assert moved.generation == 2 and moved.n_new < moved.n_passages
        home = opened(store)
        assert places(away.index) == places(home.index) != before
        assert list(away.documents) == list(home.documents)
        with writer(store) as change:
            change.remove([entry.doc_id for entry in listing(store)][:2])
        pushed(store, shared)
        home = opened(store)
        assert places(away.index) == places(home.index)
        assert list(away.documents) == list(home.documents)


def test_nothing_is_left_of_a_removed_document(postgres, store, shared):
    pushed(store, shared)
    (term,) = signed(term_keys(["=kazakhstan"]))
    assert rows(postgres, shared, "postings", f"term = {term}") == 1
    assert rows(postgres, shared, "sounds", "'=kazakhstan' = ANY(terms)") > 0
    with writer(store) as change:
        change.remove([entry.doc_id for entry in listing(store) if "names" in entry.doc_id])
    pushed(store, shared)
    assert rows(postgres, shared, "documents", "position(convert_to('آسيا', 'UTF8') in body) > 0") == 0
    assert rows(postgres, shared, "postings", f"term = {term}") == 0
    assert rows(postgres, shared, "sounds", "'=kazakhstan' = ANY(terms)") == 0
    assert rows(postgres, shared, "parts", "position IS NULL") == 0


def test_of_a_gap_in_a_segment_nothing_is_pushed(monkeypatch, shared, tmp_path):
    monkeypatch.setattr(index_writer, "SMALL", 8)
    folder, back = tmp_path / "store", tmp_path / "back"
    add(folder, **{name: text_of(name) for name in ("wheat", "gone", "copper", "zinc", "iron")})
    with writer(folder) as change:
        change.remove([entry.doc_id for entry in listing(folder) if "gone" in entry.doc_id])
    now = status(folder)
    assert now.n_unused_rows > 0 and now.n_segments == 1
    assert pushed(folder, shared).n_passages == now.n_passages
    home = opened(folder)
    with searching(shared) as away:
        assert same(away.index, home.index, [*QUESTIONS, "gone"])
    pulled(shared, back)
    assert places(opened(back).index) == places(home.index)
    assert status(back).n_unused_rows == 0


def rows(postgres, shared, table, where):
    with psycopg.connect(postgres.url()) as connection:
        numbers = [
            number
            for (number,) in connection.execute(
                "SELECT parts.number FROM sanad.parts JOIN sanad.collections ON collections.number = collection "
                "WHERE name = %s",
                (shared.collection,),
            )
        ]
        part = "number" if table == "parts" else "part"
        return connection.execute(
            f"SELECT count(*) FROM sanad.{table} WHERE {part} = ANY(%s) AND {where}", (numbers,)
        ).fetchone()[0]


def test_pull_brings_everything_back(store, shared, tmp_path):
    pushed(store, shared)
    back = tmp_path / "back"
    moved = pulled(shared, back)
    assert moved.n_new == moved.n_passages == len(opened(store).index.passages)
    assert contents(back) == contents(store)
    assert vectors(back) == vectors(store)
    assert places(opened(back).index) == places(opened(store).index)
    # And nothing is left to be moved, either way.
    assert pulled(shared, back).n_new == 0
    assert (pushed(back, shared).n_new, pushed(back, shared).generation) == (0, 1)


def contents(folder):
    """Every byte that the store keeps of documents, and how it was made."""
    with sqlite3.connect(folder / FILE_NAME) as connection:
        return [
            connection.execute(said).fetchall()
            for said in (
                "SELECT doc_id, content, lang, title, n_passages, added, sum FROM documents ORDER BY number",
                "SELECT body, sum FROM texts ORDER BY document",
                "SELECT place, section, sentences FROM passages ORDER BY document, place",
                "SELECT path, doc_id FROM sources JOIN documents ON document = number ORDER BY path",
                "SELECT value FROM manifest WHERE name = 'recipe'",
            )
        ]


def vectors(folder):
    return [part.used().tobytes() for part in opened(folder).index.dense.parts]


def test_pull_brings_what_changed(store, shared, tmp_path):
    pushed(store, shared)
    back = tmp_path / "back"
    pulled(shared, back)
    add(store, zinc=text_of("zinc"))
    with writer(store) as change:  # one text from a second place: no passage is new
        change.add([item("/copy/zinc.txt", text_of("zinc"))])
    pushed(store, shared)
    moved = pulled(shared, back)
    assert moved.n_new < moved.n_passages
    assert contents(back) == contents(store)
    with writer(store) as change:
        change.add([item("/third/zinc.txt", text_of("zinc"))])
    assert (pushed(store, shared).n_new, pushed(store, shared).generation) == (0, 3)
    assert pulled(shared, back).n_new == 0
    assert contents(back) == contents(store)


HOSTILE = Document(
    "odd",
    "ar",
    f"a\0title \ud800 {'w' * 80}",  # a view cuts longer titles
    "NUL \0 inside. 👩‍👩‍👧 family.\r\n\u202bمن اليمين\u202c إلى اليسار ﷺ والسَّلامُ. "
    + "ل" * 5000
    + " %s %(x)s ' \\ end.",
)


def test_a_collection_of_before_the_versions_is_pulled(postgres, store, shared, tmp_path):
    """Its recipe and the keys of its parts say checksums of source files where versions are now."""
    n = pushed(store, shared).n_passages
    first = {"encoder": "letters-1", "split": dataclasses.asdict(SPLIT), "splitting": "a49054ce52413cc9"}
    former = json.dumps(first | {"folding": "of other libraries"}, sort_keys=True)
    with psycopg.connect(postgres.url()) as connection, to_read(store) as database:
        pairs = zip(parts_of(database, database.value("recipe")), parts_of(database, former), strict=True)
        for now, before in pairs:
            connection.execute("UPDATE sanad.parts SET key = %s WHERE key = %s", (before.key, now.key))
        connection.execute("UPDATE sanad.collections SET recipe = %s WHERE name = %s", (former, shared.collection))
    folder = tmp_path / "pulled"
    assert pulled(shared, folder).n_new == n
    assert places(opened(folder).index) == places(opened(store).index)
    assert pulled(shared, folder).n_new == 0


def test_the_key_of_a_part_is_the_one_that_was_pushed():
    made = {"splitting": "a", "folding": "b", "split": {"max_tokens": 40, "overlap_sentences": 1}, "encoder": "c"}
    member = Member(Entry(1, "wheat-1", "en", "Wheat", ("/in/a.txt",), 1, 14, "2026", 1, 0, "d"), "e", "f")
    # As commit b413cb8 pushed it.
    assert key_of(json.dumps(made), [member]) == "1a9086767d99eb5e14586af7a17189f9a08518eeec056c0398696cd85eae3d57"


def test_texts_that_a_database_would_refuse(shared, tmp_path):
    folder = tmp_path / "store"
    with writer(folder) as change:
        change.add([("/in/\udcff.txt", HOSTILE), item("/in/wheat.txt", text_of("wheat"))])
    pushed(folder, shared)
    asked = ["اليمين", "w" * 3000, "ل" * 5000, "family 👩‍👩‍👧", "والسلام", "\0", "%s '", "half \ud83d"]
    with searching(shared) as away:
        home = opened(folder)
        assert list(away.documents) == list(home.documents)
        assert away.documents[0].text == HOSTILE.text
        assert same(away.index, home.index, asked)
        assert away.index.search(["w" * 80], 1, leg="lexical")[0][0].score > 0
    back = tmp_path / "back"
    pulled(shared, back)
    assert contents(back) == contents(folder)


def test_a_large_collection_has_an_approximate_index(postgres, store, shared):
    pushed(store, shared, approximate_from=1)
    add(store, zinc=text_of("zinc"))
    pushed(store, shared, approximate_from=1)
    with searching(shared) as away:
        home = opened(store)
        assert same(away.index, home.index, QUESTIONS)
        assert "passages_near" in plan(postgres, away)
        pushed(store, shared)
        assert same(away.index, home.index, QUESTIONS)
        assert "passages_near" not in plan(postgres, away)


def plan(postgres, away):
    """How the server would look for a vector, were the table large."""
    import psycopg

    view = away.index.readers.read(away.index.view)
    with psycopg.connect(postgres.url()) as connection:
        connection.execute("SET enable_seqscan = off; SET enable_bitmapscan = off; SET enable_sort = off")
        said = sql.SQL(
            "EXPLAIN SELECT * FROM sanad.passages WHERE collection = {} ORDER BY embedding::halfvec(8) <#> {} LIMIT 3"
        ).format(sql.Literal(view.collection), sql.Literal("[1,1,1,1,1,1,1,1]"))
        return " ".join(line for (line,) in connection.execute(said))


def test_vectors_of_another_length(store, shared, tmp_path):
    pushed(store, shared, approximate_from=1)
    folder = tmp_path / "longer"
    longer = Letters("letters-2", dim=12)
    add(folder, longer, wheat=text_of("wheat", 2))
    with searching(shared) as away:
        push(folder, shared, lambda: longer, Recipe.of(longer, SPLIT), approximate_from=1)
        with pytest.raises(StoreError, match="encoder was letters-2 and is now letters-1") as said:
            away.index.search(["wheat"], 3)
        assert "rebuild" in str(said.value)
    with searching(shared, longer) as away:
        assert same(away.index, opened(folder, longer).index, QUESTIONS)


def test_two_collections_do_not_meet(store, shared, tmp_path, postgres):
    pushed(store, shared)
    other = Address.of(postgres.url(options=f"?collection={shared.collection}-b"))
    folder = tmp_path / "other"
    add(folder, zinc=text_of("zinc"))
    pushed(folder, other)
    with searching(shared) as away, searching(other) as there:
        assert places(away.index) == places(opened(store).index)
        assert places(there.index) == places(opened(folder).index)


def test_what_would_all_go_is_kept_unless_it_is_meant(store, shared, tmp_path):
    pushed(store, shared)
    folder = tmp_path / "other"
    add(folder, zinc=text_of("zinc"))
    with pytest.raises(StoreError, match="has 3 documents, none of which is in the store"):
        pushed(folder, shared)
    with pytest.raises(StoreError, match="has 1 documents, none of which is in postgresql"):
        pulled(shared, folder)
    assert len(listing(folder)) == 1
    pulled(shared, folder, replace=True)
    assert contents(folder) == contents(store)
    assert not [path for path in (folder / FOLDER).iterdir() if path.name.startswith(".")]


def test_the_commands(tmp_path, tiny_encoder, postgres, shared, capsys, caplog):  # noqa: PLR0917
    url = postgres.url(options=f"?collection={shared.collection}")
    settings = tmp_path / "settings.toml"
    settings.write_text(
        f"[models]\nencoder = {json.dumps(str(tiny_encoder))}\n"
        f"translation = {json.dumps(str(ROOT / 'models' / 'translation'))}\n",
        "utf-8",
    )
    (tmp_path / "wheat.txt").write_text(text_of("wheat"), "utf-8")

    def run(store, *words):
        code = commands.main(["--store", str(store), "--settings", str(settings), *map(str, words)])
        said = capsys.readouterr()
        return code, said.out, said.err

    store, back = tmp_path / "store", tmp_path / "back"
    run(store, "add", tmp_path / "wheat.txt")
    n = listing(store)[0].n_passages
    code, out, _ = run(store, "push", url)
    assert (code, out) == (0, f"{shared}: 1 documents, {n} passages ({n} of them new), generation 1\n")
    assert f"bringing {n} passages of 1 documents" in caplog.text
    code, out, _ = run(back, "pull", url)
    assert (code, out) == (0, f"{back}: 1 documents, {n} passages ({n} of them new), generation 1\n")
    assert contents(back) == contents(store)
    code, out, err = run(url, "list")
    assert (code, out) == (2, "") and "is a database; this works on a folder" in err
    for said in (*run(store, "push", url + "&collection=B"), err):
        assert "s3cret" not in str(said)
    assert "s3cret" not in caplog.text


def test_addresses():
    given = "postgresql://me:p%40ss@one:1,two:2/db?sslmode=require&collection=mine&options=-c%20x%3Dy"
    at = Address.of(given)
    assert at.collection == "mine"
    assert at.url == "postgresql://me:p%40ss@one:1,two:2/db?sslmode=require&options=-c%20x%3Dy"
    assert str(at) == "postgresql://me:***@one:1,two:2/db?sslmode=require&collection=mine&options=-c%20x%3Dy"
    assert "p%40ss" not in repr(at)
    assert at.hide("login p@ss or p%40ss\n failed") == "login *** or *** failed"
    assert Address.of("postgres://h/db?password=q").shown == "postgres://h/db?password=***"
    assert Address.of("postgresql:///db").collection == "documents"
    assert store_at("var/mine") == store_at(Path("var/mine")) == Path("var/mine")
    for wrong in (
        "mysql://me:geheim@h/db",
        "postgresql://me:geheim@[::1/db",
        "postgresql://me:geheim@h/db?collection=A",
    ):
        with pytest.raises(StoreError) as said:
            Address.of(wrong)
        assert "geheim" not in str(said.value)
