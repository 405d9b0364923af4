"""A scheme (考核方案): who is scored on what, and what a score is paid."""

from dataclasses import dataclass
from decimal import Decimal

from kamtools.appraisal.bands import Band, band_of
from kamtools.appraisal.scoring import Appraisal, Inputs, score_sheet
from kamtools.appraisal.structure import Role
from kamtools.appraisal.team import TeamRule
from kamtools.errors import KamError
from kamtools.language import Text


class UnknownRole(KamError):
    """A scheme was asked for a role or post that it does not have."""

    what = Text("考核方案“{scheme}”里没有“{role}”", "scheme {scheme} has no role or post {role}")
    do = Text("可用的有：{known}", "it has: {known}")


@dataclass(frozen=True)
class Scheme:
    """Roles with their items, payout bands, and the team's modifier; immutable."""

    name: str
    roles: tuple[Role, ...]
    bands: tuple[Band, ...]
    team: TeamRule
    attainment_cap: Decimal = Decimal(1)
    """Attainment above this earns no further points."""

    def role(self, name: str) -> Role:
        """The role of that name, or the one that a post belongs to; raises ``UnknownRole``."""
        for role in self.roles:
            if name == role.name or name in role.posts:
                return role
        known = "、".join(name for role in self.roles for name in (role.name, *role.posts))
        raise UnknownRole(scheme=self.name, role=name, known=known)

    def covers(self, post: str) -> bool:
        """Whether people in ``post`` are appraised by this scheme."""
        return any(post == role.name or post in role.posts for role in self.roles)

    def band(self, score: Decimal) -> Band:
        """The one band that holds ``score`` once it is rounded."""
        return band_of(score, self.bands)

    def score(self, role: str, inputs: Inputs) -> Appraisal:
        """Score the sheet of ``role`` (a role or a post); raises ``UnknownRole``."""
        return score_sheet(self.role(role), inputs, attainment_cap=self.attainment_cap)
