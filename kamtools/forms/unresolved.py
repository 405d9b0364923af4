"""Why a placeholder got no value, told to whoever wrote the template or the data."""

from collections.abc import Mapping

from kamtools.findings import Finding, FindingKind, Place, Severity
from kamtools.forms.binding import Unresolved, Why
from kamtools.language import Text

UNKNOWN_PLACEHOLDER = FindingKind(
    "unknown_placeholder", Severity.ERROR,
    what=Text("表单“{form}”没有“{path}”这项数据", "form {form} has no data called {path}"),
    do=Text("改正模板里的占位符，或在数据里补上；这里可以用：{known}",
            "correct the placeholder in the template, or add it to the data; there is: {known}"),
)  # fmt: skip
NOT_A_LIST = FindingKind(
    "data_not_a_list", Severity.ERROR,
    what=Text("数据里的“{at}”不是列表，“{path}”没有填", "{at} is no list, so {path} is not filled"),
    do=Text("在数据里写成 [ … ]（没有记录就写 []），或去掉模板里的方括号",
            "make it a list [ … ] in the data ([] if there is none), or drop the brackets"),
)  # fmt: skip
NOT_A_RECORD = FindingKind(
    "data_not_a_record", Severity.ERROR,
    what=Text("数据里的“{at}”只是一个值，里面没有“{path}”", "{at} is a mere value without {path}"),
    do=Text("在数据里写成 {{ … }}，或改正模板里的占位符",
            "make it an object {{ … }} in the data, or correct the placeholder"),
)  # fmt: skip
NOT_A_VALUE = FindingKind(
    "data_not_a_value", Severity.ERROR,
    what=Text("数据里的“{path}”不是一个值，而是一组", "{path} is no value but a group of them"),
    do=Text("占位符要指到其中的一项，例如：{known}",
            "let the placeholder name one of them, as: {known}"),
)  # fmt: skip
EMPTY_GROUP = FindingKind(
    "data_empty_group", Severity.ERROR,
    what=Text("数据里的“{path}”是空的一组，没有值可填",
              "{path} is an empty group without a value"),
    do=Text("在数据里给它一个值；确实没有，就写 null",
            "give it a value in the data, null if there is none"),
)  # fmt: skip
RECORD_WITHOUT = FindingKind(
    "record_without_field", Severity.ERROR,
    what=Text("第 {number} 条“{list}”没有“{field}”，这一格没有填",
              "record {number} of {list} has no {field}; it is not filled there"),
    do=Text("在数据里给这一条补上（确实没有，就写 null）；这一条里有：{known}",
            "add it to that record of the data (null if there is none); it has: {known}"),
)  # fmt: skip
RECORD_WITH_MORE = FindingKind(
    "record_not_a_value", Severity.ERROR,
    what=Text("第 {number} 条“{list}”里的“{field}”不是一个值，这一格没有填",
              "in record {number} of {list}, {field} is no value; it is not filled there"),
    do=Text("在数据里把它改成一个值", "make it one value in the data"),
)  # fmt: skip
SLOT_ZERO = FindingKind(
    "slot_zero", Severity.ERROR,
    what=Text("“{path}”：记录从 1 数起，没有第 0 条", "{path}: records count from 1, none is 0"),
    do=Text("第一条写 [1]", "write [1] for the first one"),
)  # fmt: skip
NESTED_LISTS = FindingKind(
    "nested_lists", Severity.ERROR,
    what=Text("“{path}”：列表里不能再套列表，没有填",
              "{path}: a list in a list can't be repeated; it is not filled"),
    do=Text("只留一个 []，里面的写 [1]、[2]……；或在数据里摊平成一个列表",
            "keep one [], write [1], [2] … for the inner ones; or make it one flat list"),
)  # fmt: skip

_KINDS: Mapping[Why, FindingKind] = {
    Why.MISSING: UNKNOWN_PLACEHOLDER,
    Why.NOT_A_LIST: NOT_A_LIST,
    Why.NOT_A_RECORD: NOT_A_RECORD,
    Why.NOT_A_VALUE: NOT_A_VALUE,
    Why.NO_SLOT: SLOT_ZERO,
    Why.NESTED: NESTED_LISTS,
}


def told(error: Unresolved, form: str, place: Place) -> Finding:
    """That the placeholder at ``place`` in the template stays as it is, and why."""
    empty = error.why is Why.NOT_A_VALUE and not error.known
    return (EMPTY_GROUP if empty else _KINDS[error.why]).at(
        place, form=form, path=error.path, at=error.at, known=error.known or _nothing()
    )


def told_of_record(error: Unresolved, item: int, place: Place) -> Finding:
    """That one record, counted from 0, leaves the cell at ``place`` of the filled form blank."""
    name, _, field = error.path.partition("[]")
    kind = RECORD_WITH_MORE if error.why is Why.NOT_A_VALUE else RECORD_WITHOUT
    values = {"list": name, "field": field.strip(" .") or name, "number": item + 1}
    return kind.at(place, known=error.known or _nothing(), **values)


def _nothing() -> str:
    return Text("（什么都没有）", "nothing").show()
