"""The training code: alignment worked by hand, offsets kept through switching, and a tiny run that learns."""

from __future__ import annotations

import gzip
import json
import lzma
import random
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest
import torch
from transformers import AutoModelForQuestionAnswering, AutoTokenizer
from transformers.modeling_outputs import QuestionAnsweringModelOutput

from index.lexical.translate import TranslationTable
from train.align import ibm_model_1
from train.body import pieces_in_use, tokenizer_of, unpack
from train.cloze import ClozeMaker
from train.data import Example, Pair, checksums, crop, read_examples, read_pairs, read_paragraphs
from train.encoder import recall_at_1, translation_loss, without_direction
from train.export import export
from train.noise import Noise
from train.overlap import NEIGHBOURS, QUESTIONS, Shipped, counted
from train.questions import Questions
from train.questions import Source as ArticleSource
from train.reader import ReaderConfig, Source, Windows, batch_of, loss_of
from train.record import Record, note_scores
from train.served import Served
from train.switch import Switcher, spellings
from train.synonyms import Synonyms
from train.translation import TranslationConfig, table

pytestmark = pytest.mark.models


def test_model_1_finds_the_hidden_dictionary():
    # 1 2 <-> 1 2, 1 3 <-> 1 3: only 1 -> 1 explains both.
    pairs = [(np.array([1, 2]), np.array([1, 2])), (np.array([1, 3]), np.array([1, 3]))]
    model = ibm_model_1(pairs, n_rounds=20)
    for source in (1, 2, 3):
        targets, probabilities, _ = model.translations(source)
        assert targets[0] == source
        assert probabilities.sum() == pytest.approx(1.0)
    assert len(model.translations(9)[0]) == 0


def test_model_1s_first_round_by_hand():
    # One pair, source {NULL, 1}, target {1}: each source word gives its one target probability 1.
    # Pair two adds target 2 for source 1 alone: expected counts of t(1|1) and t(2|1) are 1/2 each.
    model = ibm_model_1([(np.array([1]), np.array([1])), (np.array([1]), np.array([2]))], n_rounds=1)
    _, probabilities, counts = model.translations(1)
    assert probabilities.tolist() == [0.5, 0.5]
    assert counts.tolist() == [0.5, 0.5]


def test_translation_table_is_sorted_and_pruned():
    config = TranslationConfig(min_probability=0.2)
    rows = table([["oil"], ["oil", "trade"], ["trade"]], [["نفط"], ["نفط", "تجار"], ["تجار"]], config)
    assert [row[0] for row in rows] == sorted(row[0] for row in rows)
    assert {(a, b) for a, b, p in rows if p > 0.5} == {("oil", "نفط"), ("trade", "تجار")}


def test_pairs_examples_and_paragraphs_are_read(tmp_path):
    pairs = tmp_path / "pairs.tsv.gz"
    pairs.write_bytes(gzip.compress("oil\tنفط\n\nonly english\n trade \t تجارة \n".encode()))
    assert read_pairs([pairs]) == [Pair("oil", "نفط"), Pair("trade", "تجارة")]
    paragraphs = tmp_path / "mono.txt.xz"
    paragraphs.write_bytes(lzma.compress("واحد\n\nاثنان\n".encode()))
    assert list(read_paragraphs(paragraphs)) == ["واحد", "اثنان"]
    qas = [
        {"id": "1", "question": "q", "answers": [{"text": "b", "answer_start": 2}]},
        {"id": "2", "question": "r", "answers": [], "is_impossible": True},
    ]
    squad = {"data": [{"title": t, "paragraphs": [{"context": "a b c", "qas": qas}]} for t in ("T", "held out")]}
    path = tmp_path / "squad.json.gz"
    path.write_bytes(gzip.compress(json.dumps(squad).encode()))
    examples = read_examples(path, without_titles=frozenset(["held out"]))
    assert [(example.start, example.end, example.golds) for example in examples] == [(2, 3, ("b",)), (None, None, ())]
    squad["data"][0]["paragraphs"][0]["context"] = "b a c"
    path.write_bytes(gzip.compress(json.dumps(squad).encode()))
    with pytest.raises(ValueError, match="question 1: the answer does not stand at its offset"):
        read_examples(path)


