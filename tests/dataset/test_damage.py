import pytest

from plans.dataset.problems import DatasetError
from plans.dataset.read import build_dataset, read_dataset
from tests.dataset.conftest import load_files, read_cached
from tests.dataset.damage import DAMAGES, make_damage

ROUNDS = 10


@pytest.mark.parametrize("seed", range(ROUNDS * len(DAMAGES)))
def test_damage_is_answered_with_problems(seed):
    damage = make_damage(load_files(), seed)
    with pytest.raises(DatasetError) as caught:
        build_dataset(damage.files, read=read_cached)
    assert caught.value.problems, damage.name
    for problem in caught.value.problems:
        assert problem.file and problem.message, damage.name
        assert len(str(problem)) < 600, damage.name
        assert str(problem).isprintable(), damage.name


def test_damage_is_the_same_each_time():
    for seed in range(len(DAMAGES)):
        assert make_damage(load_files(), seed) == make_damage(load_files(), seed)


def test_damage_in_a_folder_is_found_as_well(tmp_path):
    damage = make_damage(load_files(), 0)
    damage.write(tmp_path)
    with pytest.raises(DatasetError) as in_folder:
        read_dataset(tmp_path)
    with pytest.raises(DatasetError) as in_memory:
        build_dataset(damage.files, read=read_cached)
    assert in_folder.value.problems == in_memory.value.problems
