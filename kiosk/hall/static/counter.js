// Keys for the counter's buttons: each button says its own. Never while something is being typed.
"use strict";
document.addEventListener("keydown", function (event) {
  const here = document.activeElement;
  if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
  if (event.key === "Escape" && here) { here.blur(); return; }
  if (here && /^(INPUT|TEXTAREA|SELECT)$/.test(here.tagName)) return;
  const digit = /^[0-9]$/.test(event.key);
  const focus = document.querySelector('[data-focus="' + (digit ? "#" : event.key.toUpperCase()) + '"]');
  if (focus) {
    event.preventDefault();
    focus.focus();
    if (digit) focus.value = event.key;
    return;
  }
  const button = document.querySelector('button[data-key="' + CSS.escape(event.key.length === 1 ? event.key.toUpperCase() : event.key) + '"]');
  if (button) { event.preventDefault(); button.click(); }
});
// a second press before the page has answered does nothing
document.addEventListener("submit", function (event) {
  if (event.target.dataset.sent) { event.preventDefault(); return; }
  event.target.dataset.sent = "1";
});
