"""Open a form's template, or say how a lost one comes back."""

from pathlib import Path

from kamtools import bundled
from kamtools.errors import KamError
from kamtools.excel.template import Template, TextCell
from kamtools.language import Text

_COPY = Text(
    "从别的工作区的 templates 里复制 {file} 到 {folder}；没有别的，就先建一个：kam init 新文件夹",
    "copy {file} to {folder} from another workspace's templates; to make one: kam init DIR",
)


class TemplateMissing(KamError):
    """A form that comes with the package is no longer in the workspace."""

    what = Text("模板“{file}”不在 {folder} 里", "the template {file} is not in {folder}")
    do = _COPY


class TemplateBroken(KamError):
    """A form that comes with the package can't be opened any more."""

    what = Text("{folder} 里的模板打不开：{reason}", "a template in {folder} is broken: {reason}")
    do = _COPY


def texts_of(template: Path) -> list[TextCell]:
    """The texts in a template's cells.

    Raises ``TemplateMissing`` or ``TemplateBroken`` for a template that comes with the package,
    for others what ``Template.open`` raises.
    """
    try:
        return list(Template.open(template).texts())
    except KamError as error:
        if not (bundled.templates() / template.name).is_file():
            raise
        place = {"file": template.name, "folder": template.parent}
        if not template.exists():
            raise TemplateMissing(**place) from error
        raise TemplateBroken(**place, reason=error.what.show(**error.values)) from error
