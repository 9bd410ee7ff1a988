// Keeps the part of the page with id "live" as the hall is now. Without this script the page is right when it is loaded.
"use strict";
(function () {
  const part = document.getElementById("live");
  const lost = document.getElementById("lost");
  const address = new URL(location.href);
  address.searchParams.set("part", "live");
  let busy = false, again = false;

  async function fetchPart() {
    if (busy) { again = true; return; }
    busy = true;
    try {
      const answer = await fetch(address, { cache: "no-store", redirect: "error" });
      if (answer.ok) {
        part.innerHTML = await answer.text();
        document.dispatchEvent(new Event("hall-changed"));
        if (lost) lost.hidden = true;
      } else if (answer.status === 410) location.reload();
      else if (lost) lost.hidden = false;
    } catch (error) {
      if (lost) lost.hidden = false;
    }
    busy = false;
    if (again) { again = false; fetchPart(); }
  }

  function listen() {
    const source = new EventSource("/events");
    source.onmessage = fetchPart;  // the first one too: something may have changed since the page was drawn
    source.onopen = function () { if (lost && !lost.hidden) fetchPart(); };
    source.onerror = function () {
      if (lost) lost.hidden = false;
      if (source.readyState === EventSource.CLOSED) setTimeout(listen, 5000);  // refused: a browser does not try again by itself
    };
  }
  listen();
  setInterval(fetchPart, 60000);  // times pass even when nothing happens
})();