def test_switching_keeps_the_answer_in_place():
    switcher = Switcher({"trade": [("تجاره", 1.0)], "grew": [("نما", 1.0)], "oil": [("نفط", 1.0)]})
    text = "Oil trade grew in 2009."
    switched, start, end = switcher.switch_around(text, 4, 9, 1.0, random.Random(0))
    assert switched == "نفط تجاره نما in 2009."
    assert switched[start:end] == "تجاره"
    assert switcher.switch(text, 0.0, random.Random(0)) == text


def test_cloze_questions_ask_for_what_they_left_out():
    maker = ClozeMaker(["ألماتي"], ["نور", "سلطان"], ["مدينة"])
    paragraph = "فتحت إيران سفارة كبيرة في ألماتي أول الأمر. ثم بدأت المحادثات الجديدة يوم 29 يناير 1992 بين البلدين."
    seen = set()
    for seed in range(40):
        example = maker.example(paragraph, random.Random(seed))
        assert example is not None
        answer = example.context[example.start : example.end]
        seen.add(answer)
        assert answer not in example.question
        assert example.question.startswith({"ألماتي": ("أين", "في", "ما"), "29 يناير 1992": ("متى", "في")}[answer])
    assert seen == {"ألماتي", "29 يناير 1992"}
    assert maker.example("جملة واحدة قصيرة فقط.", random.Random(0)) is None


def windows(config):
    text = "Oil is sold in Baku and wheat is sold in Almaty since 1992. " * 4
    rows = []
    for number in range(8):
        at = text.index("Almaty", number * 10)
        rows.append(Example(str(number), "t", "where is wheat sold in 1992?", text, at, at + 6, ("Almaty",)))
    return windows_of(rows, config)


def windows_of(rows, config, synonyms=None, **source):
    nothing, table = Switcher({}), TranslationTable()
    served = Served(lambda text: len(text.split()), table, bare_share=0.0)
    sources = [Source(rows, 1.0, "en", **source)]
    return Windows(sources, nothing, nothing, synonyms or Synonyms([]), config, served=served, table=table)


def test_windows_hold_the_answer():
    drawn = windows(ReaderConfig(fewest_words=12, most_words=20, near_miss_share=0.5, perturbed_share=0.2))
    generator = random.Random(0)
    found = [drawn.draw(generator) for _ in range(200)]
    for window, *near in found:
        assert window.text[window.start : window.end] == "Almaty"
        assert len(window.text.split()) <= 21
        assert all("Almaty" not in each.text and each.start is None for each in near)


def test_a_near_miss_shares_words_and_does_not_say():
    texts = ["Wheat is sold in Almaty. " * 9, "Wheat is sold and not bought. " * 9, "A hat and a coat. " * 9]
    at = texts[0].index("Almaty")
    rows = [Example("0", "t", "where is wheat sold?", texts[0], at, at + 6, ("Almaty",))]
    rows += [Example(str(row), "t", "what is it?", texts[row], None, None, ()) for row in (1, 2)]
    config = ReaderConfig(fewest_words=8, most_words=12, near_miss_share=1.0, perturbed_share=0.0)
    drawn = windows_of(rows, config)
    pairs = [found for seed in range(40) if len(found := drawn.draw(random.Random(seed))) == 2]
    assert len(pairs) > 5
    for window, near in pairs:
        assert window.text[window.start : window.end] == "Almaty"
        assert near.start is None and "bought" in near.text and near.question == window.question


def test_an_exchanged_name_leaves_the_window_without_an_answer():
    text = "Oil is sold in Baku since 1992 and wheat is sold in Almaty."
    rows = [
        Example("0", "t", "who sold oil in 1992?", text, 0, 3, ("Oil",)),
        Example("1", "t", "who sold oil in 2004?", "In 2004 it was Tengiz.", 15, 21, ("Tengiz",)),
    ]
    drawn = windows_of(rows, ReaderConfig(perturbed_share=1.0))
    (window,) = next(found for seed in range(9) if "wheat" in (found := drawn.draw(random.Random(seed)))[0].text)
    assert window.question.rstrip("?") == "who sold oil in 2004"
    assert window.start is None and window.end is None


