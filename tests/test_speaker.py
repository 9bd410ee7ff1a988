"""A number is heard: chime, sentence, pause, sentence, as loud as the last one."""

import io
import shutil
import wave
from pathlib import Path

import numpy as np
import pytest

from kiosk.devices.speaker import LOUD, RATE, Espeak, FirstThat, Pieces, SimulatedSpeaker, announcement, chime, open_speaker
from kiosk.errors import SpeakerError

SENTENCE = "Mời số a, một trăm linh năm, đến quầy ba."


def samples(file: bytes) -> np.ndarray:  # type: ignore[type-arg]
    with wave.open(io.BytesIO(file)) as read:
        assert (read.getnchannels(), read.getsampwidth(), read.getframerate()) == (1, 2, RATE)
        return np.frombuffer(read.readframes(read.getnframes()), "<i2") / 32_768


def spells(sound: np.ndarray, quiet: float = 0.4) -> list[tuple[int, int]]:  # type: ignore[type-arg]
    """(from, to) of what is heard, parted by at least so many seconds of silence."""
    heard = np.flatnonzero(np.abs(sound) > 0.02)
    cuts = np.flatnonzero(np.diff(heard) > quiet * RATE)
    begins, ends = np.r_[heard[0], heard[cuts + 1]], np.r_[heard[cuts], heard[-1]]
    return list(zip(begins.tolist(), ends.tolist(), strict=True))


def record(folder: Path, *names: str) -> None:
    for at, name in enumerate(names):
        with wave.open(str(folder / f"{name}.wav"), "wb") as made:
            made.setnchannels(1)
            made.setsampwidth(2)
            made.setframerate(RATE)
            made.writeframes((np.sin(np.arange(RATE // 5) * (0.05 + 0.01 * at)) * 9000).astype("<i2").tobytes())


@pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="ESPEAK-NG IS MISSING: THE REAL VOICE WAS NOT HEARD")
@pytest.mark.parametrize("voice", ["vi", "vi-vn-x-south"])
def test_the_real_voice_says_it_twice_and_not_clipped(voice: str) -> None:
    sound = samples(announcement(Espeak(voice), SENTENCE))
    first, *rest = spells(sound[len(chime()) :])
    assert np.abs(sound).max() <= 0.91 and len(rest) >= 1
    half = (len(sound) - len(chime())) // 2 + len(chime())
    before, after = sound[len(chime()) : half], sound[half:]
    assert abs(np.sqrt(np.mean(before**2)) - np.sqrt(np.mean(after**2))) < 0.03
    assert np.sqrt(np.mean(before[np.abs(before) > 0.01] ** 2)) > LOUD / 2


def test_every_announcement_is_as_loud_as_the_other() -> None:
    loud = [samples(announcement(SimulatedSpeaker(), words)) for words in ("một", SENTENCE)]
    levels = [float(np.sqrt(np.mean(spell**2))) for sound in loud for spell in [sound[spells(sound)[-1][0] :]]]
    assert abs(levels[0] - levels[1]) < 0.05


def test_pieces_the_hall_recorded_are_joined_the_longest_first(tmp_path: Path) -> None:
    record(tmp_path, "mời số", "mời", "a", "một trăm", "linh", "năm", "đến quầy", "ba")
    whole = Pieces(tmp_path).say(SENTENCE)
    assert 1.2 * RATE < len(whole) < 3 * RATE
    assert len(spells(samples(announcement(Pieces(tmp_path), SENTENCE)))) >= 2


def test_a_recording_that_is_missing_is_named(tmp_path: Path) -> None:
    record(tmp_path, "mời", "số")
    with pytest.raises(SpeakerError, match="'a'"):
        Pieces(tmp_path).say(SENTENCE)


@pytest.mark.parametrize("content", [b"", b"RIFF", b"RIFF" + b"\0" * 60, b"no sound at all" * 10])
def test_a_recording_that_is_none_is_a_fault_of_ours(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.wav").write_bytes(content)
    with pytest.raises(SpeakerError):
        Pieces(tmp_path).say("a")


def test_a_recording_with_its_maker_s_notes_is_read_without_them(tmp_path: Path) -> None:
    record(tmp_path, "a")
    plain = (tmp_path / "a.wav").read_bytes()
    notes = b"LIST" + (20).to_bytes(4, "little") + b"data of some studio!"
    (tmp_path / "a.wav").write_bytes(plain[:12] + notes + plain[12:] + notes)
    assert len(Pieces(tmp_path).say("a")) == RATE // 5 + int(RATE * 0.04) + int(RATE * 0.18)


def test_a_voice_that_fails_or_says_nothing_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    speaker = SimulatedSpeaker()
    speaker.works = False
    with pytest.raises(SpeakerError):
        announcement(speaker, SENTENCE)
    with pytest.raises(SpeakerError):
        announcement(SimulatedSpeaker(), "")
    monkeypatch.setenv("PATH", "")
    with pytest.raises(SpeakerError):
        Espeak().say(SENTENCE)


def test_what_was_not_recorded_is_said_by_the_other_voice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    record(tmp_path, "mời")
    other = SimulatedSpeaker()
    speaker = FirstThat(Pieces(tmp_path), other)
    assert len(speaker.say("mời")) > 0 and other.said == []
    speaker.say(SENTENCE)
    assert other.said == [SENTENCE]
    other.works = False
    with pytest.raises(SpeakerError):
        speaker.say(SENTENCE)


def test_the_settings_choose_the_voice(tmp_path: Path) -> None:
    kinds = [type(open_speaker(voice)) for voice in ("", "espeak", "espeak:vi-vn-x-south", f"pieces:{tmp_path}", "simulated")]
    assert kinds == [type(None), Espeak, Espeak, FirstThat, SimulatedSpeaker]
