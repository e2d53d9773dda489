"""The floors under quality: how they are counted, raised and lowered, and that the shipped program keeps them."""

import json

import pytest
from test_eval_cells import gold_file, rows_of

from eval.baseline import FILE, MARGIN, counted, main, measured_with, read_baseline, sample, shortfalls, updated
from eval.squad import read_squad
from qa.settings import read_settings

MEASURED = {"ar-ar": {"right": (30, 50), "refused": (9, 12)}, "en-ar": {"right": (25, 50), "refused": (1, 12)}}


def floors_of(measured):
    return updated({"floors": {}, "lowered": []}, measured)


def test_scores_are_counted_as_worked_by_hand(tmp_path):
    # The table is in test_eval_cells.py. Each of three lines is of the gold paragraph; q1 reads "400" for
    # "400 million", and q5 the same for "12".
    found = counted(rows_of(read_squad(gold_file(tmp_path))))
    assert found["en-en"] == {
        "recall@1": (3, 3),
        "recall@5": (3, 3),
        "reading": (1, 3),
        "right": (2, 5),
        "refused": (1, 2),
    }
    assert found["en-ar"]["recall@1"] == found["en-ar"]["right"] == (1, 1)


def test_a_floor_is_two_questions_below_what_was_measured():
    made = floors_of(MEASURED)
    assert made["floors"]["ar-ar"]["right"] == {"floor": 30 - MARGIN, "measured": 30, "of": 50}
    assert made["floors"]["en-ar"]["refused"]["floor"] == 0
    assert shortfalls(made["floors"], MEASURED) == []


def test_a_missed_floor_is_named_with_its_numbers():
    less = {**MEASURED, "ar-ar": {"right": (27, 50), "refused": (7, 12)}}
    assert shortfalls(floors_of(MEASURED)["floors"], less) == [
        "ar-ar right: 27 of 50; the floor is 28, measured was 30"
    ]
    other = {**MEASURED, "en-ar": {"right": (25, 51), "refused": (1, 12)}}
    assert shortfalls(floors_of(MEASURED)["floors"], other) == [
        "en-ar right: the floor is of 50 questions, 51 were asked"
    ]
    assert "en-ar right: the floor is of 50 questions, 0 were asked" in shortfalls(
        floors_of(MEASURED)["floors"], {"ar-ar": MEASURED["ar-ar"]}
    )


def test_an_update_raises_and_never_lowers():
    known = floors_of(MEASURED)
    made = updated(known, {**MEASURED, "ar-ar": {"right": (40, 50), "refused": (5, 12)}})
    assert made["floors"]["ar-ar"]["right"]["floor"] == 38
    assert made["floors"]["ar-ar"]["refused"] == known["floors"]["ar-ar"]["refused"]
    # Less than was measured, but above the floor: the floor stays where it was, with a reason or without.
    for reason in (None, "because"):
        made = updated(known, {**MEASURED, "ar-ar": {"right": (29, 50), "refused": (9, 12)}}, lower=reason)
        assert made == {**known, "lowered": []}


def test_only_a_reason_lowers_a_missed_floor_and_it_is_kept(tmp_path, capsys):
    path = tmp_path / "baseline.json"
    arguments = ["--file", str(path)]
    assert main([*arguments, "--update"], ask=lambda: MEASURED) == 0
    less = {**MEASURED, "ar-ar": {"right": (10, 50), "refused": (9, 12)}}
    before = path.read_bytes()
    assert main(arguments, ask=lambda: less) == 1
    assert main([*arguments, "--update"], ask=lambda: less) == 1
    assert path.read_bytes() == before
    said = capsys.readouterr()
    assert "| ar-ar | right | 10 | 50 | 28 |" in said.out
    assert "below the floor, which stays:\nar-ar right: 10 of 50" in said.err
    assert main([*arguments, "--lower", "smaller weights"], ask=lambda: less) == 0
    written = read_baseline(path)
    assert written["floors"]["ar-ar"]["right"] == {"floor": 8, "measured": 10, "of": 50}
    assert [(one["what"], one["from"]["floor"], one["why"]) for one in written["lowered"]] == [
        ("ar-ar right", 28, "smaller weights")
    ]
    assert main(arguments, ask=lambda: less) == 0


def test_a_missing_pair_does_not_take_its_floor_away(tmp_path, capsys):
    path = tmp_path / "baseline.json"
    main(["--file", str(path), "--update"], ask=lambda: MEASURED)
    assert main(["--file", str(path), "--update"], ask=lambda: {"ar-ar": MEASURED["ar-ar"]}) == 1
    assert set(read_baseline(path)["floors"]) == {"ar-ar", "en-ar"}


@pytest.mark.parametrize("text", ["", "[]", '{"floors": {}}', '{"floors": {"ar-ar": {"right": 3}}, "lowered": []}'])
def test_a_file_that_is_no_baseline_is_named(tmp_path, capsys, text):
    path = tmp_path / "baseline.json"
    path.write_text(text)
    assert main(["--file", str(path)], ask=lambda: MEASURED) == 2
    assert f"{path} is no baseline" in capsys.readouterr().err


def test_the_sample_is_of_the_half_for_choosing():
    gold = sample()
    assert len(gold.questions) == 100
    assert {question.part for question in gold.questions} == {"fit"}
    assert len(gold.documents) == 35


def test_the_floors_are_of_the_weights_and_settings_in_use():
    floors = json.loads(FILE.read_text("utf-8"))["measured_with"]
    now = measured_with(read_settings())
    for what in ("settings", "weights"):
        assert floors[what] == now[what], "measured with others; measure again: python -m eval.baseline --update"


@pytest.mark.models
@pytest.mark.slow
def test_the_shipped_program_keeps_its_floors(capsys):
    assert main([]) == 0, capsys.readouterr().err
