"""The look of every chart, and a font that can write Chinese."""

from decimal import Decimal
from functools import cache
from io import BytesIO

from matplotlib import font_manager, rcParams
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from kamtools.money import Unit

CHINESE_FONTS = (
    "Microsoft YaHei",
    "PingFang SC",
    "Noto Sans CJK SC",
    "Noto Sans CJK JP",
    "Source Han Sans SC",
    "WenQuanYi Micro Hei",
    "SimHei",
)
INK, PALE, ACCENT, WARM = "#2b3a4a", "#c9d3de", "#1f6fb2", "#d9822b"


@cache
def _fonts() -> list[str]:
    """The installed Chinese fonts, best first; with none, boxes are drawn where Chinese stands."""
    installed = {font.name for font in font_manager.fontManager.ttflist}
    return [name for name in CHINESE_FONTS if name in installed] + ["DejaVu Sans"]


class Picture(Figure):
    """A figure that shows itself in a notebook; a plain one needs pyplot for that."""

    def _repr_png_(self) -> bytes:
        buffer = BytesIO()
        self.savefig(buffer, format="png", dpi=110)
        return buffer.getvalue()


def new_figure(width: float = 9, height: float = 4) -> tuple[Figure, Axes]:
    """An empty chart of ``width`` × ``height`` inches whose texts may be Chinese.

    The figure is not registered with pyplot, so a notebook shows it once and nothing leaks.
    """
    rcParams["font.family"] = _fonts()
    rcParams["axes.unicode_minus"] = False
    rcParams["text.parse_math"] = False  # a $ in a name is a $
    figure = Picture(figsize=(width, height), layout="constrained")
    axes = figure.subplots()
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(colors=INK)
    return figure, axes


def in_wan(amount: Decimal) -> Decimal:
    """An amount in 元 as the 万元 that a chart shows."""
    return amount / Unit.WAN.value
