"""The number of a line within its order, the same in every export."""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from kamtools.ledger.imports.coerce import Array


def line_numbers(within: Iterable[Array], given: Array | None, data: Array) -> Array:
    """The count of each data row among those that share the values of ``within``.

    The numbers that the file gives order these, and two rows of one number are the same line. They
    are not taken over: an export may number within an order, another one down the page.
    """
    frame = pd.DataFrame({i: pd.factorize(column)[0] for i, column in enumerate(within)})
    frame["given"] = np.nan if given is None else pd.Series(given).astype(float)
    rows = frame[data]
    lines = rows.groupby([name for name in frame.columns if name != "given"], sort=False)["given"]
    ranks = lines.rank("dense")
    unnumbered = rows["given"].isna()
    last = ranks.groupby(lines.ngroup(), sort=False).transform("max").fillna(0)
    after = unnumbered.groupby(lines.ngroup(), sort=False).cumsum()
    numbers = np.zeros(len(data), dtype=object)
    numbers[data] = ranks.fillna(last + after).astype(int).to_numpy()
    return numbers
