"""What goes wrong between a program and its database: nobody sees half of anything, and everybody is told in words."""

import dataclasses
import os
import signal
import threading
import time

import psycopg
import pytest
from postgres_server import PASSWORD, RECIPE, places, pulled, pushed, searching
from store_sample import Letters, add, opened, text_of, writer

from index.errors import StoreError
from index.postgres import link
from index.postgres import push as pushing
from index.postgres.address import Address
from index.postgres.index import Readers
from qa.__main__ import main as ask


@pytest.fixture
def store(tmp_path):
    folder = tmp_path / "store"
    add(folder, wheat=text_of("wheat"), copper=text_of("copper"))
    return folder


def refused(do, *said):
    """The error's words: each of `said` is in them, and no password."""
    with pytest.raises(StoreError) as error:
        do()
    words = str(error.value)
    assert PASSWORD not in words and "s3cret" not in words and error.value.__cause__ is None
    for one in said:
        assert one in words
    return words


def test_a_killed_push_leaves_the_former_generation(postgres, shared, store):
    pushed(store, shared)
    before = places(opened(store).index)
    add(store, zinc=text_of("zinc"), iron=text_of("iron"))
    after = places(opened(store).index)
    url = postgres.url(options=f"?collection={shared.collection}")
    n_before = 0
    with searching(shared) as away:
        for wait in (0.0, 0.01, 0.03, 0.1):
            child = os.fork()
            if child == 0:
                pushed(store, Address.of(url))
                os._exit(0)
            time.sleep(wait)
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            n_before += complete(places(away.index), before, after)
        _until_free(shared, store)
        assert places(away.index) == after
    assert n_before


def complete(now, before, after):
    """Each search is of one generation, whole; whether all are of the former one."""
    for one, former, latter in zip(now, before, after, strict=True):
        assert one in (former, latter)
    return now == before


def _until_free(shared, store):
    """The server needs a moment to see that a killed program is gone."""
    for _ in range(100):
        try:
            return pushed(store, shared)
        except StoreError:
            time.sleep(0.1)
    raise AssertionError("the lock was never free")


def test_what_a_broken_push_has_brought_need_not_be_brought_again(monkeypatch, shared, store):
    def broken(*arguments):
        raise OSError("the cable was cut")

    with monkeypatch.context() as patch:
        patch.setattr(pushing, "_show", broken)
        with pytest.raises(OSError, match="the cable was cut"):
            pushed(store, shared)
    with pytest.raises(StoreError, match="There is no collection"), searching(shared):
        pass
    assert pushed(store, shared).n_new == 0
    with searching(shared) as away:
        assert places(away.index) == places(opened(store).index)


def test_readers_see_one_generation_while_a_push_goes_on(shared, store):
    pushed(store, shared)
    before = places(opened(store).index)
    add(store, zinc=text_of("zinc"))
    after = places(opened(store).index)
    seen, done = [], threading.Event()
    with searching(shared) as away:

        def read():
            while not done.is_set():
                seen.append(places(away.index))

        thread = threading.Thread(target=read)
        thread.start()
        try:
            pushed(store, shared)
        finally:
            done.set()
            thread.join()
        assert places(away.index) == after
    assert seen
    for one in seen:
        complete(one, before, after)


def test_two_pushes_at_once(shared, store):
    with link.to_change(shared):
        refused(lambda: pushed(store, shared), "Another program is pushing to postgresql://sanad:***@")
    assert pushed(store, shared).generation == 1


def test_a_server_that_was_restarted(postgres, shared, store):
    pushed(store, shared)
    with searching(shared) as away:
        before = places(away.index)
        postgres.stop()
        refused(lambda: places(away.index), "Is the server running?")
        postgres.start()
        assert places(away.index) == before
        postgres.stop("immediate")  # as by a power cut: the log is played again
        postgres.start()
        assert places(away.index) == before


def test_a_server_that_is_not_there(postgres, shared, store, capsys):
    away = Address.of("postgresql://sanad:s3cret@127.0.0.1:1/postgres")
    refused(lambda: pushed(store, away), "postgresql://sanad:***@127.0.0.1:1/postgres cannot be opened", "refused")
    assert ask(["x", "--store", "postgresql://sanad:s3cret@127.0.0.1:1/postgres"]) == 2
    assert "sanad:***@127.0.0.1:1/postgres cannot be opened" in capsys.readouterr().err
    wrong = Address.of(postgres.url(password="s3cretly"))
    refused(lambda: pushed(store, wrong), "cannot be opened", "password authentication failed", "PGPASSWORD")
    refused(lambda: pushed(store, Address.of(postgres.url("nowhere"))), 'database "nowhere" does not exist')


