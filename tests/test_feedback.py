"""After the counter: only who was served rates, once; what is reported can be read by the inspection team alone."""

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest
from hall_server import Served, on_disk, served, token_in, with_hall
from stage import Stage, sample

from kiosk import feedback, feedback_seal
from kiosk.__main__ import main
from kiosk.clock import HandClock
from kiosk.errors import FeedbackError, SettingsError
from kiosk.hall.rating import TRIES
from kiosk.moments import Help
from kiosk.moments_dossier import QueuePlace
from kiosk.moments_feedback import Rate, Rated, RateMore, ReportMore, ReportWhat, Telling
from kiosk.rules.feedback import LONGEST, OLD, RATED, UNKNOWN, WAITS, Rating, fits
from kiosk.store import Tickets, open_tickets
from kiosk.store.ratings import Ratings
from kiosk.store.turns import Turns

QUESTIONS = feedback.load()
PUBLIC, PRIVATE = feedback_seal.new_keys()
PLANTED = ("đòi năm trăm nghìn kín", "0912 345 678 kín")


def serve_one(tickets: Tickets, clock: HandClock) -> str:
    turns = Turns(tickets.database, tickets.hall, clock)
    tickets.reserve("A", "A", uuid4().hex)
    turn = turns.call_next("1", "lan", ["A"], 3)
    assert turn is not None
    clock.tick(300)
    return turns.finish(turn.ticket.id, "1", "lan").ticket.id


class TestRating:
    def test_a_number_that_was_not_served_cannot_rate(self, tickets: Tickets, clock: HandClock) -> None:
        ratings, turns = Ratings(tickets.database, tickets.hall, clock, 2), Turns(tickets.database, tickets.hall, clock)
        waits = tickets.reserve("A", "A", "v").id
        assert ratings.rate(waits, Rating(5)) == WAITS and ratings.rate("AAAAAAAAAAAAAAAA", Rating(5)) == UNKNOWN
        turns.call_next("1", "lan", ["A"], 3)
        turns.absent(waits, "1", "lan")
        assert ratings.rate(waits, Rating(5)) == WAITS

    def test_one_number_rates_once(self, tickets: Tickets, clock: HandClock) -> None:
        ratings, ticket = Ratings(tickets.database, tickets.hall, clock, 2), serve_one(tickets, clock)
        assert ratings.may(ticket)[0] == "" and ratings.rate(ticket, Rating(4, (("7", 2),))) == ""
        assert ratings.rate(ticket, Rating(1)) == RATED
        (kept,) = ratings.of_days(clock.today(), clock.today())
        assert (kept["face"], kept["answers"], kept["counter"], kept["place"]) == (4, {"7": 2}, "1", "kiosk")

    def test_two_at_once_are_one(self, store_url: str, tickets: Tickets, clock: HandClock) -> None:
        ticket = serve_one(tickets, clock)
        stores = [open_tickets(store_url, tickets.hall, clock) for _ in range(4)]
        told: list[str] = []

        def rate(store: Tickets) -> None:
            told.append(Ratings(store.database, tickets.hall, clock, 2).rate(ticket, Rating(3)))

        threads = [threading.Thread(target=rate, args=[store]) for store in stores]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for store in stores:
            store.close()
        assert sorted(told) == ["", RATED, RATED, RATED]

    def test_an_old_number_cannot_rate(self, tickets: Tickets, clock: HandClock) -> None:
        ticket = serve_one(tickets, clock)
        ratings = Ratings(tickets.database, tickets.hall, clock, 2)
        clock.tick(2 * 24 * 3600)
        assert ratings.may(ticket)[0] == ""
        clock.tick(24 * 3600)
        assert ratings.rate(ticket, Rating(5)) == OLD

    @pytest.mark.parametrize(
        "rating",
        [Rating(0), Rating(6), Rating(3, (("99", 2),)), Rating(3, (("7", 5),)), Rating(3, (("7", 2), ("7", 0))), Rating(3, (), "x" * 501)],
    )
    def test_what_was_not_asked_is_no_answer(self, rating: Rating) -> None:
        assert not fits(rating, QUESTIONS) and fits(Rating(3, (("7", 0),), "ok"), QUESTIONS)


