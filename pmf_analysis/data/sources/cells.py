"""From typed cells to the text that a person would have written, each different value once."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa


def column_of(texts: Sequence[str]) -> pd.Categorical:
    """A column of text cells."""
    return encoded(pa.array(texts, type=pa.string()).dictionary_encode())


def typed_column(values: Iterable[Any]) -> pd.Categorical:
    """A column of cells that a workbook holds as numbers, dates or text.

    Raises:
        ValueError: if its cells are lists or bytes.
    """
    column = GrowingColumn()
    column.add(values)
    return column.whole()


class GrowingColumn:
    """A column that arrives in parts; each different value is written as text once."""

    def __init__(self) -> None:
        self._places: dict[tuple[type, Any], int] = {}
        self._parts: list[np.ndarray] = []

    def add(self, values: Iterable[Any]) -> None:
        """Put more cells at its end.

        Raises:
            ValueError: if they are lists or bytes.
        """
        places = self._places
        try:
            codes = [places.setdefault((type(value), value), len(places)) for value in values]
        except TypeError:
            raise ValueError("a column holds lists and not text, numbers or dates") from None
        self._parts.append(np.asarray(codes, dtype="int32"))

    def whole(self) -> pd.Categorical:
        """All of it."""
        codes = np.concatenate([np.empty(0, dtype="int32"), *self._parts])
        return _categorical([as_text(value) for _, value in self._places], codes)


def arrow_column(column: pa.ChunkedArray) -> pd.Categorical:
    """A column of a Parquet file.

    Raises:
        ValueError: if its cells are lists, structures or bytes.
    """
    if not pa.types.is_dictionary(column.type):
        if pa.types.is_nested(column.type) or pa.types.is_binary(column.type):
            raise ValueError(f"a column holds {column.type} and not text, numbers or dates")
        column = column.dictionary_encode()
    return encoded(_whole(column))


def encoded(array: pa.DictionaryArray) -> pd.Categorical:
    """Dictionary-encoded cells as a categorical of text; a missing cell is ""."""
    texts = [as_text(value) for value in array.dictionary.to_pylist()]
    codes = array.indices.fill_null(len(texts)).to_numpy(zero_copy_only=False)
    return _categorical([*texts, ""] if array.null_count else texts, codes)


def _categorical(texts: list[str], codes: np.ndarray) -> pd.Categorical:
    places, unique = pd.factorize(np.asarray(texts, dtype=object))
    if len(unique) < len(texts):  # 1 and 1.0, or a missing cell and an empty one
        codes = places[codes]
    return pd.Categorical.from_codes(codes, categories=pd.Index(unique, dtype="str"))


def _whole(column: pa.ChunkedArray) -> pa.DictionaryArray:
    if not column.num_chunks:
        return pa.array([], type=column.type)
    chunks = column.unify_dictionaries()
    return chunks.chunk(0) if chunks.num_chunks == 1 else chunks.combine_chunks()


def as_text(value: object) -> str:
    """One cell as a person would have written it: "" for missing, the shortest digits for numbers, days as 2026-05-14.

    >>> [as_text(value) for value in (None, float("nan"), 12.0, 0.1, "a", dt.datetime(2026, 5, 14))]
    ['', '', '12', '0.1', 'a', '2026-05-14']
    """
    if value is None or value is pd.NaT or value is pd.NA or value != value:
        return ""
    if isinstance(value, float | np.floating):
        return _number(float(value))
    if isinstance(value, bytes | memoryview):
        raise ValueError("a column holds bytes and not text, numbers or dates")
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(sep=" ")
    return str(value)


def _number(value: float) -> str:
    return str(int(value)) if value.is_integer() else repr(value)
