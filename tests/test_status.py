"""What a dossier's status means for its owner: one sentence, what comes next, what to do, how late the ward is."""

import re
from dataclasses import replace
from datetime import date, datetime

import pytest
from shared_vectors import vectors

from kiosk import holidays, statuses
from kiosk.clock import HALL_TIME
from kiosk.rules.calendar import Late
from kiosk.rules.dossier import Apology, Dossier, Step, Supplement
from kiosk.rules.procedures import Words
from kiosk.rules.status import Meaning, meaning
from kiosk.text import LANGUAGES

CALENDAR, STATUSES = holidays.load(), statuses.load()
WORDS = [
    *("new", "receiving", "processing", "waiting", "pausing", "releasing", "posting", "done", "denied", "unresolved"),
    *("cancelling", "cancelled", "correcting", "interoperating", "paying"),
]


def at(day: int, hour: int = 17, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=HALL_TIME)


NOW = at(25, 9)  # a Wednesday
OPEN = Dossier("000.00.00.X00-261103-0012", "1.001193", "Đăng ký khai sinh", "UBND phường", "processing", received=at(3, 8), due=at(27))
MISSED = replace(OPEN, due=at(20))
LETTER = Apology("Chờ xác minh.", at(20), at(27))


def of(dossier: Dossier, now: datetime = NOW) -> Meaning:
    return meaning(dossier, now, CALENDAR, STATUSES)


def said(dossier: Dossier, now: datetime = NOW) -> statuses.Said:
    return statuses.say(of(dossier, now), STATUSES)


class TestEveryStatus:
    @pytest.mark.parametrize("word", WORDS)
    def test_is_three_plain_sentences_in_both_languages(self, word: str) -> None:
        found = statuses.say(of(replace(OPEN, status=word, due=None)), STATUSES)
        for words in (found.title, found.next, found.task):
            for language in LANGUAGES:
                sentence = words.say(language)
                assert sentence and len(sentence) <= 110 and sentence[-1] in ".?" and not re.search("[{}]", sentence)

    @pytest.mark.parametrize("code", range(1, 11))
    def test_of_the_national_exchange_has_words_too(self, code: int) -> None:
        found = of(replace(OPEN, status=str(code)))
        assert found.code == code and found.title and found.next and found.task

    def test_of_the_system_has_its_national_code(self) -> None:
        official = vectors("dvcqg_ma.json", "the national codes were not compared")["opencps_sang_dvcqg"]
        assert {word: of(replace(OPEN, status=word)).code for word in official} == official

    @pytest.mark.parametrize("word", [" Processing ", "PROCESSING"])
    def test_is_known_in_any_case(self, word: str) -> None:
        assert of(replace(OPEN, status=word)) == of(OPEN)

    def test_nobody_has_explained_is_said_in_the_system_s_own_words(self) -> None:
        found = replace(MISSED, status="moon", status_text="Chờ thẩm định")
        assert said(found).title.vi == "Hệ thống ghi: “Chờ thẩm định”. Máy chưa giải thích được thêm."
        assert (of(found).code, of(found).late, of(found).owes_letter, of(found).faults) == (0, Late(), False, ("unknown-status",))

    @pytest.mark.parametrize("word", ["", "moon", "0", "11", "-4", "４", "²"])
    def test_without_any_words_is_an_honest_sentence(self, word: str) -> None:
        assert said(replace(OPEN, status=word)).title.vi == "Máy chưa biết tình trạng này của hồ sơ."


class TestOnTime:
    def test_days_are_left(self) -> None:
        found = of(OPEN)
        assert (found.mood, found.late, found.due, found.old_due, found.owes_letter) == ("sea", Late(left=2), at(27), None, False)
        assert said(OPEN).note == Words("còn 2 ngày làm việc", "2 working days left")

    def test_one_day_is_one_day(self) -> None:
        assert said(replace(OPEN, due=at(26))).note == Words("còn 1 ngày làm việc", "1 working day left")

    def test_today_is_the_day_until_it_is_over(self) -> None:
        for now in (at(27, 7), at(27, 18)):
            assert (of(OPEN, now).mood, of(OPEN, now).late) == ("sun", Late(today=True))
            assert said(OPEN, now).next.vi == "Kết quả được hẹn trả hôm nay." and said(OPEN, now).note.vi == "hôm nay"

    def test_no_date_is_said(self) -> None:
        found = replace(OPEN, due=None)
        assert (of(found).late, of(found).due, of(found).faults) == (Late(), None, ()) and said(found).note.vi == "chưa có ngày hẹn"

    def test_days_over_an_unsettled_year_are_an_estimate(self) -> None:
        assert not of(OPEN).sure
        checked = replace(CALENDAR, years=frozenset({2026}))
        assert meaning(OPEN, NOW, checked, STATUSES).sure


