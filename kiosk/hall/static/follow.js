// Shakes the phone once when the number is called.
"use strict";
(function () {
  const card = function () { return document.querySelector("#live .card"); };
  let state = card() ? card().dataset.state : "";
  document.addEventListener("hall-changed", function () {
    const now = card() ? card().dataset.state : "";
    if (now === "called" && state !== "called" && navigator.vibrate) navigator.vibrate([300, 150, 300]);
    state = now;
  });
})();
