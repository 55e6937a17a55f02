"""A step is skipped only when its inputs are the ones of its last success."""

from __future__ import annotations

from pathlib import Path

from ops import stamps


def test_a_stamp_is_current_until_an_input_changes(tmp_path: Path) -> None:
    source, stamp = tmp_path / "a.scss", tmp_path / "stamps" / "a"
    source.write_text("one")
    assert not stamps.is_current(stamp, stamps.fingerprint([source]))
    stamps.write(stamp, stamps.fingerprint([source]))
    assert stamps.is_current(stamp, stamps.fingerprint([source]))
    source.write_text("two")
    assert not stamps.is_current(stamp, stamps.fingerprint([source]))


def test_a_fingerprint_tells_names_from_contents(tmp_path: Path) -> None:
    first, second = tmp_path / "a", tmp_path / "b"
    first.write_text("x")
    second.write_text("")
    one = stamps.fingerprint([first, second])
    first.write_text("")
    second.write_text("x")
    assert stamps.fingerprint([first, second]) != one
    assert stamps.fingerprint([second, first]) == stamps.fingerprint([first, second])


def test_a_removed_file_changes_the_fingerprint(tmp_path: Path) -> None:
    first, second = tmp_path / "a", tmp_path / "b"
    first.write_text("x")
    second.write_text("")
    assert stamps.fingerprint([first, second]) != stamps.fingerprint([first])
