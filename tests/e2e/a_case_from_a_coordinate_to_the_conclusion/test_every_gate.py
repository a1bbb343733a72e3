"""One case from a witness's coordinate to its conclusion, through the pages alone, each refusal seen first."""

from playwright.sync_api import Page, expect

from tests.e2e.desk import answer, day, draw, go, missing, move, open_case, press, send, try_move, unfold

TITLE = "Mộ dưới chân đồi Chậu Cảnh"
FIRST_WORDS = "21°56′45″N 106°41′48″E"
SECOND_WORDS = "X 2427782; Y 442655"
MARTYR = "Nguyễn Văn Thử (minh họa)"


def take_in(page: Page, words: str, source: str, informant: str, card: str) -> None:
    """Type what a witness said; choose among the readings that appear while typing."""
    go(page, "Nhập tọa độ")
    answer(page, source_kind=source)
    page.locator("#verbatim").press_sequentially(words, delay=2)
    cards = page.locator("#readings .reading")
    reading = cards.filter(has_text=card).first
    expect(reading).to_be_visible()
    reading.get_by_role("radio").check()
    expect(page.locator("#reading-map .sign-circle").first).to_be_attached()
    answer(page, informant="Người mới", new_name=informant)
    send(page, "Lưu tọa độ")
    expect(page.locator(".verbatim blockquote")).to_have_text(words)


def opens_the_case(commune: Page) -> None:
    commune.get_by_role("link", name="Hồ sơ", exact=True).first.click()
    go(commune, "Mở hồ sơ")
    press(commune, "Mở hồ sơ")
    expect(commune.locator(".error-summary")).to_be_focused()
    answer(commune, title=TITLE, summary="Bà Lan kể: chôn dưới chân đồi, gần suối.")
    send(commune, "Mở hồ sơ")
    assert missing(commune) == ["Thêm ít nhất một tọa độ được cung cấp hoặc một bản đồ vẽ tay."]
    assert try_move(commune, "Xác minh") == missing(commune)
    go(commune, "Thêm liệt sĩ")
    answer(commune, name=MARTYR, unit="c4, d3, e12", death="17/2/1979")
    send(commune, "Ghi và thêm vào hồ sơ")


def is_verified(commune: Page, command: Page, team: Page, post: Page) -> None:
    take_in(commune, FIRST_WORDS, "gnss", "Lý Thị Lan (minh họa)", "WGS 84")
    open_case(commune, TITLE)
    move(commune, "Xác minh")

    open_case(command, TITLE)
    asked = missing(command)
    assert [line.split()[0] for line in asked] == ["Xác", "Cần", "Bộ", "Giao", "Ghi", "Đồn"]
    assert try_move(command, "Khai quật") == asked

    open_case(commune, TITLE)
    take_in(commune, SECOND_WORDS, "document", "Hoàng Văn Páo (minh họa)", "VN-2000")
    open_case(commune, TITLE)
    unfold(commune, "Chia sẻ với đồn biên phòng phụ trách địa bàn")
    answer(commune, post_id="Hữu Nghị", reason="Đề nghị đồn xác minh vị trí.")
    send(commune, "Chia sẻ hồ sơ")

    judged_and_given_to_a_team(command)
    planned_and_cleared(team)
    approved(command)
    open_case(post, TITLE)
    go(post, "Cho ý kiến của đồn")
    answer(post, agrees="yes", reason="Bảo đảm an ninh khu vực.")
    send(post, "Gửi ý kiến của đồn")
    open_case(command, TITLE)
    assert missing(command) == []
    move(command, "Khai quật")


def judged_and_given_to_a_team(command: Page) -> None:
    open_case(command, TITLE)
    go(command, f"“{FIRST_WORDS}”")
    answer(command, status="verified", reason="Khớp với sơ đồ của đơn vị.")
    send(command, "Lưu đánh giá")
    open_case(command, TITLE)
    unfold(command, "Giao đội quy tập")
    answer(command, team_org_id="Đội quy tập")
    send(command, "Giao")
    assert [line.split()[0] for line in missing(command)] == ["Bộ", "Ghi", "Đồn"]


def planned_and_cleared(team: Page) -> None:
    open_case(team, TITLE)
    go(team, "Lập và gửi kế hoạch")
    press(team, "Gửi kế hoạch để duyệt")
    expect(team.locator(".error-summary")).to_contain_text("Vẽ khu vực trên bản đồ")
    draw(team)
    answer(team, starts_on=day(3), ends_on=day(), text="Đào theo lớp 20 cm, sàng đất, chụp ảnh từng lớp.")
    send(team, "Gửi kế hoạch để duyệt")
    open_case(team, TITLE)
    go(team, "Ghi kết quả rà phá bom mìn")
    answer(team, cleared="yes", cleared_on=day(4), unit="Đại đội Công binh 17", depth_m="3")
    draw(team, beside="path.sign-dig", times=1.6)
    send(team, "Ghi kết quả rà phá")


def approved(command: Page) -> None:
    command.get_by_role("link", name="Việc của tôi").first.click()
    waiting = command.locator("#cho-toi li").filter(has_text=TITLE)
    waiting.get_by_role("link").click()
    go(command, "Xem và duyệt")
    press(command, "Trả lại kế hoạch")
    expect(command.locator(".error-summary")).to_be_focused()
    answer(command, reason="Đồng ý.")
    send(command, "Duyệt kế hoạch")


