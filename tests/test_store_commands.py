"""`python -m index`, and asking a store: the commands, what they print, and what they return."""

import json
import shutil

import pytest
from file_samples import PICTURE, pdf_file, text_at
from store_sample import text_of, writer

from index import __main__ as commands
from index.home import ROOT
from index.load import load_encoder
from index.store import writer as index_writer
from index.store.database import FILE_NAME
from index.store.segment import FOLDER
from qa import __main__ as ask
from qa import pipeline
from qa.answer import Answer
from qa.pipeline import open_pipeline
from qa.settings import AskSettings, ModelSettings, Settings


@pytest.fixture
def run(tmp_path, tiny_encoder, capsys):
    """Runs a command over the store; its code, what it printed, and what it said on standard error."""
    settings = tmp_path / "settings.toml"
    settings.write_text(
        f"[models]\nencoder = {json.dumps(str(tiny_encoder))}\n"
        f"translation = {json.dumps(str(ROOT / 'models' / 'translation'))}\n",
        "utf-8",
    )

    def command(*words):
        code = commands.main(["--store", str(tmp_path / "store"), "--settings", str(settings), *map(str, words)])
        said = capsys.readouterr()
        return code, said.out, said.err

    return command


@pytest.fixture
def files(tmp_path):
    folder = tmp_path / "files"
    (folder / "inner").mkdir(parents=True)
    (folder / "wheat.txt").write_text(text_of("wheat"), "utf-8")
    (folder / "inner" / "copper.md").write_text(text_of("copper"), "utf-8")
    return folder


def ids(run):
    return [row["id"] for row in json.loads(run("list", "--json")[1])]


def test_add_list_remove(run, files):
    code, out, _ = run("add", files)
    assert code == 0
    assert out.splitlines()[-1] == "2 files kept (2 of them new or changed), 0 refused"
    rows = json.loads(run("list", "--json")[1])
    assert list(rows[0]) == ["id", "title", "lang", "sources", "n_passages", "n_characters", "added"]
    assert [row["sources"] for row in rows] == [[str(files / "inner" / "copper.md")], [str(files / "wheat.txt")]]
    assert rows[1]["id"].startswith("wheat-") and rows[1]["n_characters"] == len(text_of("wheat"))
    assert rows[1]["added"].endswith("+00:00")
    assert run("list")[1].splitlines()[1].startswith(f"{rows[1]['id']}  en  {rows[1]['n_passages']} passages")
    assert run("add", files / "*.txt")[1].splitlines()[-1] == "1 files kept (0 of them new or changed), 0 refused"
    assert run("remove", rows[1]["id"]) == (0, "1 documents removed\n", "")
    assert ids(run) == [rows[0]["id"]]
    assert run("status")[1].startswith(f"1 documents, {rows[0]['n_passages']} passages, ")
    assert run("check")[:2] == (0, f"whole: 1 documents, {rows[0]['n_passages']} passages, 1 segments\n")


def test_refused_files_are_named_and_the_others_kept(run, files):
    (files / "broken.txt").write_bytes(b"\xff\xff")
    code, out, err = run("add", files, files / "nowhere.txt")
    assert code == 1 and len(ids(run)) == 2
    assert out.splitlines()[-1] == "2 files kept (2 of them new or changed), 2 refused"
    assert f"refused: {files / 'broken.txt'} is not UTF-8 text" in err
    assert f"refused: There is no file or folder at {files / 'nowhere.txt'}" in err
    code, out, err = run("remove", "nothing", ids(run)[0])
    assert (code, out, err) == (1, "1 documents removed\n", "not here: nothing\n")


def test_what_is_left_out_of_a_file_is_said_once(run, files):
    scanned = files / "scanned.pdf"
    scanned.write_bytes(pdf_file([text_at(72, 700, "The port is old."), PICTURE]))
    code, out, said = run("add", files)
    assert code == 0
    assert out.splitlines()[-1] == "3 files kept (3 of them new or changed), 0 refused"
    assert [line for line in said.splitlines() if "note" in line] == [f"note: {scanned}: page 2 has no text: a picture"]


def test_files_that_are_passed_over_are_named(run, files):
    (files / "tables.zip").write_bytes(b"PK")
    code, _, said = run("add", files)
    assert code == 0
    assert f"passed over: {files / 'tables.zip'} is an archive. Unpack it" in said


def test_what_cannot_begin(run, files, tmp_path):
    for command in ("list", "status", "check", "rebuild"):
        code, _, err = run(command)
        assert code == 2 and f"There is no store at {tmp_path / 'store'}" in err
    assert run("remove", "x")[0] == 2 and not (tmp_path / "store").exists()
    with pytest.raises(SystemExit) as stop:
        run("add")
    assert stop.value.code == 2
    (tmp_path / "settings.toml").write_text("[split]\nmax_token = 3\n")
    assert run("add", files)[0] == 2