def test_a_name_exchanged_in_the_window_makes_a_near_miss_or_in_both_keeps_the_answer():
    text = "Oil is sold in Baku since 1992 and wheat since 1999."
    rows = [
        Example("0", "t", "who sold oil in 1992?", text, 15, 19, ("Baku",)),
        Example("1", "t", "in 2004, who?", "In 2004 it was Tengiz.", None, None, ()),
    ]
    shares = {"perturbed_share": 0.0, "near_miss_share": 1.0, "altered_share": 1.0}
    drawn = windows_of(rows, ReaderConfig(renamed_share=0.5, **shares))
    drawn._noise = Noise(0, 0, 0, 0, 0, 0)
    found = [pair for seed in range(60) if len(pair := drawn.draw(random.Random(seed))) == 2]
    assert {window.question for window, _ in found} == {"who sold oil in 1992?", "who sold oil in 2004?"}
    for window, near in found:
        asked, other = ("1992", "2004") if "1992" in window.question else ("2004", "1992")
        assert window.text == text.replace("1992", asked) and near.text == text.replace("1992", other)
        assert window.text[window.start : window.end] == "Baku" and near.start is None


def test_noise_by_hand():
    def only(question, **share):
        return Noise(**{field.name: 0.0 for field in fields(Noise)} | share).add(question, random.Random(3))

    assert only("Who met Nazarbayev?", lower=1.0) == "who met nazarbayev?"
    assert only("متى أُلغيت الاتفاقية؟", no_mark=1.0) == "متى أُلغيت الاتفاقية"
    assert only("أين إلى المدينة", loose=1.0) == "اين الي المدينه"
    assert only("من زار أين من", casual=1.0) in {"مين زار وين من", "مين زار فين من"}
    assert only("What is it?", casual=1.0) in {"wat is it?", "wot is it?"}
    talked = only("متى زاره؟", talk=1.0)
    assert "متى زاره" in talked and len(talked.split()) > 2
    slipped = {Noise(0, 0, 0, 1.0, 0, 0).add("why Kazakhstan", random.Random(seed)) for seed in range(30)}
    assert all(each.startswith("why K") for each in slipped)
    assert len(slipped) > 8 and all(abs(len(each) - len("why Kazakhstan")) <= 2 for each in slipped)
    assert Noise(0, 0, 0, 1.0, 0, 0).add("who is it", random.Random(0)) == "who is it"


def test_the_answer_has_to_win_over_its_near_miss():
    class Fixed(torch.nn.Module):
        def forward(self, *, input_ids, start_positions, end_positions):
            logits = torch.tensor([[0.0, 3.0, 1.0, 9.0], [0.0, 2.0, 0.0, 9.0]])
            return QuestionAnsweringModelOutput(loss=torch.tensor(5.0), start_logits=logits, end_logits=logits)

    batch = {
        "input_ids": torch.zeros(2, 4),
        "start_positions": torch.tensor([1, 0]),
        "end_positions": torch.tensor([1, 0]),
        "in_passage": torch.tensor([[False, True, True, False], [False, True, True, False]]),
        "rival": torch.tensor([1, -1]),
    }
    others = np.exp([3.0, 1.0, 2.0, 0.0]).sum()  # the passage tokens of both windows, the last of each is a mark
    assert loss_of(Fixed(), batch).item() == pytest.approx(5 + np.log(others) - 3, abs=1e-5)
    batch["rival"] = torch.tensor([-1, -1])
    assert loss_of(Fixed(), batch).item() == pytest.approx(5 + np.log(np.exp([3.0, 1.0]).sum()) - 3, abs=1e-5)


def test_a_step_draws_the_same_batch_whenever_it_is_asked(tiny_reader):
    tokenizer = AutoTokenizer.from_pretrained(tiny_reader)
    config = ReaderConfig(batch_size=4, max_tokens=160)
    first, again = (batch_of(windows(config), 11, tokenizer, config) for _ in range(2))
    assert all(torch.equal(first[name], again[name]) for name in first)