class TestLate:
    def test_without_a_letter_the_ward_owes_one_and_says_so(self) -> None:
        found = of(MISSED)
        assert (found.mood, found.late, found.owes_letter, found.faults) == ("late", Late(days=3), True, ("no-letter",))
        assert said(MISSED).title == Words("Phường trễ hẹn với ông/bà 3 ngày làm việc.", "The ward is 3 working days late.")
        assert said(MISSED).note.vi == "trễ 3 ngày làm việc"

    def test_with_a_letter_the_new_date_counts_and_the_old_one_is_kept(self) -> None:
        dossier = replace(MISSED, apology=LETTER)
        found = of(dossier)
        assert (found.due, found.old_due, found.late, found.owes_letter) == (at(27), at(20), Late(days=3, left=2), False)
        assert (found.mood, found.faults, said(dossier).note.vi) == ("late", (), "còn 2 ngày làm việc")
        assert said(dossier).next.vi == "Hẹn mới: 17 giờ, Thứ Sáu, 27/11/2026. Phường không được dời thêm lần nữa."

    def test_with_a_letter_that_came_in_time_as_the_decree_wants_it(self) -> None:
        dossier = replace(MISSED, apology=LETTER)
        assert (of(dossier, at(19, 9)).late, of(dossier, at(19, 9)).mood) == (Late(left=6), "late")
        assert said(dossier, at(19, 9)).title.vi == "Phường không kịp hẹn và đã hẹn ông/bà ngày mới."

    def test_the_new_date_may_be_today(self) -> None:
        assert said(replace(MISSED, apology=LETTER), at(27, 8)).title.vi == "Phường trễ hẹn. Hẹn mới là hôm nay."

    def test_beyond_the_new_date_it_is_late_for_good(self) -> None:
        found = of(replace(MISSED, apology=LETTER), at(30, 9))
        assert (found.late, found.faults, found.owes_letter) == (Late(days=6), ("late-again",), False)
        assert "chỉ được dời một lần" in found.next.vi

    def test_a_second_extension_is_shown_but_the_first_new_date_counts(self) -> None:
        """Moved to the 24th, then by letter to the 30th: it is late against the 24th, and the citizen hears of the 30th."""
        found = of(replace(MISSED, new_due=at(24), apology=replace(LETTER, new_due=at(30))))
        assert (found.due, found.old_due) == (at(30), at(20))
        assert found.faults == ("second-extension", "late-again") and found.late == Late(days=3)

    def test_a_letter_that_calls_a_moved_date_the_old_one_tells_of_a_second_extension(self) -> None:
        found = of(replace(OPEN, due=at(10), apology=LETTER))
        assert (found.old_due, found.faults) == (at(10), ("second-extension", "late-again"))

    def test_one_date_written_with_and_without_its_hour_is_one(self) -> None:
        found = of(replace(MISSED, new_due=at(27, 0), apology=replace(LETTER, old_due=at(20, 0))))
        assert found.faults == () and found.due == at(27)

    def test_a_date_moved_without_a_letter_is_no_excuse(self) -> None:
        dossier = replace(MISSED, new_due=at(27))
        assert (of(dossier).owes_letter, of(dossier).faults, of(dossier).late) == (True, ("no-letter",), Late(days=3, left=2))
        assert said(dossier).title.vi == "Phường đã dời ngày hẹn mà chưa xin lỗi ông/bà."

    def test_a_new_date_before_the_old_one_is_no_new_date(self) -> None:
        found = of(replace(MISSED, new_due=at(18), apology=replace(LETTER, new_due=at(20))))
        assert (found.due, found.old_due, found.owes_letter, found.late) == (at(20), None, True, Late(days=3))

    def test_a_letter_without_a_reason_is_told_to_staff(self) -> None:
        assert of(replace(MISSED, apology=replace(LETTER, reason=""))).faults == ("no-reason",)

    def test_only_a_new_date_is_known(self) -> None:
        found = of(replace(OPEN, due=None, new_due=at(27)))
        assert (found.due, found.old_due, found.late) == (at(27), None, Late(left=2))


