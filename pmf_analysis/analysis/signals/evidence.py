"""How surprising the latest results of a series are, given those before them.

A series is a level, a season and autocorrelated noise. Neither the strength of the season nor the autocorrelation is known, and a short series
cannot tell; so every combination on a grid is tried, and its answer counts by how well it explains the series (its restricted likelihood).
For one combination, generalised least squares compare the mean of the latest results with that of those before, by an exact t test with
two degrees of freedom spent.

Source: restricted likelihood: D. A. Harville (1977), JASA 72, 320-338; weighting models by it: J. A. Hoeting et al. (1999),
Statistical Science 14, 382-417. How often the whole is wrong is measured in `benchmarks/signals.py`.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtr, stdtrit

from pmf_analysis.analysis.signals.policy import (
    AUTOCORRELATIONS,
    SEASONAL_VARIANCES,
    WANDERING,
    Rule,
    rules_for,
)

Floats = NDArray[np.float64]
SMALLEST_SHARE_OF_ERROR = 1e-12
BISECTIONS = 32
LATELY = 4
AUTOCORRELATION_GRID = np.array(AUTOCORRELATIONS)


@dataclass(frozen=True)
class Layout:
    """Where the results of a series stand in time; series of one layout are assessed together.

    Attributes:
        positions: of each result, counted in periods; gaps leave numbers out.
        seasons: place in the year of each; all 0 where a year brings one result.
    """

    positions: tuple[int, ...]
    seasons: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Evidence:
    """What the rules saw in each series of one layout.

    Attributes:
        p_values: shape (rules, series): how often an unchanged series looks at least so changed, by each rule.
        signs: shape (rules, series): 1 where the latest results are higher than those before.
        expected: the last result that those before it lead us to expect.
        season: shape (series, points): the estimated effect of the season on each result.
        autocorrelation: shape (rules, series): the value on the grid that explains the series best once what the rule looks for is taken out.
        wanders: with only the last result taken out the series is more likely than not to be so strongly autocorrelated that change and drift look alike.
    """

    p_values: Floats
    signs: Floats
    expected: Floats
    season: Floats
    autocorrelation: Floats
    wanders: NDArray[np.bool_]
    _centres: Floats
    _scales: Floats
    _weights: Floats
    _degrees: int

    @property
    def rules(self) -> tuple[Rule, ...]:
        """Those that a series of so many results admits."""
        return rules_for(self._degrees + 2)

    @property
    def shares(self) -> Floats:
        """How the level is shared among the rules, shape (rules, 1)."""
        return np.array([rule.share for rule in self.rules])[:, None]

    @property
    def p_value(self) -> Floats:
        """Over all rules (Bonferroni's inequality, by the rules' shares of the level)."""
        smallest: Floats = np.min(self.p_values / self.shares, axis=0)
        return np.minimum(smallest, 1.0)

    @property
    def leading_rule(self) -> NDArray[np.intp]:
        """Place in `rules` of the rule that is most surprised."""
        leading: NDArray[np.intp] = np.argmin(self.p_values / self.shares, axis=0)
        return leading

    def expected_range(self, level: float) -> tuple[Floats, Floats]:
        """The last result lies outside it exactly where the first rule fires at this level."""
        own = level * float(self.shares[0, 0])
        reach = -stdtrit(self._degrees, own / 4)
        far = (np.abs(self._centres - self.expected) + reach * self._scales).max(axis=0)
        edges = np.stack([-far, far])
        near = np.zeros_like(edges)
        for _ in range(BISECTIONS):
            middle = (near + edges) / 2
            inside = self._chance_beyond(self.expected + middle) >= own
            near, edges = np.where(inside, middle, near), np.where(inside, edges, middle)
        return self.expected + edges[0], self.expected + edges[1]

    def _chance_beyond(self, last: Floats) -> Floats:
        distance = np.abs(last[:, None] - self._centres) / self._scales
        chance: Floats = (self._weights * 2 * stdtr(self._degrees, -distance)).sum(axis=1)
        return chance


def weigh(layout: Layout, values: Floats) -> Evidence:
    """Apply the rules to the last result of each series.

    Args:
        layout: of all the series, eight points or more.
        values: shape (series, points), no gaps; no series may be constant.
    """
    rules = rules_for(values.shape[1])
    centre = values.mean(axis=1, keepdims=True)
    spread = np.abs(values - centre).max(axis=1, keepdims=True)
    operators = _operators(layout)
    white = operators.whitener @ ((values - centre) / spread).T
    fits = [_fit(operators, white, _contrast(layout, rule)) for rule in rules]
    last = fits[0]
    chances = np.array([_chances_of_autocorrelation(fit.weights) for fit in fits])
    unit, degrees = spread[:, 0], values.shape[1] - 2
    centres = values[:, -1] - last.change * unit
    signs = np.array([np.sign((fit.weights * fit.change).sum(axis=0)) for fit in fits])
    p_values = np.array([_chance(np.abs(fit.t_value), fit.weights, degrees) for fit in fits])
    return Evidence(
        p_values=_only_trends_that_last(rules, p_values, signs, values),
        signs=signs,
        expected=(last.weights * centres).sum(axis=0),
        season=_season(operators, last) * spread,
        autocorrelation=AUTOCORRELATION_GRID[chances.argmax(axis=1)],
        wanders=chances[0, AUTOCORRELATION_GRID >= WANDERING].sum(axis=0) > 0.5,
        _centres=centres,
        _scales=last.scale * unit,
        _weights=last.weights,
        _degrees=degrees,
    )


@dataclass(frozen=True, eq=False)
class _Operators:
    """Matrices that depend on the layout alone; the first axis is the grid."""

    whitener: Floats
    log_weight: Floats
    season: Floats


@dataclass(frozen=True, eq=False)
class _Fit:
    """One rule's fit, arrays of shape (grid, series)."""

    change: Floats
    scale: Floats
    t_value: Floats
    weights: Floats
    residual: Floats


