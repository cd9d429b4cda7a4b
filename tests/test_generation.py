import hashlib
import json

import pytest

from index.errors import BuildLockedError, IndexDamagedError, IndexMissingError
from index.generation import (
    CURRENT,
    FORMAT,
    GENERATIONS,
    MANIFEST,
    building,
    current_name,
    open_generation,
    prune,
    publish,
)

FACTS = {
    "encoder": "toy", "fingerprint": "f", "dim": 2, "chunking": "c", "analysis": "a",
    "documents": 1, "passages": 3,
}  # fmt: skip


def make(index_dir, **files: bytes):
    """Publish a generation with these files."""
    with building(index_dir) as directory:
        for name, content in files.items():
            (directory / name).write_bytes(content)
        return publish(index_dir, directory, **FACTS)


def test_what_is_published_can_be_opened(tmp_path):
    made = make(tmp_path, vectors=b"123", terms=b"")
    found = open_generation(tmp_path)
    assert found == made
    assert found.name == current_name(tmp_path)
    assert found.manifest.files == {
        "vectors": (3, hashlib.sha256(b"123").hexdigest()),
        "terms": (0, hashlib.sha256(b"").hexdigest()),
    }
    assert (found.manifest.passages, found.manifest.format) == (3, FORMAT)


def test_names_count_and_end_in_the_manifests_digest(tmp_path):
    names = [make(tmp_path, a=bytes([n])).name for n in range(3)]
    assert [name[:7] for name in names] == ["000001-", "000002-", "000003-"]
    manifest = (tmp_path / GENERATIONS / names[2] / MANIFEST).read_bytes()
    assert names[2][7:] == hashlib.sha256(manifest).hexdigest()[:16]


def test_nothing_is_published_until_publish(tmp_path):
    with building(tmp_path) as directory:
        (directory / "vectors").write_bytes(b"1")
        with pytest.raises(IndexMissingError, match=r"run python -m scripts\.build_index"):
            open_generation(tmp_path)
    assert list((tmp_path / GENERATIONS).iterdir()) == []


def test_a_directory_that_is_not_there_is_a_missing_index(tmp_path):
    with pytest.raises(IndexMissingError, match="nowhere has no index yet"):
        open_generation(tmp_path / "nowhere")


def test_a_place_that_may_not_be_looked_into_is_named(tmp_path, monkeypatch):
    def refuse(path, *args, **kwargs):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(type(tmp_path), "open", refuse)
    monkeypatch.setattr(type(tmp_path), "glob", refuse)
    with pytest.raises(IndexDamagedError, match="cannot be read: Permission denied"):
        open_generation(tmp_path)


def test_one_builder_at_a_time(tmp_path):
    with (
        building(tmp_path),
        pytest.raises(BuildLockedError, match="being built by another process"),
        building(tmp_path),
    ):
        pass
    with building(tmp_path):
        pass


@pytest.mark.parametrize("content", [b"", b"12", b"124", b"1234"])
def test_a_truncated_or_altered_file_is_named(tmp_path, content):
    path = make(tmp_path, vectors=b"123", terms=b"4").path
    (path / "vectors").write_bytes(content)
    with pytest.raises(IndexDamagedError, match=rf"{path.name}/vectors"):
        open_generation(tmp_path)


def test_a_missing_file_is_named(tmp_path):
    path = make(tmp_path, vectors=b"123").path
    (path / "vectors").unlink()
    with pytest.raises(IndexDamagedError, match="vectors cannot be read: No such file"):
        open_generation(tmp_path)


@pytest.mark.parametrize("content", [b"", b"{", b"\xff", b"null", b"{}"])
def test_a_garbled_manifest_is_named(tmp_path, content):
    path = make(tmp_path, vectors=b"123").path
    (path / MANIFEST).write_bytes(content)
    with pytest.raises(IndexDamagedError, match=r"manifest\.json was altered"):
        open_generation(tmp_path)


def test_a_changed_count_in_the_manifest_is_noticed(tmp_path):
    path = make(tmp_path, vectors=b"123").path / MANIFEST
    path.write_text(path.read_text().replace('"passages": 3', '"passages": 4'))
    with pytest.raises(IndexDamagedError, match=r"manifest\.json was altered"):
        open_generation(tmp_path)


def test_another_format_is_refused_with_both_numbers(tmp_path):
    made = make(tmp_path, vectors=b"123")
    content = json.dumps({"format": FORMAT + 1}).encode()
    (made.path / MANIFEST).write_bytes(content)
    name = f"000009-{hashlib.sha256(content).hexdigest()[:16]}"
    made.path.rename(made.path.with_name(name))
    (tmp_path / CURRENT).write_text(name)
    with pytest.raises(IndexDamagedError, match=rf"has format {FORMAT + 1}, .* reads {FORMAT}"):
        open_generation(tmp_path)


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"../../etc", b"000009-0123456789abcdef"])
def test_a_garbled_current_gives_way_to_the_newest_generation(tmp_path, content, caplog):
    make(tmp_path, vectors=b"1")
    newest = make(tmp_path, vectors=b"2")
    (tmp_path / CURRENT).write_bytes(content)
    assert open_generation(tmp_path) == newest
    assert f"using generation {newest.name} instead" in caplog.text


def test_a_missing_current_gives_way_to_the_newest_generation(tmp_path, caplog):
    newest = make(tmp_path, vectors=b"2")
    (tmp_path / CURRENT).unlink()
    assert open_generation(tmp_path) == newest
    assert "CURRENT is missing" in caplog.text


def test_a_damaged_generation_gives_way_to_the_last_sound_one(tmp_path, caplog):
    sound = make(tmp_path, vectors=b"1")
    for content in (b"2", b"3"):
        (make(tmp_path, vectors=content).path / "vectors").write_bytes(b"X")
    assert open_generation(tmp_path) == sound
    assert "000003-" in caplog.text
    assert "vectors was altered" in caplog.text
    (sound.path / "vectors").unlink()
    with pytest.raises(IndexDamagedError, match=r"000003-.*vectors was altered"):
        open_generation(tmp_path)


def test_pruning_keeps_what_it_is_told_to(tmp_path):
    made = [make(tmp_path, vectors=bytes([n])) for n in range(4)]
    prune(tmp_path, made[3].name, made[1].name)
    assert sorted(path.name for path in (tmp_path / GENERATIONS).iterdir()) == [
        made[1].name,
        made[3].name,
    ]


def test_the_next_builder_removes_what_a_killed_one_left(tmp_path):
    (tmp_path / GENERATIONS / ".building").mkdir(parents=True)
    (tmp_path / GENERATIONS / ".removed-000001-0123456789abcdef").mkdir()
    with building(tmp_path) as directory:
        assert [path.name for path in (tmp_path / GENERATIONS).iterdir()] == [directory.name]
        assert list(directory.iterdir()) == []
