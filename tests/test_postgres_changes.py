"""A push after a change sends what changed, and what is found then is what the store finds."""

import random

import psycopg
import pytest
from postgres_server import counting, places, pulled, pushed, searching
from store_sample import QUESTIONS, add, item, opened, text_of, writer
from test_postgres import ASKED, contents, rows, same

from index.lexical.words import term_keys
from index.postgres import plan
from index.postgres.address import Address
from index.postgres.words import signed
from index.store.open import listing

NAMES = ("wheat", "gone", "copper", "zinc", "iron", "barley", "cotton", "wool")


@pytest.fixture
def store(tmp_path):
    folder = tmp_path / "store"
    add(folder, **{name: text_of(name, n_sentences=40) for name in NAMES})
    return folder


def remove(folder, *names):
    with writer(folder) as change:
        change.remove([entry.doc_id for entry in listing(folder) if entry.doc_id.partition("-")[0] in names])


def test_a_removal_sends_next_to_nothing(postgres, store, shared):
    """Whichever of the store's segments was written anew for it, and though a part has a gap then."""
    with counting(postgres) as (port, sent):
        by_port = Address.of(shared.url.replace(f":{postgres.port}", f":{port}") + f"?collection={shared.collection}")
        assert pushed(store, by_port).n_new == 8 * 80
        n_first = sum(sent)
        sent.clear()
        remove(store, "gone")
        moved = pushed(store, by_port)
        assert (moved.n_new, moved.n_passages, moved.generation) == (0, 7 * 80, 2)
        assert sum(sent) < n_first / 10
        sent.clear()
        add(store, silver=text_of("silver", n_sentences=2))  # and its segment takes in the others
        assert pushed(store, by_port).n_new == 4
        assert sum(sent) < n_first / 10
    home = opened(store)
    with searching(shared) as away:
        assert same(away.index, home.index, [*QUESTIONS, *ASKED, "gone", "silver"])
        assert list(away.documents) == list(home.documents)
        assert away.index.passages == tuple(home.index.passages)
    (term,) = signed(term_keys(["=gone"]))
    for table, where in (
        ("documents", "position('gone'::bytea in body) > 0"),
        ("postings", f"term = {term}"),
        ("sounds", "'=gone' = ANY(terms)"),
        (
            "passages",
            "NOT EXISTS (SELECT 1 FROM sanad.documents AS d WHERE (d.part, d.ordinal) = (passages.part, document))",
        ),
    ):
        assert rows(postgres, shared, table, where) == 0, table


def test_any_changes_one_after_the_other(store, shared, tmp_path, monkeypatch):
    """An open program, and a store that pulls, follow."""
    monkeypatch.setattr(plan, "_MOST", 3)  # so that segments are brought as one, too
    chance, back = random.Random(22), tmp_path / "back"
    pushed(store, shared)
    with searching(shared) as away:
        for round_ in range(6):
            named = sorted(entry.doc_id.partition("-")[0] for entry in listing(store))
            with writer(store) as change:
                for name in chance.sample(named, chance.randrange(3)):
                    change.add([item(f"/in/{name}.txt", text_of(name, round_ + 2))])
                change.add([item(f"/in/new{round_}.txt", text_of(f"new{round_}", n_sentences=chance.randrange(1, 9)))])
            remove(store, *chance.sample(named, chance.randrange(3)))
            pushed(store, shared)
            home = opened(store)
            assert same(away.index, home.index, [*QUESTIONS, *ASKED])
            assert list(away.documents) == list(home.documents)
            pulled(shared, back)
            assert contents(back) == contents(store)
            assert pulled(shared, back).n_new == pushed(store, shared).n_new == 0


def test_a_part_that_is_mostly_gaps_is_brought_anew(store, shared):
    pushed(store, shared)
    remove(store, "gone", "copper")
    assert pushed(store, shared).n_new == 0
    remove(store, "zinc")
    assert pushed(store, shared).n_new == 5 * 80
    with searching(shared) as away:
        assert places(away.index) == places(opened(store).index)
        view = away.index.readers.read(away.index.view)
        assert (len(view.numbers), view.rows.n_rows) == (1, 5 * 80)


def test_a_pull_brings_only_what_came(store, shared, tmp_path):
    pushed(store, shared)
    back = tmp_path / "back"
    pulled(shared, back)
    remove(store, "gone")
    add(store, silver=text_of("silver", n_sentences=2))
    pushed(store, shared)
    assert pulled(shared, back).n_new == 4
    assert contents(back) == contents(store)


def test_a_database_of_the_former_format(postgres, store):
    """It is read, and what is pushed to it makes it one of this format."""
    with psycopg.connect(postgres.url(), autocommit=True) as connection:
        connection.execute("CREATE DATABASE former")
    former = Address.of(postgres.url("former"))
    pushed(store, former)
    with psycopg.connect(postgres.url("former")) as connection:
        connection.execute("UPDATE sanad.format SET number = 1")
    with searching(former) as away:
        assert places(away.index) == places(opened(store).index)
    remove(store, "gone")
    assert pushed(store, former).n_new == 0
    with psycopg.connect(postgres.url("former")) as connection:
        assert connection.execute("SELECT number FROM sanad.format").fetchone() == (2,)
