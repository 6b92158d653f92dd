// Searches findings, keeps both sides together, and shows a pair at once. Everything else works without it.
(() => {
  const search = document.getElementById("search");
  const hidden = document.getElementById("hidden");
  if (search) {
    const cards = [...document.querySelectorAll(".finding")].map((card) => [card, card.textContent.toLowerCase()]);
    const count = () => {
      const shown = cards.filter(([card]) => card.offsetParent !== null).length;
      hidden.hidden = shown === cards.length;
      hidden.textContent = `${cards.length - shown} of ${cards.length} findings are hidden by the filters.`;
    };
    search.parentElement.hidden = false;
    search.addEventListener("input", () => {
      const words = search.value.toLowerCase().split(/\s+/);
      for (const [card, text] of cards) card.hidden = !words.every((word) => text.includes(word));
      count();
    });
    document.querySelector(".filters").addEventListener("change", count);
  }

  const target = (link) => document.getElementById(link.getAttribute("href").slice(1));
  for (const panes of document.querySelectorAll(".panes")) {
    const pair = (event, on) => {
      const link = event.target.closest(".lines a[href]:not(.flag)");
      if (!link) return;
      link.closest(".line").classList.toggle("paired", on);
      target(link)?.classList.toggle("paired", on);
    };
    panes.addEventListener("mouseover", (event) => pair(event, true));
    panes.addEventListener("mouseout", (event) => pair(event, false));
    panes.addEventListener("click", (event) => {
      const link = event.target.closest(".lines a[href]:not(.flag)");
      const line = link && target(link);
      const lines = line?.closest(".lines");
      // Where the panes are one above the other, the browser's own jump is the right one.
      if (!lines || getComputedStyle(panes).getPropertyValue("--beside").trim() !== "1") return;
      event.preventDefault();
      for (let fold = line.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
      const level = link.getBoundingClientRect().top - lines.getBoundingClientRect().top;
      lines.scrollTo({ top: line.offsetTop - lines.offsetTop - level });
      for (const old of panes.querySelectorAll(".met")) old.classList.remove("met");
      for (const met of [line, link.closest(".line")]) met.classList.add("met");
    });
  }
})();
