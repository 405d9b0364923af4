"""Appraisal rules (绩效考核): schemes, scores, payout; pure, in ``Decimal``."""

from kamtools.appraisal.checking import check
from kamtools.appraisal.month import appraise
from kamtools.appraisal.pay import Payout, Step, payout
from kamtools.appraisal.results import Facts, MonthResult, Person, PersonResult
from kamtools.appraisal.scheme import Scheme
from kamtools.appraisal.scoring import Appraisal, Deduction, Inputs, Mark, Measure
from kamtools.appraisal.standard import CHOICES, standard_scheme
from kamtools.appraisal.team import TeamFigures, TeamState

__all__ = [
    "CHOICES",
    "Appraisal",
    "Deduction",
    "Facts",
    "Inputs",
    "Mark",
    "Measure",
    "MonthResult",
    "Payout",
    "Person",
    "PersonResult",
    "Scheme",
    "Step",
    "TeamFigures",
    "TeamState",
    "appraise",
    "check",
    "payout",
    "standard_scheme",
]
