"""What is said of a file that a library could not read: the place is the library's, the words are ours."""

from __future__ import annotations

import json
import re
import tomllib

import pytest

from qda.core.errors import nearest, place_of


def fault(parse: object, text: object) -> Exception:
    with pytest.raises(Exception) as e:
        parse(text)  # type: ignore[operator]
    return e.value


def test_the_place_alone_is_taken() -> None:
    from lxml import etree

    assert place_of(fault(json.loads, '{\n "a": 1,\n "b": x}')) == " at line 3, column 7"
    assert place_of(fault(tomllib.loads, "a = 1\nb = = 2\n")) == " at line 2, column 5"
    assert place_of(fault(etree.fromstring, b"<a>\n<b>\n</a>")).startswith(" at line 3")
    assert place_of(fault(re.compile, "a(b")) == " at line 1, column 2"
    assert place_of(ValueError("something else")) == ""


def test_a_place_without_a_column() -> None:
    class Told(Exception):
        def __init__(self, **place: object) -> None:
            super().__init__("it broke")
            self.__dict__.update(place)

    assert place_of(Told(lineno=3, offset=4)) == " at line 3, column 4"
    assert place_of(Told(lineno=3, offset=1)) == " at line 3, column 1"
    for column in (0, -1, None, "4"):
        assert place_of(Told(lineno=3, offset=column)) == " at line 3"
    assert place_of(Told(lineno=3, colno=5, offset=9)) == " at line 3, column 5" and place_of(Told(offset=4)) == ""


def test_the_nearest_names() -> None:
    known = ["waarde", "waarden", "waarder", "waarderen", "raad", "Meerwaarde"]
    assert nearest("waarde", known) == ["waarde", "waarder", "waarden"]
    assert nearest("waarde", known, 1) == ["waarde"] and len(nearest("waarde", known, 5)) == 5
    assert nearest("de raad van de gemeente", known) == ["raad"], "a known name that is part of it"
    assert nearest("aa", ["de raad van de gemeente", "rol"]) == ["de raad van de gemeente"], (
        "and one that it is part of"
    )
    assert nearest("RAAD", ["Raad", "raad"]) == ["Raad"], "written in two ways it is named once"
    assert nearest("", known) == [] and nearest("xyz", known) == []
