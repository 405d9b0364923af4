"""A sheet under the pen, row by row: what the drawing scripts of the follow-up have in common."""

from collections.abc import Sequence

from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from drawing import Styles

GRID = {"visible": True, "line": {"color": "#E1E6EB"}}
"""The horizontal lines of a chart."""
Cells = Sequence[tuple[str, str]]
"""A row's texts or formulas, and the parts of their style."""


class Page:
    """One sheet under the pen; ``row`` is the 0-based row that is drawn next."""

    def __init__(
        self, book: Workbook, style: Styles, name: str, widths: Sequence[float], title: str
    ) -> None:
        self.book, self.style, self.name = book, style, name
        self.sheet: Worksheet = book.add_worksheet(name)
        self.last = len(widths) - 1
        for column, width in enumerate(widths):
            self.sheet.set_column(column, column, width)
        self.sheet.set_default_row(18)
        self.sheet.set_row(0, 30)
        self.across(f"{{{{公司}}}}{{{{部门}}}}{title}", "title")
        self.row = 1

    def across(self, text: str, *parts: str, row: int | None = None) -> None:
        """One text over the whole width."""
        at = self.row if row is None and hasattr(self, "row") else row or 0
        self.sheet.merge_range(at, 0, at, self.last, text, self.style(*parts))

    def line(self, cells: Cells, *parts: str, height: float | None = None) -> int:
        """One row of texts and formulas (``#`` is its row); returns its number from 1."""
        kind = parts or ("cell",)
        if height:
            self.sheet.set_row(self.row, height)
        for column, (text, look) in enumerate(cells):
            here = text.replace("#", str(self.row + 1))
            self.sheet.write(self.row, column, here, self.style(*kind, *look.split()))
        self.row += 1
        return self.row

    def heads(self, texts: Sequence[str]) -> None:
        """The header row; ``head`` is where it stands."""
        self.head = self.row
        self.sheet.set_row(self.row, 32)
        for column, text in enumerate(texts):
            self.sheet.write(self.row, column, text, self.style("head"))
        self.row += 1

    def block(self, title: str) -> None:
        """The title row of a section."""
        self.across(title, "block", row=self.row)
        self.row += 1

    def define(self, name: str, column: str, row: int) -> None:
        """Give a cell of this sheet a name."""
        self.book.define_name(name, f"={self.name}!${column}${row}")

    def colour(self, row: int, columns: str, good: str, bad: str) -> None:
        """Red where the formula ``bad`` holds in the repeated ``row``, green where ``good``."""
        for formula, ink in ((bad, "#C00000"), (good, "#2E7D32")):
            look = self.book.add_format({"font_color": ink})
            for column in columns:
                self.sheet.conditional_format(
                    f"{column}{row}", {"type": "formula", "criteria": formula, "format": look}
                )


def share_of(part: str, whole: str) -> str:
    """Attainment: blank without a target; a multiple that says no more is ＞10倍."""
    return f'=IF(N({whole})<=0,"",IF({part}/{whole}>10,"＞10倍",{part}/{whole}))'


def column_chart(page: Page, row: int, columns: Sequence[int], title: str, width: int) -> None:
    """Target, actual and forecast of every store side by side, below the sheet's last row."""
    chart = page.book.add_chart({"type": "column"})
    for column, colour in zip(columns, ("#C9D3DE", "#1F6FB2", "#D9822B"), strict=True):
        chart.add_series({
            "name": [page.name, page.head, column],
            "categories": [page.name, row - 1, 1, row - 1, 1],
            "values": [page.name, row - 1, column, row - 1, column],
            "fill": {"color": colour}, "gap": 70, "overlap": -5,
        })  # fmt: skip
    chart.set_title({"name": title, "name_font": {"size": 12}})
    chart.set_x_axis({"num_font": {"size": 9}})
    chart.set_y_axis({"num_format": "#,##0", "num_font": {"size": 9}, "major_gridlines": GRID})
    chart.set_legend({"position": "bottom"})
    chart.set_size({"width": width, "height": 300})
    page.sheet.insert_chart(
        page.row, 0, chart, {"object_position": 1, "x_offset": 8, "y_offset": 6}
    )
