"""Scenarios stand beside the dataset: a load leaves them as they are."""

import pytest

from plans.dataset.load import load
from plans.dataset.read import build_dataset
from plans.dataset.report import LoadError
from plans.models import Option
from tests.dataset.ledger import Ledger
from tests.dataset.loading import load_small
from tests.dataset.small import make_files
from tests.factories import make_scenario

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("overwrite", [False, True])
def test_an_option_that_a_scenario_takes_cannot_go(overwrite):
    coast = "    - {id: coast, label: On the coast}\n"
    last = "    - {id: ridge, label: On the ridge}\n"
    load_small(("issues.yaml", last, last + coast))
    scenario = make_scenario("shore", Option.objects.get(slug="coast"))
    ledger = Ledger()

    with pytest.raises(LoadError) as caught:
        load_small(overwrite=overwrite)

    assert str(caught.value) == (
        'issues.yaml:6: border, options: option "coast" is not listed any more, but '
        'scenario "A shore" still names it; list it, or change that record first'
    )
    assert ledger.is_empty()
    assert scenario.choices.get().option.slug == "coast"


def test_what_a_scenario_takes_is_not_pruned():
    load_small()
    scenario = make_scenario("shore", Option.objects.get(slug="river"))
    text = {
        name: b"%s: []\n" % data.split(b":")[0]
        for name, data in make_files().items()
        if "/" not in name and name != "dataset.yaml"
    }

    report = load(build_dataset(text), prune=True)

    assert [str(each) for each in report.gone if not each.removed] == [
        'issue border: still named by scenario "A shore"'
    ]
    assert scenario.choices.get().option.slug == "river"
