"""The plug-in that runs models of `transformers`, with a tiny model that the test makes and trains."""

from __future__ import annotations

import json

import pytest

from bench.lib.workers import wait_until
from wiremill.client.producer import Producer
from wiremill.contract.document import Document
from wiremill.contract.page import Page
from wiremill.errors import SettingsError
from wiremill.ledger.accounting import take_census
from worker.plugins.classifier import Classifier

pytestmark = [
    pytest.mark.transformers,
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),  # of the libraries, which are none of ours
]

PLEASANT = ("sun", "joy", "spring", "song")
GRIM = ("storm", "fear", "winter", "siren")
WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "the", "of", *PLEASANT, *GRIM]


@pytest.fixture(scope="session")
def model(tmp_path_factory):
    """A BERT of one layer that has learned to tell pleasant words from grim ones."""
    torch = pytest.importorskip("torch", reason="the extra `transformers` is not installed")
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizerFast

    folder = tmp_path_factory.mktemp("model")
    (folder / "vocab.txt").write_text("\n".join(WORDS))
    tokenizer = BertTokenizerFast(vocab=str(folder / "vocab.txt"), model_max_length=32)
    torch.manual_seed(0)
    names = {0: "pleasant", 1: "grim"}
    config = BertConfig(
        vocab_size=len(WORDS), hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16,
        max_position_embeddings=32, id2label=names, label2id={name: number for number, name in names.items()},
        hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0,
    )  # fmt: skip
    made = BertForSequenceClassification(config)
    texts = [f"the {word} of the {other}" for words in (PLEASANT, GRIM) for word in words for other in words]
    inputs = tokenizer(texts, padding=True, return_tensors="pt")
    wanted = torch.tensor([0] * 16 + [1] * 16)
    optimizer = torch.optim.Adam(made.parameters(), lr=0.01)
    for _ in range(60):
        optimizer.zero_grad()
        made(**inputs, labels=wanted).loss.backward()
        optimizer.step()
    made.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


@pytest.fixture
def classify(model, monkeypatch):
    """Classify texts, with options."""

    def call(*texts, **options):
        for name, value in ({"model": model} | options).items():
            monkeypatch.setenv(f"WIREMILL_STAGE_TRANSFORMERS_{name.upper()}", str(value))
        return Classifier("transformers").run([Document(text=text) for text in texts])

    return call


def test_each_document_gets_the_labels_of_the_model_the_surest_first(classify, model):
    grim, pleasant = classify("the storm of winter", "the song of spring")

    assert [label.name for label in grim.labels] == ["grim", "pleasant"]
    assert [label.name for label in pleasant.labels] == ["pleasant", "grim"]
    assert grim.labels[0].score > 0.9
    assert sum(label.score for label in grim.labels) == pytest.approx(1, abs=1e-3)
    assert grim.model == str(model)


def test_the_size_of_a_pass_does_not_change_what_is_found(classify):
    texts = ["the storm", "song " * 25, "the fear of fear " * 3, "", "joy"]

    alone, together = classify(*texts, batch=1), classify(*texts, batch=4)

    assert [found.labels[0].name for found in alone if found.labels] == ["grim", "pleasant", "grim", "pleasant"]
    for one, other in zip(alone, together, strict=True):
        assert [label.score for label in one.labels] == pytest.approx([label.score for label in other.labels], abs=1e-3)


def test_a_document_without_text_has_no_labels_and_the_title_counts_as_text(model, monkeypatch):
    monkeypatch.setenv("WIREMILL_STAGE_TRANSFORMERS_MODEL", str(model))

    empty, titled = Classifier("transformers").run([Document(text=" \n "), Document(title="the storm", text="")])

    assert empty.labels == []
    assert titled.labels[0].name == "grim"


def test_a_text_is_read_from_its_beginning_as_far_as_wanted(classify):
    text = "the of the of " + "storm joy " * 5000

    [beginning], [alone] = classify(text, max_tokens=6), classify("the of the of")
    [whole], [most] = classify(text, max_tokens=1000), classify(text, max_tokens=32)

    assert beginning == alone
    assert whole == most  # the model takes no more
    assert whole != beginning


def test_no_more_labels_come_than_wanted(classify):
    assert len(classify("the storm", labels=1)[0].labels) == 1


def test_labels_that_do_not_exclude_each_other_have_probabilities_of_their_own(classify, model, tmp_path):
    for file in model.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    config = json.loads((tmp_path / "config.json").read_text())
    (tmp_path / "config.json").write_text(json.dumps(config | {"problem_type": "multi_label_classification"}))

    [apart], [together] = classify("the storm"), classify("the storm", model=tmp_path)

    assert [label.name for label in together.labels] == [label.name for label in apart.labels]
    assert sum(label.score for label in together.labels) != pytest.approx(1, abs=1e-3)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"model": "/nowhere/at/all"}, "no model at '/nowhere/at/all'"),
        ({"max_tokens": "0"}, "MAX_TOKENS can't be '0'"),
        ({"modell": "x"}, "it has WIREMILL_STAGE_TRANSFORMERS_MODEL"),
    ],
)
def test_a_wrong_option_is_an_error_that_names_it(classify, options, said):
    with pytest.raises(SettingsError) as error:
        classify("text", **options)

    assert said in str(error.value)


def test_a_worker_loads_the_model_before_it_forks_and_its_labels_are_in_the_items(
    model, local, scripts_of, package, start
):
    site = package({"transformers": "worker.plugins.classifier:STAGE"})
    start(
        site,
        "transformers",
        app="scripted_app",
        stages=("parse", "classify", "enrich", "transformers", "publish"),
        WIREMILL_STAGE_TRANSFORMERS_MODEL=str(model),
        WIREMILL_RECYCLE_MEGABYTES="4000",
        WIREMILL_MEMORY_MEGABYTES="8000",
    )

    bodies = [f"the {GRIM[n % 4]} of winter {n}".encode() for n in range(40)]
    with Producer(settings=local) as producer:
        list(producer.send_many(Page(url=f"https://example.org/{n}", body=body) for n, body in enumerate(bodies)))

    wait_until("the pages", lambda: take_census(scripts_of).ended == 40)
    items = [json.loads(fields[b"data"]) for _, fields in scripts_of.redis.xrange(scripts_of.keys.items)]
    assert len(items) == 40
    assert {item["extensions"]["transformers"]["labels"][0]["name"] for item in items} == {"grim"}
    assert {run["attempt"] for item in items for run in item["trace"]["stages"]} == {1}
