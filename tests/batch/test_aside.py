"""Work done in a process of its own: its answer, or the same work done here."""

import os

import pytest

from pmf_analysis.batch.aside import begin_aside
from pmf_analysis.errors import DataError


def test_the_answer_comes_from_another_process():
    answer = begin_aside(os.getpid)
    assert answer() != os.getpid()


def test_an_error_of_ours_is_raised_where_the_answer_is_asked_for():
    here = os.getpid()

    def work():
        assert os.getpid() != here
        raise DataError("no such council", [])

    answer = begin_aside(work)
    with pytest.raises(DataError, match="no such council"):
        answer()


def test_a_bug_shows_where_the_answer_is_asked_for():
    def work():
        raise ValueError("no such thing")

    answer = begin_aside(work)
    with pytest.raises(ValueError, match="no such thing"):
        answer()


def test_work_whose_process_was_killed_is_done_here():
    here = os.getpid()

    def work():
        if os.getpid() != here:
            os.kill(os.getpid(), 9)
        return "done"

    assert begin_aside(work)() == "done"


def test_an_answer_larger_than_a_pipe_arrives_whole():
    assert begin_aside(lambda: bytes(5_000_000))() == bytes(5_000_000)
