"""Sample moments of scanning and of dossiers: the ordinary and the unlucky cases, all of them invented."""

from dataclasses import replace
from datetime import datetime, timedelta

from kiosk import holidays, letters, statuses
from kiosk import moments as m
from kiosk import moments_dossier as d
from kiosk.dossiers import Standing
from kiosk.rules.dossier import Apology, Dossier, Step, Supplement
from kiosk.rules.seen import SeenCard
from kiosk.rules.status import meaning
from kiosk.rules.waiting import Waiting as Wait

CODE = "000.00.00.X00-261118-0007"
MISSING = (
    "Giấy chứng sinh, bản chính do bệnh viện cấp",
    "Văn bản ủy quyền có chứng thực, khi người đi nộp không phải là cha, mẹ",
    "Căn cước của người đi khai",
)


def dossiers(now: datetime) -> dict[str, Dossier]:
    """name -> a dossier as the portal may tell of it at that moment."""

    def at(days: int, hour: int = 8) -> datetime:
        return (now + timedelta(days=days)).replace(hour=hour, minute=0)

    steps = (
        Step("Tiếp nhận", "Quầy 1", at(-6), at(-6, 9)),
        Step("Xác minh nơi cư trú", "Công chức tư pháp - hộ tịch", at(-5), at(-4)),
        Step("Chờ ký", "Lãnh đạo Ủy ban nhân dân phường", at(-4)),
        Step("Trả kết quả"),
    )
    usual = Dossier(
        CODE, "1.004873", "Cấp Giấy xác nhận tình trạng hôn nhân", "UBND phường Phú Hài", "processing", "", "Nguyễn T** M**",
        "•••• •••• 0123", received=at(-6), due=at(2, 15), steps=steps,
    )  # fmt: skip
    apology = Apology("chờ xác minh nơi cư trú trước đây", at(-4, 15), at(3, 15), "12/PXL", at(-4).date(), "Trần Văn B")
    return {
        "status": usual,
        "status-late": replace(usual, due=at(-4, 15), new_due=at(3, 15), apology=apology),
        "status-no-letter": replace(usual, due=at(-4, 15)),
        "status-missing": replace(usual, status="waiting", supplement=Supplement(MISSING, "Chưa đủ giấy tờ", contact="Quầy 1")),
        "status-ready": replace(
            usual, status="releasing", released=at(-1), place="Quầy 1, Bộ phận Tiếp nhận và Trả kết quả",
            steps=(*(replace(s, until=s.until or at(-1)) for s in steps[:3]), Step("Trả kết quả", "Quầy 1", at(-1))),
        ),
        "status-post": replace(usual, status="done", finished=at(-1), by_post=True, tracking="EB123456789VN"),
        "status-paying": replace(usual, status="paying", fee=50_000),
    }  # fmt: skip


def samples(world) -> dict[str, m.Moment]:
    """name -> moment."""
    now, ward = world.clock.now(), world.settings.ward
    calendar, words = holidays.load(), statuses.load()
    found = dossiers(now)

    def standing(dossier: Dossier) -> Standing:
        told = meaning(dossier, now, calendar, words)
        return Standing(dossier, told, statuses.say(told, words))

    late, missing = found["status-late"], found["status-missing"]
    letter = letters.load("apology", now.date()).fill(letters.values(late, ward, now.date()))
    queue = world.settings.queues[1]
    pages = {name: d.StatusPage(standing=standing(dossier)) for name, dossier in found.items()}
    return {
        "scan": d.Scan(),
        "scan-receipt": d.Scan("receipt"),
        "scan-broken": d.Scan(fault="error.camera"),
        "typing": d.Typing("code", "000.00.00.X00-2", (f"{ward.agency_code}-261118-",)),
        "typing-wrong": d.Typing("code", "000.00", wrong=True),
        "typing-secret": d.Typing("secret", "K7"),
        "second": d.Second(CODE),
        "second-wrong": d.Second(CODE, wrong=True, fault="error.camera"),
        "number": d.NumberPad(5),
        "number-wrong": d.NumberPad(5, wrong=True),
        "card": d.CardRead(SeenCard("Nguyễn T** M**", "•••• •••• 0123")),
        "card-warning": d.CardRead(SeenCard("Nguyễn T** M**", "•••• •••• 0123", ("card.warning.province",))),
        **pages,
        "letter": d.LetterPage(dossier=late, letter=letter),
        "supplement": d.SupplementPage(dossier=missing, ticked=frozenset({1})),
        "printed": d.PaperGiven("letter"),
        "printed-not": d.PaperGiven("status", "error.paper_out"),
        "place": d.QueuePlace("B 012", queue, Wait(4, 10, 20)),
        "place-gone": d.QueuePlace("B 012", queue, None, "place.other_day"),
        "place-called": d.QueuePlace("B 012", queue, None, "place.called"),
        "place-served": d.QueuePlace("B 012", queue, None, "place.served"),
        "other": d.NotForUs("bank"),
        "other-faulty": d.NotForUs("id-faulty"),
        "no-portal": m.Sorry("error.portal"),
    }
