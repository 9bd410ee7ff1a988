"""Sample moments of a form: an invented person's, filled in by the same desk as in a visit; what is private is drawn for real."""

from dataclasses import replace

from kiosk import moments as m
from kiosk import moments_form as f
from kiosk.reader import desk_messages as say
from kiosk.rules.procedures import Words
from kiosk.rules.seen import SeenCard
from kiosk.rules.submission import Payment, Progress

FORM, PROCEDURE = "khai-tu", "1.000656"
DEAD = "060038000777||Nguyễn Văn Cũ|02091938|Nam|Khu phố 1, Phường Phú Hài, Thành phố Phan Thiết, Tỉnh Bình Thuận|20052022"
CARD = SeenCard("Nguyễn T** M**", "•••• •••• 0123")
WRONG = Words("Ngày mất không thể trước ngày sinh.", "The death cannot come before the birth.")


def samples(world) -> dict[str, m.Moment]:
    """name -> moment."""
    shelf, reader, procedure = world.shelf, world.reader, world.catalogue.on(world.clock.today())[PROCEDURE]
    row = shelf.row(procedure)
    papers = tuple(paper.name for paper in procedure.papers if not (paper.form or paper.present))

    def ask(request, raw: str = ""):
        return reader.ask(request, bytearray(raw, "utf-8"))[0]

    empty = ask(say.Begin(FORM, PROCEDURE, procedure.official, papers, False))
    for key, value in shelf.sample(FORM):
        ask(say.Put(key, 0), value)
    reader.scan(DEAD)
    ask(say.Fill("dead"))
    pages = {}
    for number in range(9):
        view = ask(say.Turn(number))
        if view.at != number or view.at >= view.pages:
            break
        pages[number] = view
    person, death = pages[2], pages[3]
    writing = ask(say.Edit("death_place"))
    digits = ask(say.Edit("dead_number"))
    ask(say.Edit("death_place"))
    sheets = ask(say.Review())
    problem = tuple(replace(one, problem=WRONG) if one.key == "death_date" else one for one in death.fields)
    offered = next(one for one in person.fields if one.key == "dead_address")
    ethnic = next(one for one in person.fields if one.key == "dead_ethnic")
    date = next(one for one in person.fields if one.key == "dead_birth")
    paper = papers[0] if papers else Words("Giấy báo tử", "Notice of death")
    sent, kept = say.Outcome("sent", "000.00.00.X00-261124-9000", True), say.Outcome("kept", "K7F392QD", day="2026-11-24")
    due = say.PaymentView("due", 46000, 30000, "Lệ phí theo quy định; không thu của người được miễn.", True, bank="Agribank")
    gone = f.Gone(sent, procedure, due, True, printed=True)
    free = (("poor", "Hộ nghèo, cận nghèo", "Poor household"), ("merit", "Người có công", "Person of merit"))
    exemptions = tuple(say.ChoiceView(code, Words(vi, en)) for code, vi, en in free)
    returns = ask(say.AskReturn())
    draft = reader.desk.draft
    draft.progress, draft.kept_code = Progress(code=sent.code, secret="HUT3US"), kept.code
    draft.payment = Payment("due", due.amount, due.post, qr="00020101021238570010A000000727")
    return {
        "forms": f.Forms(rows=shelf.rows()),
        "consent": f.Consent(row),
        "consent-card": f.Consent(row, CARD),
        "show-card": f.ShowCard("dead", Words("người đã mất", "the person who died")),
        "show-card-broken": f.ShowCard("dead", Words("người đã mất", "the person who died"), "error.camera"),
        "form-empty": f.FormPage(view=empty),
        "form-choice": f.FormPage(view=pages[1]),
        "form-person": f.FormPage(view=person),
        "form-problem": f.FormPage(view=replace(death, fields=problem, card_warnings=("card.warning.province",))),
        "form-count": f.FormPage(view=pages[max(pages)]),
        "picking": f.Picking(view=person, field=ethnic),
        "picking-offered": f.Picking(view=person, field=offered),
        "wheels": f.Wheels(person, date),
        "wheels-time": f.Wheels(death, replace(date, kind="time")),
        "digits": f.Digits(person, digits.field, 12),
        "digits-wrong": f.Digits(person, digits.field, 5, Words("Số này có 12 chữ số (giấy cũ có 9). Mời xem lại.", "12 digits, please.")),
        "writing": f.Writing(death, writing),
        "writing-wrong": f.Writing(death, replace(writing, field=replace(writing.field, problem=WRONG)), shift=True),
        "review": f.ReviewForm(sheets=sheets),
        "change-what": f.ChangeWhat(sheets=sheets),
        "where": f.WhereTo(procedure, True, True, True),
        "where-short": f.WhereTo(procedure, False, False, False),
        "where-vneid": f.WhereTo(procedure, True, True, True, "vneid"),
        "papers": f.PapersToSend(papers=say.Papers(tuple(say.PaperView(name, at, False) for at, name in enumerate(papers)))),
        "papers-no-camera": f.PapersToSend(papers=say.Papers((say.PaperView(paper, 0, False),)), camera=False),
        "photograph": f.Photograph(0, paper, 2),
        "photograph-broken": f.Photograph(0, paper, 1, "error.camera"),
        "photographed": f.Photographed(say.Shot(0), paper),
        "photographed-bad": f.Photographed(say.Shot(0, "capture.glare"), paper),
        "exempt": f.Exempt(sheets=replace(sheets, exemptions=exemptions)),
        "return": f.ReturnHow(returns),
        "return-post": f.ReturnHow(returns, True),
        "gone-sent": gone,
        "gone-kept": f.Gone(kept, procedure, printed=True),
        "gone-kept-no-paper": f.Gone(kept, procedure, fault="error.paper_out"),
        "gone-handover": f.Gone(say.Outcome("handover"), procedure),
        "gone-nothing": f.Gone(say.Outcome("nothing"), procedure),
        "gone-unknown": f.Gone(say.Outcome("unknown"), None),
        "paying": f.Paying(gone, due, 275),
        "paid": f.Paid(gone, "paid", due, printed=True),
        "paid-late": f.Paid(gone, "late", due),
        "form-paper": f.FormPaper("form", procedure),
        "form-paper-failed": f.FormPaper("form", procedure, "error.printer_gone"),
    }  # fmt: skip