def test_twenty_steps_on_eight_examples_learn_and_survive_saving(tiny_reader, tmp_path):
    torch.manual_seed(0)
    tokenizer = AutoTokenizer.from_pretrained(tiny_reader)
    model = AutoModelForQuestionAnswering.from_pretrained(tiny_reader)
    config = ReaderConfig(
        batch_size=8, max_tokens=160, fewest_words=12, most_words=12, near_miss_share=0.0, perturbed_share=0.0
    )
    batch = batch_of(windows(config), 1, tokenizer, config)
    assert (batch["start_positions"] > 0).all()
    optimizer = torch.optim.AdamW(model.parameters(), lr=5e-3)
    losses = []
    for _ in range(20):
        loss = loss_of(model, batch)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        losses.append(loss.item())
    assert losses[-1] < losses[0] / 2
    model.eval().save_pretrained(tmp_path)
    again = AutoModelForQuestionAnswering.from_pretrained(tmp_path).eval()
    with torch.no_grad():
        assert torch.equal(loss_of(model, batch), loss_of(again, batch))


def test_a_translation_competes_with_the_texts_of_both_languages():
    # Two pairs; English texts along the first two axes, Arabic ones along the last two.
    among = torch.eye(4)
    sought = torch.tensor([[1.0, 0.0, 2.0, 0.0], [0.0, 1.0, 0.0, 3.0]])
    # The first is English: its own text (1) is no candidate, its translation gives 2, the others 0.
    first = np.log(np.exp([0.0, 2.0, 0.0]).sum()) - 2
    # The second is Arabic: its own text (3) is no candidate, its translation gives 1, the others 0.
    second = np.log(np.exp([0.0, 1.0, 0.0]).sum()) - 1
    loss = translation_loss(sought, among, [True, False], temperature=1.0)
    assert loss.item() == pytest.approx((first + second) / 2, abs=1e-5)


class Offset:
    """Texts as vectors whose language shifts them along the first axis."""

    def __init__(self):
        self.prompts = {"query": "q: ", "document": "d: "}

    def encode(self, texts, prompt_name):
        return np.array([[5.0 if "ا" in text else -1.0, len(text), 1.0] for text in texts], dtype=np.float32)


def test_the_direction_between_the_languages_is_projected_out():
    layer = without_direction(Offset(), [Pair("ab", "اب"), Pair("abcd", "ابجد")])
    shifted = torch.tensor([[5.0, 2.0, 1.0], [-1.0, 2.0, 1.0]])
    projected = layer({"sentence_embedding": shifted})["sentence_embedding"]
    assert projected.tolist() == [[0.0, 2.0, 1.0], [0.0, 2.0, 1.0]]


def test_recall_at_1_by_hand():
    questions = np.array([[1, 0], [0, 1], [1, 0]], dtype=np.float32)
    assert recall_at_1(questions, np.array([[1, 0], [0, 1], [0, 1]], dtype=np.float32)) == pytest.approx(2 / 3)


def test_a_record_goes_on_from_its_checkpoint(tmp_path):
    record = Record(tmp_path, stage="test", config=ReaderConfig(), data={"file": "abc"})
    assert record.load() is None
    random.seed(5)
    record.save(3, weights=torch.ones(2))
    expected = random.random()
    state = Record(tmp_path, stage="test", config=ReaderConfig(), data={}).load()
    assert state["step"] == 3
    assert torch.equal(state["weights"], torch.ones(2))
    assert random.random() == expected
    record.finish(score=1.5)
    run = json.loads((tmp_path / "run.json").read_text("utf-8"))
    assert (run["stage"], run["data_sha256"], run["development"]) == ("test", {"file": "abc"}, {"score": 1.5})
    assert run["config"]["batch_size"] == ReaderConfig().batch_size
    Record(tmp_path / "next", stage="test", config=ReaderConfig(), data={}, start=tmp_path).finish()
    assert json.loads((tmp_path / "next" / "run.json").read_text("utf-8"))["before"] == run