def is_dug(team: Page, department: Page) -> None:
    open_case(department, TITLE)
    assert missing(department)[0] == "Ghi hài cốt đã cất bốc."
    assert try_move(department, "Gửi mẫu ADN") == missing(department)

    open_case(team, TITLE)
    go(team, "Ghi việc khai quật")
    draw(team, beside="path.sign-dig", times=0.7)
    answer(team, started_on=day(2), ended_on=day(1), depth_m="1,1", remains_found="yes")
    send(team, "Ghi việc khai quật")
    open_case(team, TITLE)
    go(team, "Ghi hài cốt")
    answer(team, code="HC-THU-1", kind="individual", found_on=day(1), depth_m="1,1", inventory="6 răng, xương chi.")
    send(team, "Ghi hài cốt")
    open_case(team, TITLE)
    go(team, "Lấy mẫu")
    answer(team, kind="tooth", code="M-THU-1", taken_on=day(1), seal_code="NP-THU-1")
    send(team, "Ghi mẫu đã niêm phong")

    open_case(department, TITLE)
    assert try_move(department, "Gửi mẫu ADN") == ["Số mẫu chưa do đơn vị gửi mẫu giữ: 1."]
    open_case(team, TITLE)
    go(team, "M-THU-1")
    go(team, "Bàn giao mẫu")
    answer(team, to_org_id="Sở Nội vụ", seal_code="NP-THU-2", intact="yes")
    press(team, "Ghi việc bàn giao")
    expect(team.locator(".error-summary")).to_be_focused()
    answer(team, seal_code="NP-THU-1")
    send(team, "Ghi việc bàn giao")
    open_case(department, TITLE)
    move(department, "Gửi mẫu ADN")


def is_examined(department: Page, laboratory: Page) -> None:
    assert try_move(department, "Xác định danh tính")[0] == "Gửi mẫu đến cơ sở giám định."
    go(department, "Gửi mẫu giám định ADN")
    answer(department, number="DG-THU-1", lab_org_id="Trung tâm giám định ADN", sent_on=day())
    department.locator("main").get_by_label("M-THU-1").check()
    send(department, "Gửi mẫu")
    open_case(department, TITLE)
    assert "chưa xác nhận đã nhận mẫu" in try_move(department, "Xác định danh tính")[0]

    waiting = laboratory.locator("#phong-xet-nghiem li").filter(has_text="DG-THU-1")
    laboratory.reload()
    waiting.get_by_role("link").click()
    expect(laboratory.locator("body")).not_to_contain_text("M-THU-1")
    send(laboratory, "Xác nhận đã nhận mẫu")
    open_case(department, TITLE)
    assert try_move(department, "Xác định danh tính") == missing(department) != []
    go(laboratory, "Báo kết quả")
    answer(laboratory, verdict="match", matched_code="TN-THU-1", report_number="128/KL-ADN", reported_on=day())
    send(laboratory, "Báo kết quả")
    open_case(department, TITLE)
    move(department, "Xác định danh tính")


def is_concluded(department: Page) -> None:
    assert [line.split()[0] for line in try_move(department, "Kết luận")] == ["Kết", "Ghi"]
    go(department, "Ghi kết quả xác định danh tính")
    answer(department, basis="dna", martyr_id=MARTYR, evidence="Kết luận 128/KL-ADN trùng khớp.")
    send(department, "Ghi kết quả xác định danh tính")
    open_case(department, TITLE)
    reasons = try_move(department, "Kết luận")
    assert [line.split(":")[0].split()[0] for line in reasons] == ["Số", "Ghi", "Ghi"]
    go(department, "Ghi kết quả xác định danh tính")
    answer(department, basis="dna", martyr_id=MARTYR, evidence="Kết luận 128/KL-ADN trùng khớp.", accepted="y")
    answer(department, kin_wishes="Đưa về quê.")
    send(department, "Ghi kết quả xác định danh tính")
    open_case(department, TITLE)
    assert try_move(department, "Kết luận") == ["Ghi việc bàn giao và an táng."]
    go(department, "Ghi bàn giao và an táng")
    answer(
        department,
        handed_over_on=day(),
        handed_over_to="Gia đình",
        reburied_on=day(),
        reburied_at="Nghĩa trang quê nhà",
    )
    send(department, "Ghi việc bàn giao và an táng")
    open_case(department, TITLE)
    move(department, "Kết luận")


def test_a_case_travels_from_a_coordinate_to_its_conclusion(person):
    commune, command = person("xa.dongdang"), person("tinhdoi")
    team, post = person("doiquytap"), person("don.huunghi")
    department, laboratory = person("sonoivu"), person("giamdinh")

    opens_the_case(commune)
    is_verified(commune, command, team, post)
    is_dug(team, department)
    is_examined(department, laboratory)
    is_concluded(department)

    open_case(commune, TITLE)
    expect(commune.locator("#chuyen")).to_contain_text("Hồ sơ đã kết luận.")
    expect(commune.locator("#ket-luan")).to_contain_text(MARTYR)
    expect(commune.locator(".timeline").first).to_contain_text("Trần Văn Mẫu")