def test_a_second_writer_is_refused_in_words(run, files, tmp_path, monkeypatch):
    run("add", files)
    monkeypatch.setattr(commands, "_PATIENCE", 0.1)
    with writer(tmp_path / "store"):
        code, _, err = run("add", files)
        assert code == 2 and "is writing to" in err and "Wait for it to end" in err
        assert run("list")[0] == 0


def test_a_failure_half_way_keeps_what_is_kept_and_names_the_rest(run, files, monkeypatch):
    for name in ("a", "b", "c"):
        (files / f"{name}.txt").write_text(text_of(name), "utf-8")
    monkeypatch.setattr(commands, "_BATCH", 1)
    write, n = index_writer.write_segment, []

    def full(*given):
        n.append(1)
        if len(n) > 2:
            raise OSError(28, "No space left on device")
        return write(*given)

    monkeypatch.setattr(index_writer, "write_segment", full)
    code, out, err = run("add", files)
    monkeypatch.undo()
    assert code == 1 and out.splitlines()[-1] == "2 files kept (2 of them new or changed), 3 refused"
    assert [line.split(":")[1].strip() for line in err.splitlines() if line.startswith("not kept")] == [
        str(files / name) for name in ("c.txt", "inner/copper.md", "wheat.txt")
    ]
    assert len(ids(run)) == 2 and run("check")[0] == 0


def test_damage_is_reported_and_rebuilt(run, files, tmp_path):
    run("add", files)
    (home,) = (tmp_path / "store" / FOLDER).iterdir()
    (home / "dense.faiss").write_bytes(b"")
    code, _, err = run("check")
    assert code == 1 and "dense.faiss is damaged" in err
    assert f"Repair it: python -m index --store {tmp_path / 'store'} rebuild" in err
    code, out, _ = run("rebuild")
    assert (code, out.partition(" passages")[2]) == (0, ", 1 segments; 0 lost\n")
    assert run("check")[0] == 0


def test_a_lost_document_is_added_again_from_its_source(run, files, tmp_path):
    run("add", files)
    path = tmp_path / "store" / FILE_NAME
    path.write_bytes(path.read_bytes().replace(b"In copper of", b"In cobber of"))
    code, _, err = run("rebuild")
    assert code == 1 and "lost: copper-" in err and str(files / "inner" / "copper.md") in err
    assert run("add", files)[0] == 0
    assert len(ids(run)) == 2 and run("check")[0] == 0


@pytest.fixture
def settings(tiny_encoder, tiny_reader):
    models = ModelSettings(encoder=str(tiny_encoder), reader=str(tiny_reader))
    return Settings(models=models, ask=AskSettings(min_confidence=0.0))


def test_a_store_answers(run, files, tmp_path, settings):
    run("add", files)
    road = open_pipeline(settings=settings, collection=tmp_path / "store")
    assert [document.text for document in road.documents] == [text_of("copper"), text_of("wheat")]
    result = road.ask("How many tons of wheat?")
    assert isinstance(result, Answer)
    assert {citation.document.doc_id for citation in result.citations} <= set(ids(run))
    for citation in result.citations:
        assert citation.document.text[citation.start : citation.end] == citation.quote != ""
    # What happens later does not reach it.
    run("remove", *ids(run))
    assert road.retriever.search(["wheat"], 1)[0]
    assert len(open_pipeline(settings=settings, collection=tmp_path / "store").documents) == 0


def test_an_empty_store_refuses_every_question(tmp_path, settings):
    (tmp_path / "store").mkdir()
    road = open_pipeline(settings=settings, collection=tmp_path / "store")
    for question in ("Who?", "من هو؟"):
        assert road.ask(question).reason == "no_passage"


def test_a_store_that_is_not_there_is_said_before_models_are_loaded(tmp_path):
    models = ModelSettings(encoder=str(tmp_path / "no-encoder"))
    with pytest.raises(ValueError, match="There is no store at"):
        open_pipeline(settings=Settings(models=models), collection=tmp_path / "nowhere")


def test_a_collection_takes_no_documents_beside(tmp_path):
    with pytest.raises(ValueError, match="A collection has its own documents"):
        open_pipeline([], collection=tmp_path)


def test_asking_from_the_command_line(tmp_path, settings, monkeypatch, capsys):
    monkeypatch.setattr(pipeline, "read_settings", lambda: settings)
    assert ask.main(["Who?", "--store", str(tmp_path / "nowhere")]) == 2
    assert "error: There is no store at" in capsys.readouterr().err
    (tmp_path / "store").mkdir()
    assert ask.main(["Who?", "--store", str(tmp_path / "store"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["reason"] == "no_passage"


def test_another_encoder_is_refused_with_the_command_that_mends_it(run, files, tmp_path, tiny_encoder, settings):
    run("add", files)
    other = shutil.copytree(tiny_encoder, tmp_path / "other")
    (other / "notes.txt").write_text("changed")
    with pytest.raises(ValueError, match=r"encoder was .* and is now other-.*python -m index --store .* rebuild"):
        open_pipeline(settings=Settings(models=ModelSettings(encoder=str(other))), collection=tmp_path / "store")
    assert load_encoder(other, "torch").name.startswith("other-")
