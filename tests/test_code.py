from corpus.code import code_digest


def test_a_digest_follows_the_code_and_not_the_order(tmp_path):
    one, two = tmp_path / "one.py", tmp_path / "two.py"
    one.write_bytes(b"a = 1\n")
    two.write_bytes(b"b = 2\n")
    before = code_digest([one, two])
    assert code_digest([two, one]) == before
    one.write_bytes(b"a = 3\n")
    assert code_digest([one, two]) != before
