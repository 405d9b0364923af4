"""A workbook as its parts: sheets by name, what belongs to what, and which parts were changed."""

import posixpath
from collections.abc import Callable, Iterator
from functools import cached_property, lru_cache
from pathlib import Path
from typing import NamedTuple
from zipfile import BadZipFile

from lxml import etree

from kamtools.errors import KamError
from kamtools.excel.markup import (
    CONTENT_TYPES,
    PACKAGE_RELATIONS,
    RELATIONS,
    Element,
    check,
    main,
    parse,
    serialize,
)
from kamtools.excel.opening.refusals import MayNotBeOpened
from kamtools.excel.opening.vetting import vetted
from kamtools.excel.package import Package, key, tidy
from kamtools.language import Text

_SMALL = 1 << 16
"""Bytes of a part of links that is kept from file to file."""


class NotAWorkbook(KamError):
    """The file is no .xlsx or .xlsm."""

    what = Text("{file} 不是可以打开的 .xlsx/.xlsm 工作簿", "{file} is no .xlsx or .xlsm workbook")
    do = Text("请在 Excel 或 WPS 中另存为 .xlsx", "save it as .xlsx in Excel or WPS")


class NoSuchSheet(KamError):
    """A sheet is asked for that the workbook doesn't have."""

    what = Text("{file} 里没有工作表“{sheet}”", "{file} has no sheet {sheet}")
    do = Text("现有工作表：{sheets}", "its sheets are: {sheets}")


class NoWorksheet(KamError):
    """The workbook has no sheet with cells."""

    what = Text(
        "{file} 里没有可以填写的工作表（只有图表、对话框或宏表）",
        "{file} has no worksheet, only sheets without cells",
    )
    do = Text(
        "请在 Excel 里加一张工作表，或换一个文件", "add a worksheet in Excel, or take another file"
    )


class Relation(NamedTuple):
    """A link from one part to another; ``target`` is a part's name, or an outside address."""

    id: str
    kind: str
    target: str
    external: bool


