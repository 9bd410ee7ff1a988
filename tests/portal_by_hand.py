"""A one-stop system kept by hand: what it knows of a dossier, and whether it answers."""

from datetime import datetime

from kiosk.clock import HALL_TIME
from kiosk.errors import DossierUnknown, PortalError, SecondWrong
from kiosk.rules.dossier import Apology, Dossier, Step, Supplement

CODE, SECRET, OWNER = "000.00.00.X00-261118-0007", "K7P2", "060190000123"  # all of it invented
CARD = f"{OWNER}|261234567|Nguyễn Thị Mẫu|15011990|Nữ|Khu phố 1, Phường Phú Hài, Thành phố Phan Thiết, Bình Thuận|10052021"
STRANGER = "060290000456||Trần Văn Khác|02031990|Nam|Phú Hài, Phan Thiết, Bình Thuận|10082021"
ADDRESS = f"https://dichvucong.example/tra-cuu?SGT={OWNER}&MHS={CODE}"


def at(day: int, hour: int = 8) -> datetime:
    """A time in November 2026."""
    return datetime(2026, 11, day, hour, tzinfo=HALL_TIME)


PROCESSING = Dossier(
    code=CODE, service_code="1.004873", service="Cấp Giấy xác nhận tình trạng hôn nhân", agency="UBND phường Phú Hài", status="processing",
    owner="Nguyễn T** M**", owner_number="•••• •••• 0123", received=at(23), due=at(26, 15),
    steps=(Step("Tiếp nhận", "Quầy 1", at(23), at(23, 9)), Step("Xác minh", "Công chức hộ tịch", at(23, 9)), Step("Trả kết quả")),
)  # fmt: skip
APOLOGY = Apology("chờ xác minh nơi cư trú trước đây", at(20, 15), at(27, 15), number="12/PXL", signer="Chủ tịch UBND phường")
SUPPLEMENT = Supplement(("Giấy chứng sinh bản chính", "Căn cước của người cha"), "Còn thiếu giấy", contact="Quầy 1")


class PortalByHand:
    """`dossiers`: code -> (dossier, secret, owner's number); `works`: it answers. `asked`: how often."""

    def __init__(self) -> None:
        self.dossiers = {CODE: (PROCESSING, SECRET, OWNER)}
        self.works = True
        self.asked = 0

    def put(self, dossier: Dossier) -> None:
        self.dossiers[dossier.code] = (dossier, SECRET, OWNER)

    def dossier(self, code: str, secret: str = "", owner_number: str = "") -> Dossier:
        self.asked += 1
        if not self.works:
            raise PortalError("switched off by hand")
        if code not in self.dossiers:
            raise DossierUnknown("no such dossier")
        dossier, right, owner = self.dossiers[code]
        if secret != right and owner_number != owner:
            raise SecondWrong("the second thing does not fit")
        return dossier