def test_scores_of_a_later_stage_join_the_record(tmp_path):
    record = Record(tmp_path, stage="reader", config=ReaderConfig(), data={})
    record.finish(loss=1.5)
    note_scores(tmp_path, {"ar-ar": {"n": 2, "em": 50.0}})
    run = json.loads((tmp_path / "run.json").read_text("utf-8"))
    assert run["stage"] == "reader" and run["development"] == {"loss": 1.5, "ar-ar": {"n": 2, "em": 50.0}}


def test_overlap_finds_a_respelled_question_and_ten_words_in_a_row(tmp_path):
    article = "بلغ حجم التجارة بين البلدين في عام 2010 نحو مليار دولار أمريكي حسب الأرقام"
    shipped = Shipped.of(["متى بدأت العلاقات؟"], [article])
    assert shipped.has_question("متى بدات العلاقات")
    assert not shipped.has_question("متى انتهت العلاقات؟")
    ten = " ".join(article.split()[2:12])
    assert shipped.has_passage(f"يذكر أن {ten} كما قيل")
    assert not shipped.has_passage(f"يذكر أن {' '.join(article.split()[2:11])} كما قيل")
    entry = {"id": "1", "question": "متى بدات العلاقات", "answers": [{"text": "يذكر", "answer_start": 0}]}
    squad = {"data": [{"paragraphs": [{"context": f"يذكر أن {ten}", "qas": [entry, entry | {"question": "من؟"}]}]}]}
    path = tmp_path / "train.json.gz"
    path.write_bytes(gzip.compress(json.dumps(squad).encode()))
    assert counted(shipped, path) == {"questions": 2, "shared_questions": 1, "passages": 1, "shared_passages": 1}


def test_nothing_that_the_weights_were_trained_on_is_in_the_shipped_question_set():
    root = Path(__file__).parent.parent
    report = json.loads((root / "models" / "overlap.json").read_text("utf-8"))
    asked = [root / path for path in (QUESTIONS, NEIGHBOURS)]
    assert report["shipped_sha256"] == checksums(asked), "the question set changed: run python -m train.overlap again"
    for model in ("encoder", "reader"):
        trained = json.loads((root / "models" / model / "run.json").read_text("utf-8"))["data_sha256"]
        for name, sha256 in trained.items():
            if name.endswith((".json.gz", ".txt.xz")):
                row = report["files"][name]
                assert (row["sha256"], row["shared_questions"], row["shared_passages"]) == (sha256, 0, 0)


def test_questions_of_one_article_come_together_with_passages_that_differ():
    def example(title, number):
        context = f"The {number} oil field of {title} opened long ago. " * 3
        return Example(f"{title}{number}", title, f"When did field {number} open?", context, 4, 5)

    articles = [[example(title, number) for number in range(6)] for title in ("Aqtau", "Rasht")]
    nothing = Switcher({})
    questions = Questions([ArticleSource(1.0, "en", articles)], nothing, nothing)
    drawn = questions.draw(1, 3, random.Random(0))
    assert len(drawn) == 3
    assert len({passage for _, passage in drawn}) == 3
    assert len({passage.split(" of ")[1].split()[0] for _, passage in drawn}) == 1
    for question, passage in drawn:
        assert question.split()[3] == passage.split()[1]


def test_an_inverse_cloze_question_is_words_of_the_paragraph():
    first = "افتتح الملك مصنع السكر الكبير في مدينة شيراز القديمة قبل سنوات طويلة"
    paragraph = f"{first}. " + "وكانت المدينة مركزا للتجارة منذ عصور بعيدة جدا كما يروي المؤرخون في كتبهم. " * 4
    questions = Questions([ArticleSource(1.0, "ar", [[paragraph]])], Switcher({}), Switcher({}))
    for seed in range(20):
        ((question, passage),) = questions.draw(1, 3, random.Random(seed))
        assert set(question.rstrip(".").split()) <= set(paragraph.replace(".", " ").split())
        assert 0 < len(passage.split()) <= 75


def test_a_cropped_window_holds_its_span():
    context = " ".join(f"w{at}" for at in range(50))
    at = context.index("w30")
    for seed in range(20):
        window, start, end = crop(context, at, at + 7, 10, random.Random(seed))
        assert window[start:end] == "w30 w31"
        assert len(window.split()) == 10


