"""Two officers have one case open; the second is told, and nothing that was typed is lost."""

from playwright.sync_api import Page, expect

from tests.e2e.desk import answer, open_case, press, send, told

TITLE = "Mộ cạnh giếng cũ Bản Liếp"


def opened(commune: Page) -> str:
    commune.goto("/ho-so/moi")
    answer(commune, title=TITLE)
    send(commune, "Mở hồ sơ")
    return commune.url


def test_the_second_of_two_officers_is_told_and_nothing_typed_is_lost(person):
    commune, command = person("xa.dongdang"), person("tinhdoi")
    case = opened(commune)
    commune.get_by_role("link", name="Sửa thông tin").click()
    command.goto(case)
    command.get_by_role("link", name="Sửa thông tin").click()

    answer(command, summary="Đơn vị cũ báo: giếng ở phía tây.")
    send(command, "Lưu thay đổi")

    answer(commune, title="Mộ cạnh giếng Bản Liếp (mới)", summary="Bà Lan kể: giếng ở phía đông.")
    press(commune, "Lưu thay đổi")
    said = commune.get_by_role("alert")
    expect(said).to_contain_text("Có người khác đã sửa hồ sơ này")
    expect(said).to_contain_text("Trần Văn Mẫu")
    expect(said).to_contain_text("giếng ở phía tây")
    expect(commune.locator("#title")).to_have_value("Mộ cạnh giếng Bản Liếp (mới)")
    expect(commune.locator("#summary")).to_have_value("Bà Lan kể: giếng ở phía đông.")

    answer(commune, summary="Đơn vị cũ: phía tây. Bà Lan: phía đông.")
    send(commune, "Lưu thay đổi")
    open_case(command, "Mộ cạnh giếng Bản Liếp (mới)")
    expect(command.locator("main")).to_contain_text("Đơn vị cũ: phía tây. Bà Lan: phía đông.")


def test_a_move_from_a_page_that_is_out_of_date_is_told_and_not_made(person):
    commune, command = person("xa.dongdang"), person("tinhdoi")
    case = opened(commune)
    command.goto(case)
    commune.get_by_role("link", name="Sửa thông tin").click()
    answer(commune, summary="Thêm lời kể của ông Páo.")
    send(commune, "Lưu thay đổi")

    command.locator("#chuyen summary").click()
    command.locator("#chuyen [value=suspended]").check()
    reason = command.locator("#chuyen [name=reason]")
    reason.fill("Mùa mưa, chờ đến tháng ba.")
    command.locator("#chuyen [name=review_on]").fill("1/3/2099")
    press(command, "Chuyển giai đoạn")
    expect(command.locator(".error-summary")).to_be_focused()
    expect(reason).to_have_value("Mùa mưa, chờ đến tháng ba.")
    expect(command.locator(".step[aria-current=step]")).to_contain_text("Tiếp nhận")
    press(command, "Chuyển giai đoạn")
    told(command)
    expect(command.locator(".step[aria-current=step]")).to_contain_text("Tạm dừng")
