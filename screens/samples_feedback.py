"""Sample moments after a service."""

from kiosk import moments as m
from kiosk.moments_feedback import Rate, Rated, RateMore, ReportMore, ReportWhat, Telling

WORDS = "Tôi chờ từ bảy giờ rưỡi, cán bộ đổi ca hai lần mà không ai nói gì. "


def samples(world) -> dict[str, m.Moment]:
    """name -> moment."""
    questions = world.questions
    bad = RateMore("", "B 012", questions, 1, answers=True)
    sure = ReportMore(questions.reports[0], words=WORDS)
    return {
        "rate": Rate("", "B 012", questions),
        "rate-good": RateMore("", "B 012", questions, 5, frozenset({"7"})),
        "rate-bad": bad,
        "rate-words": Telling(bad, "words", WORDS, len(WORDS)),
        "rate-contact": Telling(bad, "contact", "0912", 4, shift=True),
        "rated": Rated(),
        "rated-before": Rated("rate.why.rated"),
        "report": ReportWhat(questions, "https://hang-cho.phuhai.example/report"),
        "report-more": sure,
        "report-words": Telling(sure, "words", WORDS * 6, 400),
        "reported": Rated(report=True),
    }
