"""What is said of a file that a library could not read: the place is the library's, the words are ours."""

from __future__ import annotations

import json
import re
import tomllib

import pytest

from qda.core.errors import place_of


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