class TestSealing:
    def test_only_the_teams_key_opens_it(self) -> None:
        sealed = feedback_seal.seal(PUBLIC, {"words": PLANTED[0]})
        assert feedback_seal.unseal(PRIVATE, sealed) == {"words": PLANTED[0]}
        with pytest.raises(FeedbackError):
            feedback_seal.unseal(feedback_seal.new_keys()[1], sealed)
        with pytest.raises(FeedbackError):
            feedback_seal.unseal(PRIVATE, sealed[:-8] + "AAAAAAA=")
        with pytest.raises(FeedbackError):
            feedback_seal.seal("no key", {})

    def test_how_long_a_report_is_tells_nothing(self) -> None:
        lengths = {len(feedback_seal.seal(PUBLIC, {"words": "x" * count})) for count in (1, 50, 150)}
        assert len(lengths) == 1


class TestThePhone:
    @pytest.fixture
    def hall(self, tmp_path: Path, clock: HandClock) -> Iterator[Served]:
        with served(tmp_path, clock, with_hall(inspection_key=PUBLIC)) as opened:
            yield opened

    def done(self, hall: Served) -> str:
        ticket = hall.take()
        hall.hall.turns.call_next("1", "lan", ["A"], 3)
        hall.hall.turns.finish(ticket, "1", "lan")
        return ticket

    def test_rates_once_with_words_and_a_sealed_contact(self, hall: Served, tmp_path: Path, clock: HandClock) -> None:
        ticket = self.done(hall)
        with hall.client() as client:
            path = f"/r/{ticket}"
            assert hall.post(client, path, face="9").status_code == 422
            answer = hall.post(client, path, face="2", c7="0", words="Chờ lâu quá", contact=PLANTED[1])
            assert "Đã gửi đánh giá" in answer.text
            assert "mỗi số đánh giá một lần" in client.get(path).text.lower()
        ratings = Ratings(hall.hall.tickets.database, hall.hall.tickets.hall, clock, 2)
        (kept,) = ratings.of_days(clock.today(), clock.today())
        assert (kept["face"], kept["answers"], kept["words"], kept["place"]) == (2, {"7": 0}, "Chờ lâu quá", "phone")
        assert feedback_seal.unseal(PRIVATE, kept["contact"]) == {"contact": PLANTED[1]}
        assert PLANTED[1].encode() not in on_disk(tmp_path)

    def test_who_still_waits_is_asked_to_come_back(self, hall: Served) -> None:
        with hall.client() as client:
            assert "chưa được phục vụ xong" in client.get(f"/r/{hall.take()}").text
            assert client.get("/r/AAAAAAAAAAAAAAAA").status_code == 410

    def test_a_report_is_read_by_the_team_and_by_nobody_else(
        self, hall: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        with hall.client() as client:
            sent = hall.post(client, "/report", kind="money", words=PLANTED[0], where="quầy 3", contact=PLANTED[1])
            assert "Đã gửi kín" in sent.text
        stored = on_disk(tmp_path)
        assert not any(one.encode() in stored or one in caplog.text for one in PLANTED)
        for name, role in (("lan", "counter"), ("mai", "lead"), ("tra", "inspector")):
            hall.officer(name, (role,))
        for name in ("lan", "mai"):
            with hall.client(name, "") as client:
                assert client.get("/inspection").status_code == 403
        with hall.client("tra", "") as client:
            assert PLANTED[0] not in client.get("/inspection").text  # this machine has no key
            monkeypatch.setenv(feedback_seal.VARIABLE, PRIVATE)
            shown = client.get("/inspection").text
        assert PLANTED[0] in shown and PLANTED[1] in shown and "Đòi tiền, quà ngoài quy định" in shown
        assert [deed.officer for deed in hall.hall.deeds.since(0) if deed.kind == "read"] == ["tra"]

    @pytest.mark.parametrize("what", [{"kind": "money", "place": "kiosk"}, {"words": "chỉ có lời", "place": "phone"}])
    def test_a_report_that_leaves_things_out_is_shown_as_well(
        self, hall: Served, monkeypatch: pytest.MonkeyPatch, what: dict[str, str]
    ) -> None:
        Ratings(hall.hall.tickets.database, hall.hall.tickets.hall, hall.hall.clock, 2).report(feedback_seal.seal(PUBLIC, what))
        other = feedback_seal.seal(feedback_seal.new_keys()[0], {"words": "x"})
        Ratings(hall.hall.tickets.database, hall.hall.tickets.hall, hall.hall.clock, 2).report(other)
        hall.officer("tra", ("inspector",))
        monkeypatch.setenv(feedback_seal.VARIABLE, PRIVATE)
        with hall.client("tra", "") as client:
            shown = client.get("/inspection")
        assert shown.status_code == 200 and "bằng khóa khác" in shown.text

    def test_nothing_said_is_not_called_sent(self, hall: Served) -> None:
        with hall.client() as client:
            answer = hall.post(client, "/report", contact="0912")
        assert answer.status_code == 422 and "Đã gửi kín" not in answer.text

    def test_a_face_that_is_no_number_is_asked_again(self, hall: Served) -> None:
        with hall.client() as client:
            assert hall.post(client, f"/r/{self.done(hall)}", face="²").status_code == 422

    def test_the_head_makes_and_changes_no_inspector(self, hall: Served) -> None:
        hall.officer("mai", ("lead",))
        hall.officer("tra", ("inspector",))
        with hall.client("mai", "") as client:
            new = {"name": "ba", "shown": "Ba", "password": "một mật khẩu khác"}
            assert hall.post(client, "/accounts/add", "/accounts", **new, inspector="1").status_code == 422
            assert hall.post(client, "/accounts/add", "/accounts", **new | {"name": "tra"}, counter="1").status_code == 403
        tra = hall.hall.officers.one("tra")
        assert hall.hall.officers.one("ba") is None and tra is not None and tra.roles == ("inspector",)

    def test_nobody_floods_it(self, hall: Served) -> None:
        with hall.client() as client:
            token = token_in(client.get("/report").text)
            codes = [client.post("/report", data={"csrf": token, "words": "x"}).status_code for _ in range(TRIES + 2)]
        assert codes[:TRIES] == [200] * TRIES and codes[TRIES:] == [429, 429]

    def test_without_a_key_the_way_is_told_honestly(self, tmp_path: Path) -> None:
        with served(tmp_path) as opened, opened.client() as client:
            shown = client.get("/report").text
            assert "đường dây nóng" in shown and "<textarea" not in shown


class TestTheKiosk:
    @pytest.fixture
    def stage(self, tmp_path: Path) -> Iterator[Stage]:
        opened = Stage(tmp_path, replace(sample(), hall=replace(sample().hall, inspection_key=PUBLIC))).start()
        yield opened
        opened.close()

    def served(self, stage: Stage) -> str:
        world = stage.kiosk.world
        tickets = world.tickets
        assert isinstance(tickets, Tickets)
        turns = Turns(tickets.database, tickets.hall, world.clock)
        ticket = tickets.reserve("A", "A", uuid4().hex).id
        turns.call_next("1", "lan", ["A"], 3)
        turns.finish(ticket, "1", "lan")
        return ticket

    def test_the_ticket_opens_the_question_and_two_touches_answer_it(self, stage: Stage) -> None:
        ticket = self.served(stage)
        stage.scan(f"PH1:{ticket}")
        assert isinstance(stage.moment, Rate)
        stage.do(stage.kiosk.feedback.face, 5)
        assert isinstance(stage.moment, RateMore) and stage.moment.praise
        stage.do(stage.kiosk.feedback.tick, "7")
        stage.do(stage.kiosk.feedback.send)
        assert isinstance(stage.moment, Rated) and stage.moment.why == ""
        (kept,) = stage.kiosk.world.hall._ratings().of_days(stage.kiosk.world.clock.today(), stage.kiosk.world.clock.today())
        assert (kept["face"], kept["answers"]) == (5, {"7": 2})
        stage.do(stage.kiosk.home)
        stage.scan(f"PH1:{ticket}")
        assert isinstance(stage.moment, QueuePlace) and stage.moment.why == "place.served"

    def test_a_face_is_kept_at_once_and_another_one_instead_of_it(self, stage: Stage) -> None:
        ticket, today = self.served(stage), stage.kiosk.world.clock.today()
        stage.scan(f"PH1:{ticket}")
        stage.do(stage.kiosk.feedback.face, 2)
        assert [one["face"] for one in stage.kiosk.world.hall._ratings().of_days(today, today)] == [2]
        stage.do(stage.kiosk.back)
        assert isinstance(stage.moment, Rate)
        stage.do(stage.kiosk.feedback.face, 4)
        stage.do(stage.kiosk.home)  # walks away
        assert [one["face"] for one in stage.kiosk.world.hall._ratings().of_days(today, today)] == [4]
        stage.scan(f"PH1:{ticket}")
        assert isinstance(stage.moment, QueuePlace)

    def test_two_tickets_in_one_visit_are_rated_each_for_itself(self, stage: Stage) -> None:
        first, second = self.served(stage), self.served(stage)
        stage.scan(f"PH1:{first}")
        stage.do(stage.kiosk.feedback.face, 5)
        stage.scan(f"PH1:{second}")
        stage.do(stage.kiosk.feedback.face, 1)
        stage.do(stage.kiosk.back)
        stage.do(stage.kiosk.back)
        assert isinstance(stage.moment, RateMore) and stage.moment.ticket == first
        stage.do(stage.kiosk.feedback.tick, "7")
        stage.do(stage.kiosk.feedback.send)
        today = stage.kiosk.world.clock.today()
        kept = {one["ticket"]: (one["face"], one["answers"]) for one in stage.kiosk.world.hall._ratings().of_days(today, today)}
        assert kept == {first: (5, {"7": 2}), second: (1, {})}

    def test_a_low_face_asks_what_was_bad(self, stage: Stage) -> None:
        stage.scan(f"PH1:{self.served(stage)}")
        stage.do(stage.kiosk.feedback.face, 1)
        assert isinstance(stage.moment, RateMore) and not stage.moment.praise
        stage.do(stage.kiosk.feedback.tick, "1")
        stage.do(stage.kiosk.feedback.tick, "1")
        stage.do(stage.kiosk.feedback.send)
        today = stage.kiosk.world.clock.today()
        assert stage.kiosk.world.hall._ratings().of_days(today, today)[0]["answers"] == {}

    def test_a_number_that_is_still_called_is_told_where_to_go(self, stage: Stage) -> None:
        tickets = stage.kiosk.world.tickets
        assert isinstance(tickets, Tickets)
        ticket = tickets.reserve("A", "A", "v").id
        Turns(tickets.database, tickets.hall, stage.kiosk.world.clock).call_next("1", "lan", ["A"], 3)
        stage.scan(f"PH1:{ticket}")
        assert isinstance(stage.moment, QueuePlace) and stage.moment.why == "place.called"

    def type(self, stage: Stage, text: str) -> None:
        for letter in text:
            stage.do(stage.kiosk.feedback.key, "space" if letter == " " else letter)

    def test_own_words_and_a_contact_go_with_the_rating(self, stage: Stage, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
        stage.scan(f"PH1:{self.served(stage)}")
        stage.do(stage.kiosk.feedback.face, 2)
        stage.do(stage.kiosk.feedback.tick, "7")
        stage.do(stage.kiosk.feedback.tell, "words")
        assert isinstance(stage.moment, Telling) and stage.moment.shift
        self.type(stage, "chờ lâu quá")
        stage.do(stage.kiosk.feedback.told)
        assert isinstance(stage.moment, RateMore) and (stage.moment.words, stage.moment.ticked) == ("Chờ lâu quá", {"7"})
        stage.do(stage.kiosk.feedback.tell, "contact")
        self.type(stage, "0912 345 678")
        stage.do(stage.kiosk.feedback.told)
        stage.do(stage.kiosk.feedback.tell, "words")  # once more, to change it
        assert isinstance(stage.moment, Telling) and stage.moment.text == "Chờ lâu quá"
        for _ in range(LONGEST):
            stage.do(stage.kiosk.feedback.key, "a")
        assert len(stage.moment.text) == LONGEST
        stage.do(stage.kiosk.feedback.key, "clear")
        self.type(stage, "hỏi mãi")
        stage.do(stage.kiosk.feedback.told)
        stage.do(stage.kiosk.feedback.send)
        assert isinstance(stage.moment, Rated)
        today = stage.kiosk.world.clock.today()
        (kept,) = stage.kiosk.world.hall._ratings().of_days(today, today)
        assert (kept["face"], kept["answers"], kept["words"]) == (2, {"7": 0}, "Hỏi mãi")
        assert feedback_seal.unseal(PRIVATE, kept["contact"]) == {"contact": "0912 345 678"}
        assert b"0912 345 678" not in on_disk(tmp_path) and "0912 345" not in caplog.text

    def test_what_is_typed_and_not_sent_is_gone_with_the_visit(self, stage: Stage, tmp_path: Path) -> None:
        stage.scan(f"PH1:{self.served(stage)}")
        stage.do(stage.kiosk.feedback.face, 1)
        stage.do(stage.kiosk.feedback.tell, "words")
        self.type(stage, "kín một mình")
        assert "kín" not in repr(stage.moment)
        stage.do(stage.kiosk.home)
        assert "kín một mình".encode() not in on_disk(tmp_path) and stage.kiosk.session.trail == []

    def test_without_a_team_there_is_nobody_to_leave_a_contact_for(self, tmp_path: Path) -> None:
        stage = Stage(tmp_path).start()
        stage.scan(f"PH1:{self.served(stage)}")
        stage.do(stage.kiosk.feedback.face, 1)
        assert isinstance(stage.moment, RateMore) and not stage.moment.answers
        stage.close()

    def test_harassment_is_reported_from_the_help_and_goes_only_when_sent(self, stage: Stage) -> None:
        stage.do(stage.kiosk.help)
        assert isinstance(stage.moment, Help)
        stage.do(stage.kiosk.feedback.report)
        assert isinstance(stage.moment, ReportWhat)
        stage.do(stage.kiosk.feedback.choose, "money")
        assert isinstance(stage.moment, ReportMore) and stage.kiosk.world.hall._ratings().reports() == []
        stage.do(stage.kiosk.feedback.tell, "words")
        self.type(stage, "quầy 3")
        stage.do(stage.kiosk.feedback.told)
        stage.do(stage.kiosk.feedback.send_report)
        assert isinstance(stage.moment, Rated) and stage.moment.report
        ((_, at, sealed),) = stage.kiosk.world.hall._ratings().reports()
        assert feedback_seal.unseal(PRIVATE, sealed) == {"kind": "money", "words": "Quầy 3", "place": "kiosk"} and at.minute == 0

    def test_without_a_key_it_is_not_offered(self, tmp_path: Path) -> None:
        stage = Stage(tmp_path).start()
        stage.do(stage.kiosk.help)
        stage.do(stage.kiosk.feedback.report)
        assert isinstance(stage.moment, Help)
        stage.close()


class TestTheCommand:
    def test_keys_are_made_and_reports_read_with_them(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        text = Path("config/kiosk.toml").read_text("utf-8").replace("sqlite:///kiosk.db", f"sqlite:///{tmp_path}/kiosk.db")
        (tmp_path / "kiosk.toml").write_text(text, "utf-8")
        monkeypatch.setenv("KIOSK_CONFIG", str(tmp_path / "kiosk.toml"))
        assert main(["feedback", "keys", "--out", str(tmp_path / "key")]) == 0
        public = capsys.readouterr().out.split()[-1]
        assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600
        assert main(["feedback", "keys", "--out", str(tmp_path / "key")]) == 2  # never written over
        clock = HandClock()
        tickets = open_tickets(f"sqlite:///{tmp_path}/kiosk.db", "phu-hai", clock)
        Ratings(tickets.database, "phu-hai", clock, 2).report(feedback_seal.seal(public, {"words": PLANTED[0]}))
        tickets.close()
        capsys.readouterr()
        assert main(["feedback", "read", "--key", str(tmp_path / "key")]) == 0
        assert json.loads(capsys.readouterr().out)["words"] == PLANTED[0]
        assert main(["feedback", "check"]) == 0

    @pytest.mark.parametrize("change", ["value = 5", 'code = "1"', "days = 2", "[[reports]]"])
    def test_a_wrong_file_is_named(self, tmp_path: Path, change: str) -> None:
        text = Path("config/feedback.toml").read_text("utf-8")
        (tmp_path / "f.toml").write_text(text.replace(change, "x = 1" if "=" in change else "[[other]]", 1), "utf-8")
        with pytest.raises(SettingsError):
            feedback.load(tmp_path / "f.toml")