class Book:
    """One open workbook. Trees are parsed once; ``touch`` says which are written back.

    Raises ``MayNotBeOpened`` and ``NotAWorkbook``.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        finding, content = vetted(path)
        if finding is not None:
            raise MayNotBeOpened(finding)
        try:
            self.package = Package(content)
        except BadZipFile as error:
            raise NotAWorkbook(file=path.name) from error
        self._names = {key(name): name for name in self.package.parts}
        self._trees: dict[str, Element] = {}
        self._touched: set[str] = set()
        self._writers: dict[str, Callable[[], bytes]] = {}
        self._relations: dict[str, list[Relation]] = {}

    @cached_property
    def part(self) -> str:
        """The name of the workbook's main part."""
        for relation in self.relations(""):
            if relation.kind == "officeDocument" and relation.target in self.package:
                return relation.target
        raise NotAWorkbook(file=self.path.name)

    @property
    def root(self) -> Element:
        """The tree of the workbook's main part."""
        return self.tree(self.part)

    @cached_property
    def sheets(self) -> dict[str, str]:
        """The parts of the worksheets by name, in order; chart sheets are left out.

        Raises ``NotAWorkbook`` and ``NoWorksheet``.
        """
        targets = {relation.id: relation for relation in self.relations(self.part)}
        found = {}
        for sheet in self.root.iterfind(f"{main('sheets')}/{main('sheet')}"):
            relation = targets.get(sheet.get(f"{{{RELATIONS}}}id", ""))
            if relation and relation.kind == "worksheet" and relation.target in self.package:
                found[sheet.get("name", "")] = relation.target
        if self.root.tag != main("workbook"):
            raise NotAWorkbook(file=self.path.name)
        if not found:
            raise NoWorksheet(file=self.path.name)
        return found

    @property
    def sheet_order(self) -> list[str]:
        """The names of all sheets, chart sheets too: what ``localSheetId`` counts."""
        return [sheet.get("name", "") for sheet in self.root.iterfind(f".//{main('sheet')}")]

    def sheet_part(self, name: str) -> str:
        """The part of a sheet; raises ``NoSuchSheet``."""
        return self.sheets[self.sheet_name(name)]

    def sheet_name(self, name: str) -> str:
        """A sheet's name as the workbook spells it; raises ``NoSuchSheet``."""
        if name in self.sheets:
            return name
        for sheet in self.sheets:
            if sheet.casefold() == name.casefold():
                return sheet
        raise NoSuchSheet(file=self.path.name, sheet=name, sheets="、".join(self.sheets))

    @cached_property
    def from_1904(self) -> bool:
        """Whether dates count from 1904, as old Mac workbooks do."""
        properties = self.root.find(main("workbookPr"))
        return properties is not None and properties.get("date1904", "0") in ("1", "true")

    def tree(self, part: str) -> Element:
        """The parsed tree of a part."""
        if part not in self._trees:
            self._trees[part] = parse(self.package.read(part), part)
        return self._trees[part]

    def touch(self, part: str) -> None:
        """Say that the tree of a part was changed."""
        self._touched.add(part)

    def write_with(self, part: str, writer: Callable[[], bytes]) -> None:
        """Say how the bytes of a touched part are made that has no tree here."""
        self._writers[part] = writer

    def relations(self, part: str) -> list[Relation]:
        """The links that start at a part; at ``""``, those of the package."""
        found = self._relations.get(part)
        if found is None:
            found = self._relations[part] = list(self._links(part))
        return found

    def _links(self, part: str) -> Iterator[Relation]:
        name = self._names.get(key(relations_part(part)))
        if name is None or name not in self.package:
            return
        for link in self._links_in(name):
            yield self._relation(link, part)

    def _links_in(self, name: str) -> tuple[Relation, ...]:
        data = b"" if name in self._trees else self.package.read(name)
        small = 0 < len(data) <= _SMALL
        return _stored_links(data, name) if small else _read_links(self.tree(name))

    def _relation(self, link: Relation, part: str) -> Relation:
        """A link with its target as the package spells it."""
        if link.external:
            return link
        joined = _joined(part, link.target)
        return link._replace(target=self._names.get(key(joined), tidy(joined)))

    def related(self, part: str, kind: str) -> Iterator[str]:
        """The existing parts of that kind that a part links to."""
        for relation in self.relations(part):
            if relation.kind == kind and not relation.external and relation.target in self.package:
                yield relation.target

    def first_related(self, kind: str) -> str | None:
        """The first part of that kind that the workbook itself links to."""
        return next(self.related(self.part, kind), None)

    def add(
        self, part: str, data: bytes, content_type: str, kind: str, *, owner: str | None = None
    ) -> str:
        """Add a part that ``owner`` (by default the workbook) links to; returns the link's id."""
        owner = owner or self.part
        types, links = self.types, self._links_of(owner)
        override = etree.SubElement(self.tree(types), f"{{{CONTENT_TYPES}}}Override")
        override.set("PartName", "/" + part)
        override.set("ContentType", content_type)
        taken = {relation.id for relation in self.relations(owner)}
        free = next(id for n in range(1, len(taken) + 2) if (id := f"rId{n}") not in taken)
        link = etree.SubElement(self.tree(links), f"{{{PACKAGE_RELATIONS}}}Relationship")
        link.set("Id", free)
        link.set("Type", f"{RELATIONS}/{kind}")
        link.set("Target", posixpath.relpath(part, posixpath.dirname(tidy(owner)) or "."))
        self.touch(types)
        self.touch(links)
        self.package.replace(part, data)
        self._names[key(part)] = part
        self._relations.clear()
        return free

    @property
    def types(self) -> str:
        """The name of the part that says what kind each part is; raises ``NotAWorkbook``."""
        if key("[Content_Types].xml") not in self._names:
            raise NotAWorkbook(file=self.path.name)
        return self._held("[content_types].xml")

    def _links_of(self, owner: str) -> str:
        """The part that lists the links of ``owner``; made where there is none yet."""
        part = relations_part(owner)
        if key(part) not in self._names:
            self.package.replace(part, f'<Relationships xmlns="{PACKAGE_RELATIONS}"/>'.encode())
            self._names[key(part)] = part
        return self._held(part)

    def _held(self, part: str) -> str:
        """A part's name as the package spells it."""
        return self._names[key(part)]

    def drop(self, kind: str) -> None:
        """Remove the workbook's part of that kind with its link and content type, if any."""
        part = self.first_related(kind)
        if part is None:
            return
        links = self._held(relations_part(self.part))
        for element in list(self.tree(links)):
            if element.get("Type", "").endswith("/" + kind):
                self.tree(links).remove(element)
        types = self.types
        for element in list(self.tree(types)):
            if element.tag == f"{{{CONTENT_TYPES}}}Override" and (
                key(element.get("PartName", "")) == key(part)
            ):
                self.tree(types).remove(element)
        self.touch(links)
        self.touch(types)
        self.package.remove(part)
        self._relations.clear()

    def save(self, out: Path) -> None:
        """Write the changed parts, each parsed once more, and carry over the rest."""
        for part in sorted(self._touched):
            writer = self._writers.get(part)
            data = serialize(self._trees[part]) if writer is None else writer()
            check(data, part)
            self.package.replace(part, data)
        self.package.save(out)


def _read_links(root: Element) -> tuple[Relation, ...]:
    """The links of a part as they are written."""
    return tuple(
        Relation(
            element.get("Id", ""),
            element.get("Type", "").rsplit("/", 1)[-1],
            element.get("Target", ""),
            element.get("TargetMode") == "External",
        )
        for element in root.iterfind(f"{{{PACKAGE_RELATIONS}}}Relationship")
    )


@lru_cache(maxsize=256)
def _stored_links(data: bytes, name: str) -> tuple[Relation, ...]:
    """The links in a part's bytes, kept: forms of one template have the same."""
    return _read_links(parse(data, name))


@lru_cache(maxsize=4096)
def _joined(part: str, target: str) -> str:
    """Where a link of a part leads, from the package's root."""
    folder = posixpath.dirname(tidy(part))
    return posixpath.normpath(posixpath.join("/", folder, target.replace("\\", "/")))


def relations_part(part: str) -> str:
    """The name of the part that lists the links of ``part``."""
    folder, name = posixpath.split(tidy(part))
    return posixpath.join(folder, "_rels", name + ".rels")
