// Speaks the calls one after the other, each once; lets a new call stand out for a while; keeps the clock.
"use strict";
(function () {
  const live = document.getElementById("live");
  const loud = document.getElementById("loud");
  const speaks = live.dataset.sound === "1";
  let last = Number(live.dataset.last);
  const waiting = [];
  let busy = false;

  async function speak() {
    if (busy) return;
    busy = true;
    while (waiting.length) {
      const call = waiting[0];
      if (Date.now() - call.made > 60000) { waiting.shift(); continue; }
      const sound = new Audio("/board/say/" + call.seq + ".wav");
      try {
        await new Promise(function (done, failed) {
          sound.onended = done;
          sound.onerror = failed;
          sound.play().catch(failed);
        });
        waiting.shift();
      } catch (error) {
        if (error && error.name === "NotAllowedError") { loud.hidden = false; break; }  // the browser wants a touch first
        waiting.shift();
      }
    }
    busy = false;
  }

  function heard() {
    for (const mark of live.querySelectorAll(".call")) {
      const seq = Number(mark.dataset.seq);
      if (seq > last) {
        last = seq;
        if (speaks) waiting.push({ seq: seq, made: Date.now() - 1000 * Number(mark.dataset.age) });
      }
    }
    speak();
  }

  document.addEventListener("hall-changed", heard);
  loud.addEventListener("click", function () { loud.hidden = true; speak(); });
  const clock = document.getElementById("clock");
  setInterval(function () {
    const now = new Date(Date.now() + (new Date().getTimezoneOffset() + 420) * 60000);
    clock.textContent = String(now.getHours()).padStart(2, "0") + ":" + String(now.getMinutes()).padStart(2, "0");
  }, 1000);
  let fading = 0;
  document.addEventListener("hall-changed", function () {
    clearTimeout(fading);
    fading = setTimeout(function () { for (const place of live.querySelectorAll(".fresh")) place.classList.remove("fresh"); }, 15000);
  });
})();