class TestTheClockStops:
    LIST = Supplement(("Giấy chứng sinh",), asked=date(2026, 11, 18))

    def test_while_papers_are_missing(self) -> None:
        dossier = replace(MISSED, status="waiting", supplement=self.LIST)
        found = of(dossier)
        assert (found.code, found.mood, found.stopped, found.late, found.owes_letter) == (5, "sun", True, Late(left=2), False)
        assert said(dossier).note.vi == "đang dừng tính ngày"
        assert said(dossier).task.vi == "Mời ông/bà mang giấy tờ trong danh sách đến quầy."

    def test_but_whoever_was_late_before_that_stays_late(self) -> None:
        found = of(replace(MISSED, status="waiting", supplement=replace(self.LIST, asked=date(2026, 11, 24))))
        assert (found.late, found.owes_letter, found.stopped, found.note.vi) == (Late(days=2), True, True, "trễ {days}")

    def test_the_step_at_work_tells_since_when_where_the_request_does_not(self) -> None:
        steps = (Step("Tiếp nhận", since=at(3), until=at(4)), Step("Chờ nộp tiền", since=at(19)))
        assert of(replace(MISSED, status="paying", steps=steps)).late == Late(left=1)
        assert of(replace(MISSED, status="pausing", steps=(*steps, Step("Chờ", since=at(24))))).late == Late(days=2)

    def test_where_nobody_knows_since_when_nobody_is_called_late(self) -> None:
        assert (of(replace(MISSED, status="waiting")).late, of(replace(MISSED, status="waiting")).faults) == (Late(), ())

    def test_without_a_list_the_citizen_is_sent_to_an_officer(self) -> None:
        assert "gặp cán bộ" in said(replace(OPEN, status="waiting")).task.vi

    def test_for_money_and_the_amount_is_said_where_it_is_known(self) -> None:
        assert said(replace(OPEN, status="paying", fee=20_000)).task == Words(
            "Mời ông/bà nộp 20.000 đ rồi giữ biên lai.", "Please pay 20,000 VND and keep the receipt."
        )
        assert "phải nộp bao nhiêu" in said(replace(OPEN, status="paying")).task.vi


class TestReady:
    READY = replace(MISSED, status="releasing", released=at(20, 10))

    def test_where_to_collect_it(self) -> None:
        assert said(replace(self.READY, place="quầy số 3")).task.vi == "Mang giấy hẹn và thẻ căn cước đến quầy số 3."
        assert "quầy nào" in said(self.READY).task.vi

    def test_not_collected_for_weeks_is_not_late(self) -> None:
        found = of(self.READY, at(30))
        assert (found.mood, found.late, found.owes_letter, found.note.vi) == ("ok", Late(), False, "đã xong")

    def test_ready_late_without_a_letter_the_letter_is_still_owed(self) -> None:
        dossier = replace(self.READY, released=at(24, 10))
        assert (of(dossier).late, of(dossier).owes_letter, of(dossier).mood) == (Late(days=2), True, "ok")
        assert said(dossier).note.vi == "đã xong, trễ 2 ngày làm việc"
        assert not of(replace(dossier, apology=LETTER)).owes_letter

    def test_ready_at_an_unknown_time_is_nobody_s_fault(self) -> None:
        assert of(replace(self.READY, released=None)).late == Late()

    def test_by_post_with_and_without_a_tracking_number(self) -> None:
        posted = replace(self.READY, by_post=True, place="quầy số 3")
        assert said(posted).title.vi == "Hồ sơ đã xong. Kết quả được gửi qua bưu điện."
        assert "EB000000000VN" in said(replace(posted, tracking="EB000000000VN")).next.vi


class TestOver:
    def test_handed_over(self) -> None:
        dossier = replace(MISSED, status="done", released=at(24), finished=at(24))
        assert (of(dossier).owes_letter, of(dossier).note, of(dossier).mood) == (False, Words(), "ok")
        assert "EB1" in said(replace(dossier, by_post=True, tracking="EB1")).task.vi
        assert "bưu điện" in said(replace(dossier, by_post=True)).title.vi

    @pytest.mark.parametrize("word", ["denied", "unresolved", "cancelled"])
    def test_refused_ended_or_withdrawn_nothing_is_owed(self, word: str) -> None:
        found = of(replace(MISSED, status=word))
        assert (found.late, found.owes_letter, found.faults, found.note) == (Late(), False, (), Words())

    def test_a_reason_on_record_is_told(self) -> None:
        assert said(replace(OPEN, status="denied", note="Thiếu chữ ký.")).next.vi == "Lý do ghi trong hồ sơ: Thiếu chữ ký."
