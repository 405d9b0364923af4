from kamtools.pictures.style import new_figure


def test_a_figure_shows_itself_in_a_notebook() -> None:
    figure, _ = new_figure(2, 1)
    assert figure._repr_png_().startswith(b"\x89PNG")  # type: ignore[attr-defined]


def test_a_name_with_dollars_is_written_as_it_is() -> None:
    figure, axes = new_figure(2, 1)
    axes.set_title(r"$\nosuch$")
    figure.canvas.draw()
    assert axes.title.get_parse_math() is False
