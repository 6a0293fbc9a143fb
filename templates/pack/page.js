"use strict";
// Search, filters, links to statements, citations. Without script the page shows everything.
(() => {
  const form = document.getElementById("filters");
  const search = document.getElementById("search");
  const [party, framework, strength] = ["party", "framework", "strength"].map((id) => document.getElementById(id));
  const count = document.getElementById("count");
  const said = document.getElementById("said");
  const entries = [...document.querySelectorAll("[data-statement], [data-answer], [data-framework], [data-entry]")];
  const words = new Map(entries.map((e) => [e, e.textContent.toLowerCase()]));
  const headings = [...document.querySelectorAll("main h3")];
  const groups = new Map();  // what holds entries, and which
  for (const e of entries) {
    for (let up = e.parentElement; up && up.tagName !== "BODY"; up = up.parentElement) {
      if (!/^(SECTION|TABLE|TBODY|UL|OL)$/.test(up.tagName)) continue;
      if (!groups.has(up)) groups.set(up, []);
      groups.get(up).push(e);
    }
  }

  const shown = (e) => {
    const d = e.dataset;
    const terms = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const found = terms.every((t) => words.get(e).includes(t));
    const mine = !party.value || d.party === party.value;
    const mapped = !(framework.value || strength.value)
      || ((!framework.value || d.framework === framework.value) && (!strength.value || d.strength === strength.value));
    return found && mine && mapped;
  };

  // A heading goes with all that stands under it.
  const bare = (heading) => {
    for (let next = heading.nextElementSibling; next && next.tagName !== "H3"; next = next.nextElementSibling) {
      if (!next.hidden && next.className !== "lead") return false;
    }
    return true;
  };

  const filter = () => {
    for (const e of entries) e.hidden = !shown(e);
    for (const [group, members] of groups) group.hidden = members.every((e) => e.hidden);
    for (const h of headings) h.hidden = bare(h);
    const visible = entries.filter((e) => !e.hidden).length;
    count.textContent = `${visible} of ${entries.length} entries shown`;
  };

  const reveal = () => {
    let id = "";
    try { id = decodeURIComponent(location.hash.slice(1)); } catch { return; }
    const target = id && document.getElementById(id);
    if (target && target.closest("[hidden]")) {
      form.reset();
      filter();
      target.scrollIntoView();
    }
  };

  const cite = async (button) => {
    const text = button.dataset.cite;
    try {
      await navigator.clipboard.writeText(text);
      said.textContent = `Copied: ${text}`;
    } catch {
      said.textContent = `Copy this: ${text}`;
    }
  };

  const product = document.querySelector("h1").textContent.trim().replace(/\s+/g, " ");
  const digest = document.getElementById("promise-digest").textContent;
  for (const e of document.querySelectorAll("[data-statement]")) {
    const id = e.dataset.statement;
    const name = document.getElementById(`words/${id}`).querySelector(".name").textContent;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "cite";
    button.textContent = "Cite";
    button.setAttribute("aria-label", `Cite ${id}`);
    button.dataset.cite = `${product}, ${name}, promise digest ${digest}`;
    (e.tagName === "TR" ? e.lastElementChild : e).append(button);
  }

  form.hidden = false;
  form.addEventListener("input", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(filter));
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button.cite");
    if (button) cite(button);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && !/^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement.tagName)) {
      event.preventDefault();
      search.focus();
    } else if (event.key === "Escape") {
      said.textContent = "";
    }
  });
  window.addEventListener("hashchange", reveal);
  filter();
  reveal();
})();
