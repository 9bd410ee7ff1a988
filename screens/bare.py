"""`python -m screens.bare WIDTH HEIGHT FPS`: an empty Kivy window with the kiosk's Config; what the bench compares with."""

import json
import sys
import time
from types import SimpleNamespace

from kiosk.commands import window


def main(width: int, height: int, fps: int) -> None:
    window.prepare(SimpleNamespace(width=width, height=height, rotation=0, fullscreen=False), windowed=True, whole=True)
    from kivy.config import Config

    Config.set("graphics", "maxfps", str(fps))
    from kivy.app import App
    from kivy.core.window import Window
    from kivy.uix.widget import Widget

    def flipped(*args) -> None:
        Window.unbind(on_flip=flipped)
        print(json.dumps({"first_frame": time.monotonic()}), flush=True)

    class Bare(App):
        def build(self):
            Window.bind(on_flip=flipped)
            return Widget()

    Bare().run()


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:4]))
