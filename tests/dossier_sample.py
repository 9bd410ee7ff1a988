"""One invented late dossier with all its letters, for the tests of papers."""

from dataclasses import replace
from datetime import date, datetime

from kiosk import settings
from kiosk.clock import HALL_TIME
from kiosk.papers.a4_letter import A4Letter
from kiosk.papers.letter import LetterPaper
from kiosk.papers.status_slip import StatusPaper
from kiosk.papers.supplement import SupplementPaper
from kiosk.rules.dossier import Apology, Dossier, Step, Supplement, masked_name, masked_number
from kiosk.rules.procedures import Words

WARD = settings.load().ward
NAME, NUMBER, CODE = "Nguyễn Thị Ẩn", "060190000123", "000.00.00.X00-230403-0012"
NOW = datetime(2023, 4, 14, 8, 42, tzinfo=HALL_TIME)


def day(number: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(2023, 4, number, hour, minute, tzinfo=HALL_TIME)


STEPS = (
    Step("Tiếp nhận hồ sơ", "Bộ phận Một cửa", day(3, 8), day(3, 9)),
    Step("Lấy ý kiến Công an phường, xác minh nơi cư trú", "Công an phường", day(6, 9)),
    Step("Trả kết quả"),
)
APOLOGY = Apology("Công an phường chưa trả lời.", day(12, 16), day(21, 16, 30), "12/PXL", date(2023, 4, 11), "Trần V** H***")
ITEMS = ("Giấy chứng sinh bản chính", "Bản sao hộ chiếu của người cha, còn hạn, có chứng thực", "Ảnh 3×4")
DOSSIER = Dossier(
    CODE,
    "1.001193",
    "Đăng ký khai sinh có yếu tố nước ngoài",
    "UBND phường Phú Hài",
    "processing",
    owner=masked_name(NAME),
    owner_number=masked_number(NUMBER),
    received=day(3, 8),
    due=day(12, 16),
    new_due=day(21, 16, 30),
    steps=STEPS,
    apology=APOLOGY,
    supplement=Supplement(ITEMS, "Chưa đủ giấy tờ.", "7/HDHS", date(2023, 4, 5), "bàn 4"),
)


def status(**changes: object) -> StatusPaper:
    made = StatusPaper(
        WARD.authority,
        WARD.office,
        DOSSIER,
        Words("Phường trễ hẹn và đã hẹn ngày mới.", "The ward is late and has set a new date."),
        NOW,
        next=Words("Xong việc, kết quả được chuyển về quầy trả.", "When it is done, the result comes to the desk."),
        task=Words("Mời ông/bà đến nhận vào ngày hẹn mới.", "Please come on the new date."),
        note=Words("còn 5 ngày làm việc", "5 working days left"),
        due=DOSSIER.new_due,
        old_due=DOSSIER.due,
        where=Words("Quầy 4, trong giờ làm việc", "Counter 4, in office hours"),
        bring=(Words("Giấy tiếp nhận", "The receipt"), Words("Thẻ căn cước", "Your ID card")),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def letter(**changes: object) -> LetterPaper:
    made = LetterPaper(
        WARD.authority,
        WARD.office,
        "PHIẾU XIN LỖI VÀ HẸN LẠI NGÀY TRẢ KẾT QUẢ",
        f"Kính gửi: {DOSSIER.owner}",
        CODE,
        APOLOGY,
        NOW,
        under_title=("Số: 12/PXL", "Phường Phú Hài, ngày 11 tháng 4 năm 2023"),
        opening=(f"UBND phường Phú Hài đã nhận hồ sơ của ông/bà. Mã hồ sơ: {CODE}.",),
        closing=("Sự chậm trễ này làm ông/bà phiền lòng. Phường xin lỗi ông/bà.", "Mời ông/bà đến bàn hướng dẫn."),
        signature=("THỦ TRƯỞNG CƠ QUAN", "Trần V** H***"),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def supplement(**changes: object) -> SupplementPaper:
    made = SupplementPaper(
        WARD.authority,
        WARD.office,
        "PHIẾU YÊU CẦU BỔ SUNG, HOÀN THIỆN HỒ SƠ",
        f"Hồ sơ của: {DOSSIER.owner}",
        CODE,
        ITEMS,
        NOW,
        under_title=("Số: 7/HDHS",),
        opening=("Hồ sơ còn thiếu những giấy tờ sau:",),
        closing=("Lý do: Chưa đủ giấy tờ.",),
        signature=("NGƯỜI HƯỚNG DẪN",),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def page(**changes: object) -> A4Letter:
    made = A4Letter(
        left=("UBND phường Phú Hài", "Bộ phận Tiếp nhận và Trả kết quả"),
        right=("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "Phú Hài, ngày 11 tháng 4 năm 2023"),
        title="PHIẾU XIN LỖI VÀ HẸN LẠI NGÀY TRẢ KẾT QUẢ",
        greeting=f"Kính gửi: {DOSSIER.owner}",
        code=CODE,
        body=(f"Phường đã nhận hồ sơ {CODE}.", "Lý do: Công an phường chưa trả lời.", "Hẹn trả vào 16 giờ 30, Thứ Sáu, 21/4/2023."),
        at=NOW,
        number="Số: 12/PXL",
        strong=("16 giờ 30, Thứ Sáu, 21/4/2023",),
        copies="Nơi nhận: như trên; lưu hồ sơ.",
        signature=("THỦ TRƯỞNG CƠ QUAN", "Trần V** H***"),
    )
    return replace(made, **changes)  # type: ignore[arg-type]
