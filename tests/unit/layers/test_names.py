"""Which commune a polygon is, by what a file writes of it."""

import pytest

from gis_case.layers.rules.names import Known, as_code, bare, columns_of, match_all, old_names

KNOWN = (
    Known(1, "06184", "Xã Đồng Đăng", ("Đồng Đăng", "Thụy Hùng", "Phú Xá")),
    Known(2, "06187", "Phường Kỳ Lừa", ("Hoàng Văn Thụ", "Cao Lộc", "Gia Cát")),
    Known(3, "06144", "Xã Thụy Hùng", ("Thanh Long", "Thụy Hùng")),
    Known(4, "06001", "Xã Đoàn Kết", ("Khánh Long", "Cao Minh")),
    Known(5, "06002", "Phường Đoàn Kết"),
)


@pytest.mark.parametrize(
    ("decision", "names"),
    [
        ("Hợp nhất xã Khánh Long, Cao Minh và Đoàn Kết. Bỏ cấp huyện. Số: 1", ("Khánh Long", "Cao Minh", "Đoàn Kết")),
        ("Đổi tên thành xã A, hợp nhất thị trấn Đồng Đăng và các xã Phú Xá, Bảo Lâm. Số: 1",
         ("Đồng Đăng", "Phú Xá", "Bảo Lâm")),
        ("Hợp nhất xã Bắc Xa, phần còn lại của xã Bính Xá sau khi sắp xếp theo quy định tại khoản 40 Điều này và phần"
         " còn lại của xã Kiên Mộc . Số: 1", ("Bắc Xa", "Bính Xá", "Kiên Mộc")),
        ("Hợp nhất xã B và một phần diện tích tự nhiên, quy mô dân số của xã C. Số: 1", ("B", "C")),
        ("Giữ nguyên.", ()), ("", ()),
    ],
)  # fmt: skip
def test_a_decision_tells_the_names_before_it(decision, names):
    assert old_names(decision) == names


@pytest.mark.parametrize(
    ("written", "code"),
    [("06184", "06184"), (6184, "06184"), (6184.0, "06184"), ("6184.0", "06184"), ("", ""), (None, ""), ("20", "00020"),
     ("một", ""), ("²", ""), ("0618400", "")],
)  # fmt: skip
def test_a_code_has_five_digits_however_it_is_written(written, code):
    assert as_code(written) == code


@pytest.mark.parametrize("name", ["Xã Đồng Đăng", "XÃ ĐỒNG ĐĂNG", "x. Dong Dang", "Đồng Đăng", "thị trấn Đồng-Đăng"])
def test_a_name_is_the_same_with_or_without_marks_and_kind(name):
    assert bare(name) == "dong dang"


@pytest.mark.parametrize(
    ("code", "name", "commune", "by", "doubt"),
    [
        ("06184", "Đồng Đăng", 1, "code", ""),
        ("6184", "", 1, "code", ""),
        ("06184", "Kỳ Lừa", 1, "code", "the name is another"),
        ("", "P. Ky Lua", 2, "name", ""),
        ("", "Xã Kỳ Lừa", 2, "name", "Here it is"),
        ("99999", "Kỳ Lừa", 2, "name", "not known here"),
        ("", "Đoàn Kết", None, "name", "Several communes"),
        ("", "Phường Đoàn Kết", 5, "name", ""),
        ("", "Gia Cát", 2, "old_name", "before 2025"),
        ("", "Thanh Long", 3, "old_name", "before 2025"),
        ("", "Xã Lạ", None, "", "No commune"),
        ("", "", None, "", "Neither"),
    ],
)
def test_what_a_file_writes_becomes_a_commune_or_a_doubt(code, name, commune, by, doubt):
    # Two sound rows beside it tell which column is which.
    rows = [{"MA": code, "TEN": name}, {"MA": "06001", "TEN": "Xã Đoàn Kết"}, {"MA": "06144", "TEN": "Xã Thụy Hùng"}]
    found = match_all(rows if commune not in {3, 4} else rows[:2], KNOWN)[0]
    assert (found.commune_id, found.by) == (commune, by)
    assert doubt in str(found.doubt or "")
    assert bool(found.doubt) == bool(doubt)


def test_the_columns_are_told_by_what_they_hold():
    rows = [{"id": n, "x": "Lạng Sơn", "ghi_chu": one.name, "ma": int(one.code)} for n, one in enumerate(KNOWN)]
    assert columns_of(rows, KNOWN) == ("ma", "ghi_chu")
    assert columns_of([{"a": 1}], KNOWN) == ("", "")


def test_two_polygons_of_one_commune_are_both_doubtful():
    found = match_all([{"ma": "06184"}, {"ma": "06184"}, {"ma": "06187"}], KNOWN)
    assert [bool(one.doubt) for one in found] == [True, True, False]
