
"use strict";
(() => {
  const by = (id) => document.getElementById(id);
  const [form, words, tier, enforcement, final] =
    ["search", "words", "tier", "enforcement", "final"].map(by);
  const found = by("found");
  const nothing = by("nothing");
  const text = (node) => node.textContent.toLowerCase().replace(/\s+/g, " ");
  const packs = Array.from(document.querySelectorAll(".pack-card"), (card) => ({
    card,
    tier: card.dataset.tier,
    text: text(card.querySelector(".about")),
    list: card.querySelector("details"),
    gates: Array.from(card.querySelectorAll(".gate"), (item) => ({
      item,
      text: text(item),
      enforcement: item.dataset.enforcement,
      final: item.dataset.final === "yes",
    })),
  }));
  const all = packs.reduce((sum, pack) => sum + pack.gates.length, 0);
  const counted = (count, of, word) =>
    (count === of ? `${of}` : `${count} of ${of}`) + ` ${word}${of === 1 ? "" : "s"}`;

  const show = () => {
    const wanted = words.value.toLowerCase().split(/\s+/).filter(Boolean);
    const ofGates = enforcement.value !== "" || final.checked;
    let shownPacks = 0;
    let shownGates = 0;
    for (const pack of packs) {
      // Gates that say all words themselves; else those that say what their pack does not.
      const own = pack.gates.some((gate) => wanted.every((word) => gate.text.includes(word)));
      const rest = own ? wanted : wanted.filter((word) => !pack.text.includes(word));
      let gates = 0;
      for (const gate of pack.gates) {
        const fits =
          rest.every((word) => gate.text.includes(word)) &&
          (enforcement.value === "" || gate.enforcement === enforcement.value) &&
          (!final.checked || gate.final);
        gate.item.hidden = !fits;
        gates += fits;
      }
      const fits =
        (tier.value === "" || pack.tier === tier.value) &&
        (gates > 0 || (rest.length === 0 && !ofGates));
      pack.card.hidden = !fits;
      if (fits) {
        shownPacks += 1;
        shownGates += gates;
        if (pack.list) pack.list.open = rest.length > 0 || ofGates;
      }
    }
    nothing.hidden = shownPacks > 0;
    found.textContent =
      counted(shownGates, all, "gate") + " in " + counted(shownPacks, packs.length, "pack");
  };

  form.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", show);
  document.addEventListener("keydown", (event) => {
    const typing = /^(?:INPUT|SELECT|TEXTAREA)$/.test(document.activeElement.tagName);
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      words.focus();
    }
  });
  show();
})();