@lru_cache(maxsize=512)
def _operators(layout: Layout) -> _Operators:
    positions, seasons = np.array(layout.positions), np.array(layout.seasons)
    apart = np.abs(positions[:, None] - positions)
    same_season = (seasons[:, None] == seasons).astype(float)
    seasonal = SEASONAL_VARIANCES if len(set(layout.seasons)) > 1 else ((0.0, 1.0),)
    noise = np.array(AUTOCORRELATIONS)[:, None, None, None] ** apart
    season = np.array([variance for variance, _ in seasonal])[:, None, None] * same_season
    covariance = (noise + season).reshape(-1, *apart.shape)
    lower = np.linalg.cholesky(covariance)
    prior = np.tile(np.log([chance for _, chance in seasonal]), len(AUTOCORRELATIONS))
    log_weight = prior - np.log(np.diagonal(lower, axis1=1, axis2=2)).sum(axis=1)
    return _Operators(np.linalg.inv(lower), log_weight, np.tile(season, (len(AUTOCORRELATIONS), 1, 1)))


def _contrast(layout: Layout, rule: Rule) -> Floats:
    """What the rule looks for: a step to the latest results, or a steady change through all of them."""
    positions = np.array(layout.positions, dtype=np.float64)
    if rule.steady:
        ramp: Floats = (positions - positions[0]) / (positions[-1] - positions[0])
        return ramp
    step: Floats = (np.arange(len(positions)) >= len(positions) - rule.latest).astype(np.float64)
    return step


def _fit(operators: _Operators, white: Floats, contrast: Floats) -> _Fit:
    """Level and change, by generalised least squares, for every combination of the grid."""
    points = white.shape[1]
    design = np.stack([np.ones(points), contrast], axis=1)
    whitened = operators.whitener @ design
    information = whitened.transpose(0, 2, 1) @ whitened
    inverse = np.linalg.inv(information)
    effects: Floats = inverse @ (whitened.transpose(0, 2, 1) @ white)
    residual = white - whitened @ effects
    total = (white**2).sum(axis=1)
    error = np.maximum((residual**2).sum(axis=1), SMALLEST_SHARE_OF_ERROR * total)
    scale = np.sqrt(inverse[:, 1, 1][:, None] * error / (points - 2))
    log_fit = -np.linalg.slogdet(information)[1][:, None] / 2 - (points - 2) / 2 * np.log(error)
    log_weight = operators.log_weight[:, None] + log_fit
    weights = np.exp(log_weight - log_weight.max(axis=0))
    weights /= weights.sum(axis=0)
    return _Fit(effects[:, 1], scale, effects[:, 1] / scale, weights, residual)


def _chance(t_value: Floats, weights: Floats, degrees: int) -> Floats:
    """Two-sided p-value, averaged over the grid."""
    chance: Floats = (weights * 2 * stdtr(degrees, -t_value)).sum(axis=0)
    return chance


def _only_trends_that_last(
    rules: tuple[Rule, ...], p_values: Floats, signs: Floats, values: Floats
) -> Floats:
    """A rise through all results says nothing of the latest if the last of them are back below the mean."""
    trend = [rule.steady for rule in rules].index(True)
    lately = np.sign(values[:, -LATELY:].mean(axis=1) - values.mean(axis=1))
    lasting = p_values.copy()
    lasting[trend] = np.where(signs[trend] == lately, p_values[trend], 1.0)
    return lasting


def _season(operators: _Operators, fit: _Fit) -> Floats:
    """Best linear prediction of the season's effect on each result, averaged over the grid; shape (series, points)."""
    pull = operators.season @ (operators.whitener.transpose(0, 2, 1) @ fit.residual)
    effect: Floats = (fit.weights[:, None, :] * pull).sum(axis=0).T
    return effect


def _chances_of_autocorrelation(weights: Floats) -> Floats:
    """Shape (autocorrelations, series)."""
    by_value: Floats = weights.reshape(len(AUTOCORRELATIONS), -1, weights.shape[1]).sum(axis=1)
    return by_value
