"""Sample moments after a service."""

from kiosk import moments as m
from kiosk.moments_feedback import Rate, Rated, RateMore, ReportWhat


def samples(world) -> dict[str, m.Moment]:
    """name -> moment."""
    questions = world.questions
    return {
        "rate": Rate("B 012", questions),
        "rate-good": RateMore("B 012", questions, 5, frozenset({"7"})),
        "rate-bad": RateMore("B 012", questions, 1),
        "rated": Rated(),
        "rated-before": Rated("rate.why.rated"),
        "report": ReportWhat(questions, "https://hang-cho.phuhai.example/report"),
        "reported": Rated(report=True),
    }
