"""Names that theirs gave: where another thing has it here as another name, where it was another name of the thing itself."""

from __future__ import annotations

from pathlib import Path

from sides import Sides, named, parted

from qda.store.analysis import codes
from qda.store.history.door import Change


def names(sides: Sides, code: int) -> tuple[str, set[str]]:
    """What a code of ours is called, and its other names."""
    db = sides.ours.db
    (name,) = db.execute("select name from code where id = ?", (code,)).fetchone()
    return name, {n for (n,) in db.execute("select name from code_alias where code = ?", (code,))}


def test_another_code_s_other_name_is_free_as_a_name(filled_file: Path, tmp_path: Path) -> None:
    with parted(filled_file, tmp_path) as sides:
        with sides.ours.change("alias") as c:
            codes.add_alias(c, 2, "plicht")
        with sides.theirs.change("rename") as c:
            codes.rename(c, 6, "plicht")
        assert sides.merge()["code"] == {"changed": 1} and sides.told() == []
        assert names(sides, 6) == ("plicht", {"verantwoordelijkheid"}) and names(sides, 2) == ("vertrouwen", {"plicht"})


def test_a_code_is_called_by_what_was_its_other_name(filled_file: Path, tmp_path: Path) -> None:
    def known(c: Change) -> None:
        codes.add_alias(c, 6, "plicht")

    with parted(filled_file, tmp_path, known) as sides:
        with sides.theirs.change("rename") as c:
            codes.rename(c, 6, "Plicht")
        sides.merge()
        assert names(sides, 6) == ("Plicht", {"verantwoordelijkheid"}) and sides.told() == []
        assert named(sides.ours)["code_alias"] == named(sides.theirs)["code_alias"]


def test_what_ours_gave_as_another_name_is_none_once_theirs_calls_the_code_so(
    filled_file: Path, tmp_path: Path
) -> None:
    with parted(filled_file, tmp_path) as sides:
        with sides.ours.change("alias") as c:
            codes.add_alias(c, 6, "Plicht")
            codes.add_alias(c, 6, "taak")
        with sides.theirs.change("rename") as c:
            codes.rename(c, 6, "plicht")
        assert sides.merge()["code"] == {"changed": 1} and sides.told() == []
        assert names(sides, 6) == ("plicht", {"taak", "verantwoordelijkheid"})


def test_a_coder_who_is_called_otherwise_on_both_sides_keeps_ours(filled_file: Path, tmp_path: Path) -> None:
    with parted(filled_file, tmp_path) as sides:
        for study, name in ((sides.ours, "Benno"), (sides.theirs, "Benjamin")):
            with study.change("rename") as c:
                c.update("coder", 2, name=name, key=name.casefold())
        assert sides.merge()["coder"] == {"already": 1} and sides.told() == []
        assert sides.ours.db.execute("select name, key from coder where id = 2").fetchone() == ("Benno", "benno")
        assert sides.merge() == {}