def test_export_stores_a_byte_a_weight_and_loads_as_an_ordinary_folder(tiny_reader, tmp_path):
    (tmp_path / "trained").mkdir()
    model = AutoModelForQuestionAnswering.from_pretrained(tiny_reader)
    model.qa_outputs.weight.data[0, :3] = torch.tensor([12.7, -0.05, 0.04])
    model.qa_outputs.weight.data[0, 3:] = 0.1
    model.save_pretrained(tmp_path / "trained")
    AutoTokenizer.from_pretrained(tiny_reader).save_pretrained(tmp_path / "trained")
    (tmp_path / "trained" / "run.json").write_text('{"seed": 1}')
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "README.md").write_text("card")
    export(tmp_path / "trained", tmp_path / "out")
    shipped, loading = AutoModelForQuestionAnswering.from_pretrained(
        tmp_path / "out", dtype=torch.float32, output_loading_info=True
    )
    assert not loading["missing_keys"] and not loading["unexpected_keys"]
    # A step is 12.7 / 127 = 0.1.
    assert shipped.qa_outputs.weight[0, :4].tolist() == pytest.approx([12.7, 0.0, 0.0, 0.1])
    assert torch.equal(shipped.qa_outputs.bias, model.qa_outputs.bias)
    for name, weights in model.named_parameters():
        farthest = (shipped.get_parameter(name) - weights).abs().amax(-1)
        assert (farthest <= weights.abs().amax(-1) / 254 + 1e-6).all(), name
    sizes = [(tmp_path / folder / "model.safetensors").stat().st_size for folder in ("trained", "out")]
    assert sizes[1] < 0.4 * sizes[0]  # rows are short here, and each has a scale
    assert (tmp_path / "out" / "README.md").read_text() == "card"
    assert json.loads((tmp_path / "out" / "run.json").read_text()) == {"seed": 1}


def test_packed_weights_by_hand():
    block = np.zeros(2, dtype=[("scale", "<f2"), ("nibbles", "u1", 16)])
    block["scale"] = [0.5, 2.0]
    block["nibbles"][0, 0] = 0x9F  # weight 0 is 15, weight 16 is 9
    weights = unpack(block)
    assert weights.shape == (64,)
    assert (weights[0], weights[16], weights[1]) == (3.5, 0.5, -4.0)
    assert weights[32:].tolist() == [-16.0] * 32


