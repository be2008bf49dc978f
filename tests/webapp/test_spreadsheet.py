import csv
import io

import pytest

from webapp.spreadsheet import spreadsheet


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1"])
def test_no_cell_is_a_formula(cell):
    content = spreadsheet(["Name"], [[cell]])

    assert list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))) == [["Name"], [f"'{cell}"]]


def test_other_cells_are_written_as_they_are():
    content = spreadsheet(["Name"], [['Zoë, "the" =1']])

    assert content == '\ufeff"Name"\r\n"Zoë, ""the"" =1"\r\n'.encode()