def test_nothing_was_pushed_yet(postgres, shared, store, tmp_path):
    with psycopg.connect(postgres.url(), autocommit=True) as connection:
        connection.execute("CREATE DATABASE empty")
    empty = Address.of(postgres.url("empty"))
    refused(lambda: Readers(empty), "nothing was ever pushed there", "python -m index --store DIR push")
    pushed(store, shared)
    other = Address.of(postgres.url(options="?collection=missing"))
    refused(lambda: pulled(other, tmp_path / "back"), "There is no collection 'missing'")
    (tmp_path / "new").mkdir()
    refused(lambda: pushed(tmp_path / "new", shared), "holds nothing to push")


def test_another_recipe(shared, store):
    pushed(store, shared)
    with (
        pytest.raises(StoreError, match="encoder was letters-1 and is now letters-9") as said,
        searching(shared, Letters("letters-9")),
    ):
        pass
    assert "rebuild" in str(said.value) and "push" in str(said.value)


def test_words_folded_by_other_code_come_back_folded_by_this(monkeypatch, shared, store, tmp_path):
    former = dataclasses.replace(RECIPE, folding=0)
    monkeypatch.setattr(pushing, "require_recipe", lambda *_: None)
    with writer(store) as change, change.database.generation():
        change.database.put_recipe(former)
    pushed(store, shared)
    monkeypatch.undo()
    pulled(shared, tmp_path / "back")
    assert places(opened(tmp_path / "back").index) == places(opened(store).index)


def test_who_may_not(postgres, shared, store):
    pushed(store, shared)
    with psycopg.connect(postgres.url(), autocommit=True) as connection:
        connection.execute("CREATE ROLE reader LOGIN PASSWORD 's3cret'")
        url = postgres.url(password="s3cret", options=f"?collection={shared.collection}").replace("sanad", "reader")
        reader = Address.of(url)
        refused(lambda: Readers(reader), "USAGE on the schema sanad and SELECT on its tables")
        connection.execute(
            "GRANT USAGE ON SCHEMA sanad TO reader; GRANT SELECT ON ALL TABLES IN SCHEMA sanad TO reader"
        )
        with searching(reader) as away:
            assert places(away.index) == places(opened(store).index)
        add(store, zinc=text_of("zinc"))
        refused(lambda: pushed(store, reader), "Who pushes needs CREATE on the database")
    read_only = Address.of(
        f"{url.replace('reader', 'sanad')}&options=-c%20default_transaction_read_only%3Don".replace(
            "s3cret@", "s3cret%25%26@"
        )
    )
    refused(lambda: pushed(store, read_only), "is a standby, which can be read only")


def test_a_database_without_pgvector(postgres, store, monkeypatch):
    control = next(postgres.home.glob("**/share/extension/vector.control"), None)
    if control is None:
        pytest.skip("the server's programs are shared with others: its extension cannot be taken away")
    with psycopg.connect(postgres.url(), autocommit=True) as connection:
        connection.execute("CREATE DATABASE plain")
    control.rename(control.with_suffix(".away"))
    try:
        refused(lambda: pushed(store, Address.of(postgres.url("plain"))), "has no pgvector", "pgvector/pgvector")
    finally:
        control.with_suffix(".away").rename(control)


def test_tables_of_another_program(postgres, store):
    with psycopg.connect(postgres.url(), autocommit=True) as connection:
        connection.execute("CREATE DATABASE newer")
    newer = Address.of(postgres.url("newer"))
    pushed(store, newer)
    with psycopg.connect(postgres.url("newer")) as connection:
        connection.execute("UPDATE sanad.format SET number = 99")
    refused(lambda: Readers(newer), "was written in format 99; this program reads format 2")
    refused(lambda: pushed(store, newer), "format 99")


def test_a_damaged_text_is_not_pulled(postgres, store, tmp_path):
    with psycopg.connect(postgres.url(), autocommit=True) as connection:
        connection.execute("CREATE DATABASE damaged")
    damaged = Address.of(postgres.url("damaged"))
    pushed(store, damaged)
    with psycopg.connect(postgres.url("damaged")) as connection:
        connection.execute("UPDATE sanad.documents SET body = body || 'x'")
    refused(lambda: pulled(damaged, tmp_path / "back"), "is damaged", "Push the store again")
    assert places(opened(tmp_path / "back").index) == [[]] * 9


def test_without_the_extra(monkeypatch, capsys):
    monkeypatch.setattr("index.postgres.address.find_spec", lambda name: None)
    assert ask(["x", "--store", "postgresql://me:s3cret@h/db"]) == 2
    said = capsys.readouterr().err
    assert "A database needs the package psycopg, an extra: pip install '.[postgres]'" in said
    assert "s3cret" not in said