PIECES = [("<s>", 0.0), ("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0), ("▁", -2.0), ("▁ايران", -3.0), ("▁oil", -3.0)]


def test_the_bodys_tokenizer_folds_marks_and_digits_and_points_into_the_raw_text():
    tokenizer = tokenizer_of([*PIECES, ("▁199", -3.0), ("2", -4.0), ("<mask>", 0.0)])
    text = "اِيـران  ١٩٩٢"
    encoding = tokenizer.encode(text, "oil")
    assert encoding.tokens == ["<s>", "▁ايران", "▁199", "2", "</s>", "</s>", "▁oil", "</s>"]
    low, high = encoding.offsets[1]
    assert text[low:high] == "اِيـران"
    assert text[encoding.offsets[3][0] : encoding.offsets[3][1]] == "٢"


def test_only_pieces_that_the_texts_need_are_kept():
    pieces = [*PIECES, ("▁nafta", -3.0), ("o", -5.0), ("z", -5.0), ("<mask>", 0.0)]
    kept = pieces_in_use(tokenizer_of(pieces), pieces, iter(["oil oil", "ايران"]), min_count=2)
    assert [pieces[row][0] for row in kept] == ["<s>", "<pad>", "</s>", "<unk>", "▁", "▁oil", "o", "<mask>"]


def test_switched_words_are_written_as_the_texts_mostly_write_them():
    assert spellings(["تجارة وتجاره", "تجارة Iran iran Iran"])["تجاره"] == "تجارة"
    assert spellings(["Iran iran Iran"]) == {"iran": "Iran"}


DICTIONARY = [
    *(Pair("to buy", ar) for ar in ("اشترى", "ابتاع")),
    *(Pair("to purchase", ar) for ar in ("اِبتاع", "اشترى")),
    *(Pair("sell", ar) for ar in ("باع", "اشترى")),
    *(Pair("why", ar) for ar in ("لماذا", "لم")),
    *(Pair("wherefore", ar) for ar in ("لماذا", "لم")),
    Pair("to give money for it", "اشترى"),
]


def test_synonyms_share_two_translations():
    synonyms = Synonyms(DICTIONARY)
    assert synonyms.of("buy", "en") == ["purchase"]  # "sell" shares one of them, and a function word has none
    assert synonyms.of("ابتاع", "ar") == ["اشترى"] and synonyms.of("باع", "ar") == () == synonyms.of("why", "en")
    question = "what does Buy buy, and why?"
    assert synonyms.reword(question, "en", 1.0, random.Random(0)) == "what does Buy purchase, and why?"
    assert synonyms.reword(question, "en", 0.0, random.Random(0)) == question


def test_synonyms_as_near_as_each_other_are_in_the_same_order_in_every_run():
    alike = ("purchase", "get", "acquire", "procure", "buy")
    synonyms = Synonyms([Pair(en, ar) for en in alike for ar in ("اشترى", "ابتاع")])
    assert synonyms.of("buy", "en") == ["acquire", "get", "procure", "purchase"]


def test_some_questions_are_put_in_other_words():
    text = "Iran will buy wheat in Almaty."
    rows = [Example("0", "t", "where does Iran buy it?", text, 23, 29, ("Almaty",))]
    drawn = windows_of(rows, ReaderConfig(reworded_share=0.5), Synonyms(DICTIONARY))
    drawn._noise = Noise(0, 0, 0, 0, 0, 0)
    found = [drawn.draw(random.Random(seed))[0] for seed in range(80)]
    assert {window.question for window in found} == {"where does Iran buy it?", "where does Iran purchase it?"}
    assert {window.text for window in found} == {text}


FEES = """# Pool

## Fees

| Ticket | Members | Guests |
|---|---|---|
| Adult | 1.500 | 3.000 |

## Rules

No glass."""


def test_served_windows_are_what_the_program_reads():
    at = FEES.index("3.000")
    rows = [
        Example("0", "Pool of Manama", "what do guests pay?", FEES, at, at + 5, ("3.000",)),
        Example("1", "Pool of Manama", "what do children pay?", FEES, None, None, ()),
    ]
    config = ReaderConfig(reworded_share=0.0, near_miss_share=1.0, own_rival_share=1.0)
    drawn = windows_of(rows, config, served=True)
    drawn._noise = Noise(0, 0, 0, 0, 0, 0)
    found = [drawn.draw(random.Random(seed)) for seed in range(40)]
    answered = [each for each in found if each[0].question == "what do guests pay?"]
    fees = "Pool of Manama. Fees. Ticket: Adult; Members: 1.500; Guests: 3.000"
    for window, near in answered:
        assert window.text == fees and window.text[window.start : window.end] == "3.000"
        assert window.text[window.body :].startswith("Ticket: Adult")
        assert (near.text, near.start) == ("Pool of Manama. Rules. No glass.", None)
    tempting = [each for each in found if each[0].question == "what do children pay?"]
    assert answered and {window.text for (window,) in tempting} >= {fees}
    assert {(window.start, window.end) for (window,) in tempting} == {(None, None)}


def test_a_served_answer_at_the_start_of_the_body_is_labelled():
    """A token begins with the space before its word, which is context where the body begins."""
    tokenizer = AutoTokenizer.from_pretrained(Path(__file__).parent.parent / "models" / "reader")
    text = "Almaty sells wheat."
    drawn = windows_of(
        [Example("0", "Wheat trade", "who sells?", text, 0, 6, ("Almaty",))], ReaderConfig(), served=True
    )
    batch = batch_of(drawn, 0, tokenizer, ReaderConfig(batch_size=2))
    rows = (batch["start_positions"] > 0).nonzero()[:, 0].tolist()
    assert rows
    for row in rows:
        first, last = int(batch["start_positions"][row]), int(batch["end_positions"][row])
        said = tokenizer.decode(batch["input_ids"][row, first : last + 1])
        assert said.replace("▁", "").replace(" ", "").lower() == "almaty"
