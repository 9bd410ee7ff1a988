"""A sentence as sound, without any network: espeak-ng, or pieces that the hall recorded. And the chime before it, which is our own.

All sound is 22,050 Hz, one channel, 16 bits. espeak-ng (GPL) is a program of its own that is asked through a pipe.
"""

import io
import re
import shutil
import subprocess
import unicodedata
import wave
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from kiosk.errors import SpeakerError

RATE = 22_050
SECONDS = 10.0  # espeak-ng needs a tenth of one
LONGEST = 300  # letters of a sentence
LOUD, PEAK = 0.12, 0.9  # root mean square and highest sample, of 1: a hall hears each announcement alike
SPEED = "135"  # words a minute: slower than people talk
Sound = NDArray[np.float32]


class Speaker(Protocol):
    """Says a sentence. `voice`: the language. Raises SpeakerError."""

    def say(self, sentence: str) -> Sound: ...


class Espeak:
    """espeak-ng. `voice`: one of `espeak-ng --voices=vi`."""

    def __init__(self, voice: str = "vi") -> None:
        self._voice = voice

    def say(self, sentence: str) -> Sound:
        program = shutil.which("espeak-ng")
        if program is None:
            raise SpeakerError("espeak-ng is not installed")
        command = [program, "-v", self._voice, "-s", SPEED, "-b", "1", "--stdin", "--stdout"]
        try:
            made = subprocess.run(command, input=sentence[:LONGEST].encode(), capture_output=True, timeout=SECONDS, check=True)
        except (OSError, subprocess.SubprocessError) as error:
            raise SpeakerError(f"espeak-ng failed: {type(error).__name__}") from error
        return _samples(made.stdout)


class Pieces:
    """Recordings of single words and phrases: `một.wav`, `mời số.wav` ..., names in composed letters. The longest that fits is taken."""

    def __init__(self, folder: Path) -> None:
        found = folder.glob("*.wav") if folder.is_dir() else []
        self._files = {unicodedata.normalize("NFC", file.stem).lower(): file for file in found}
        self._longest = max((len(name.split()) for name in self._files), default=0)
        self._read: dict[str, Sound] = {}

    def say(self, sentence: str) -> Sound:
        parts: list[Sound] = []
        for phrase in re.split(r"[,.;:]+", unicodedata.normalize("NFC", sentence).lower()):
            words = phrase.split()
            while words:
                name = self._begin(words)
                words = words[len(name.split()) :]
                parts += [self._piece(name), silence(0.04)]
            parts.append(silence(0.18))
        return np.concatenate(parts) if parts else silence(0.1)

    def _begin(self, words: list[str]) -> str:
        for count in range(min(self._longest, len(words)), 0, -1):
            if (name := " ".join(words[:count])) in self._files:
                return name
        raise SpeakerError(f"there is no recording of {words[0]!r}")

    def _piece(self, name: str) -> Sound:
        if name not in self._read:
            try:
                self._read[name] = _samples(self._files[name].read_bytes())
            except OSError as error:
                raise SpeakerError(f"the recording of {name!r} cannot be read") from error
        return self._read[name]


class FirstThat:
    """The first voice that can say a sentence: a recording that is missing leaves no call unspoken."""

    def __init__(self, *speakers: Speaker) -> None:
        self.speakers = speakers

    def say(self, sentence: str) -> Sound:
        for speaker in self.speakers[:-1]:
            with suppress(SpeakerError):
                return speaker.say(sentence)
        return self.speakers[-1].say(sentence)


class SimulatedSpeaker:
    """A short tone for each word; `said` has the sentences. It fails while `works` is False."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.works = True

    def say(self, sentence: str) -> Sound:
        if not self.works:
            raise SpeakerError("the simulated speaker was told to fail")
        self.said.append(sentence)
        tones = [np.concatenate([tone(220 + 20 * (len(word) % 8), 0.15), silence(0.03)]) for word in sentence.split()]
        return np.concatenate(tones) if tones else silence(0.1)


def open_speaker(voice: str) -> Speaker | None:
    """The settings' [hall] voice: "", "simulated", "espeak[:VOICE]", "pieces:FOLDER" (and espeak for what was not recorded)."""
    kind, _, what = voice.partition(":")
    if kind == "pieces":
        return FirstThat(Pieces(Path(what)), Espeak())
    if kind == "espeak":
        return Espeak(what or "vi")
    return SimulatedSpeaker() if kind == "simulated" else None


def announcement(speaker: Speaker, sentence: str) -> bytes:
    """A chime, the sentence, a pause, the sentence again: a WAV file. Raises SpeakerError."""
    said = _even(speaker.say(sentence))
    return _wav(np.concatenate([chime(), silence(0.3), said, silence(0.9), said, silence(0.2)]))


def chime() -> Sound:
    """Two soft falling tones, E and C."""
    return np.concatenate([tone(659.3, 0.5) * 0.5, tone(523.3, 0.8) * 0.5])


def tone(hertz: float, seconds: float) -> Sound:
    at = np.arange(int(RATE * seconds)) / RATE
    wave_ = np.sin(2 * np.pi * hertz * at) + 0.3 * np.sin(4 * np.pi * hertz * at)
    rise = np.minimum(1, at / 0.01)
    return (0.5 * wave_ * rise * np.exp(-4 * at / seconds)).astype(np.float32)


def silence(seconds: float) -> Sound:
    return np.zeros(int(RATE * seconds), np.float32)


def _even(sound: Sound) -> Sound:
    """The silence around it cut off, and as loud as all others; never clipped."""
    heard = np.flatnonzero(np.abs(sound) > 0.01)
    if not len(heard):
        raise SpeakerError("the voice said nothing")
    sound = sound[heard[0] : heard[-1] + 1]
    gain = LOUD / float(np.sqrt(np.mean(sound**2)))
    return np.asarray(sound * min(gain, PEAK / float(np.abs(sound).max())), np.float32)


def _samples(file: bytes) -> Sound:
    """The samples of a WAV file; espeak-ng's own, whose lengths are not filled in, too."""
    parts = dict(_chunks(file))
    form, raw = parts.get(b"fmt ", b""), parts.get(b"data", b"")
    if form[2:4] != b"\x01\x00" or form[14:16] != b"\x10\x00":
        raise SpeakerError("a sound is not one channel of 16 bits")
    if int.from_bytes(form[4:8], "little") != RATE:
        raise SpeakerError(f"a sound does not have {RATE} samples a second")
    return np.frombuffer(raw[: len(raw) // 2 * 2], "<i2").astype(np.float32) / np.float32(32_768)


def _chunks(file: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The parts of a RIFF file: their names and contents."""
    at = 12
    while file[:4] == b"RIFF" and at + 8 <= len(file):
        length = int.from_bytes(file[at + 4 : at + 8], "little")
        yield file[at : at + 4], file[at + 8 : at + 8 + length]
        at += 8 + length + length % 2


def _wav(sound: Sound) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as made:
        made.setnchannels(1)
        made.setsampwidth(2)
        made.setframerate(RATE)
        made.writeframes((np.clip(sound, -1, 1) * 32_767).astype("<i2").tobytes())
    return file.getvalue()
