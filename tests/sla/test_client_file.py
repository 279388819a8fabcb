"""A table of clients: read however a spreadsheet wrote it, written so that no spreadsheet runs it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sla.client_file import COLUMNS, UnreadableFile, decoded, read_lines, written

PLAIN = st.text(st.characters(codec="utf-8", exclude_characters="\x00\ufeff")).map(
    lambda each: " ".join(each.split())
)


@pytest.mark.parametrize(
    "text",
    [
        "name,code,phone\nA,a,1",
        "\ufeffName;Code;Contact Phone\r\nA;a;1\r\n\r\n",
        "name\tcode\tphone\rA\ta\t1\r",
        'NAME,code,"phone"\n"A","a","1"\n',
        "name,code,phone\n\n A , a ,1,,\n",
    ],
)
def test_it_is_read_however_it_was_written(text: str) -> None:
    (line,) = read_lines(text)

    assert line.cells == {"name": "A", "code": "a", "contact phone": "1"}


def test_a_cell_may_hold_commas_quotes_and_lines() -> None:
    (first, second) = read_lines('name,alert note\n"A, Inc.","say ""hi""\nthen wait"\nB,x')

    assert first.cells == {"name": "A, Inc.", "alert note": 'say "hi"\nthen wait'}
    assert (first.number, second.number) == (2, 4)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "nothing in it"),
        ("code,tier\na,Gold", "one of them is “name”"),
        ("name,colour\nA,red", "Unknown columns: colour. Known: name, code"),
        ("name,client\nA,B", "two columns for name"),
        ('name\n"A', "Line 2 cannot be read: a quote is not closed"),
        ("name,code\nA, Inc.,a", "Line 2 has more cells than there are columns"),
        ("name\n" + "A\n" * 2001, "There are 2001 lines; 2000 at a time"),
        ("name\n" + "x" * (2 * 1024 * 1024), "over 2 MB"),
        ("name\n" + "x" * 200_000, "cannot be read"),
    ],
)
def test_what_is_no_table_says_what_would_be_right(text: str, words: str) -> None:
    with pytest.raises(UnreadableFile, match=words):
        read_lines(text)


@pytest.mark.parametrize(
    "raw",
    ["name\nMüller".encode("utf-8-sig"), "name\nMüller".encode("utf-16"), "name\nMüller".encode("cp1252")],
)
def test_a_file_is_decoded_as_its_program_saved_it(raw: bytes) -> None:
    assert read_lines(decoded(raw))[0].cells["name"] == "Müller"


@pytest.mark.parametrize("cell", ["=1+1", "+12125550142", "-2", "@SUM(A1)", "'=quoted"])
def test_what_a_spreadsheet_would_run_is_guarded_and_comes_back(cell: str) -> None:
    text = written([(cell, *[""] * (len(COLUMNS) - 1))])

    assert text.splitlines()[1].lstrip('"')[0] == "'"
    assert read_lines(text)[0].cells["name"] == cell.removeprefix("'" if cell == "'=quoted" else "")


@settings(max_examples=30)
@given(cells=st.lists(PLAIN, min_size=len(COLUMNS), max_size=len(COLUMNS)))
def test_what_is_written_is_read_back(cells: list[str]) -> None:
    cells[0] = f"A{cells[0]}"
    expected = {column: cell for column, cell in zip(COLUMNS, cells, strict=True) if cell}
    plain = all(not cell.startswith(("'", "=", "+", "-", "@")) for cell in cells)

    (line,) = read_lines(written([cells]))

    assert not plain or line.cells == expected
