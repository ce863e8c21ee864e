"use strict";
// Puts the parts that changed in place of what is shown, every few seconds. What a person has
// opened stays open, and the focus stays where it was. Without an answer the page says how old it
// is: it never looks fresh when it is not.
(() => {
  const every = 5000;
  const patience = 4000;
  let last = Date.now();

  const lost = document.getElementById("lost");
  const say = (text) => {
    if (lost.textContent !== text) lost.textContent = text;
    lost.hidden = text === "";
  };

  const replace = (part, fresh) => {
    for (const open of part.querySelectorAll("details[open][id]")) {
      const twin = fresh.querySelector("#" + CSS.escape(open.id));
      if (twin) twin.open = true;
    }
    if (part.outerHTML === fresh.outerHTML) return;
    const focused = part.contains(document.activeElement) ? document.activeElement : null;
    const place = focused ? [...part.querySelectorAll(focused.localName)].indexOf(focused) : -1;
    const address = focused && focused.getAttribute("href");
    const scrolls = [...part.querySelectorAll(".wide")].map((wide) => wide.scrollLeft);
    part.replaceWith(document.adoptNode(fresh));
    [...fresh.querySelectorAll(".wide")].forEach((wide, at) => {
      wide.scrollLeft = scrolls[at] || 0;
    });
    if (!focused) return;
    const twins = [...fresh.querySelectorAll(focused.localName)];
    const twin = address ? twins.find((t) => t.getAttribute("href") === address) : twins[place];
    if (twin) twin.focus({ preventScroll: true });
  };

  let timer = 0;

  const refresh = async () => {
    clearTimeout(timer);
    try {
      const answer = await fetch(location.pathname + location.search,
        { cache: "no-store", signal: AbortSignal.timeout(patience) });
      if (!answer.ok) throw new Error("status " + answer.status);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      document.title = page.title;
      for (const part of document.querySelectorAll("[data-live]")) {
        const fresh = page.getElementById(part.id);
        if (fresh) replace(part, fresh);
      }
      last = Date.now();
      say("");
    } catch {
      const age = Math.round((Date.now() - last) / 1000);
      say("The agent has not answered for " + age + " s. What you see is old.");
    }
    clearTimeout(timer);
    timer = setTimeout(refresh, every);
  };
  timer = setTimeout(refresh, every);
  // A phone that was in a pocket shows what is now, at once.
  document.addEventListener("visibilitychange", () => { if (!document.hidden) refresh(); });
})();
