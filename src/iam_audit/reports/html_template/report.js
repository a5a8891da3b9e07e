// Adds what paper cannot: search, filters, sorting, paging, copy buttons, and links that keep all of it.
// Everything it works on is already in the page, and nothing is ever written as markup.
"use strict";
document.documentElement.classList.add("arriving");
document.addEventListener("DOMContentLoaded", () => {
  document.documentElement.classList.remove("arriving");

  const PAGE = 200; // More than a person reads at once, few enough for any browser to draw at once.
  const order = new Intl.Collator("en", { numeric: true, sensitivity: "base" });
  const format = new Intl.NumberFormat("en");

  const make = (name, properties = {}) => Object.assign(document.createElement(name), properties);

  // A list with a form of filters: the rows of the keys, or the items of the findings.
  class Listing {
    constructor(section, { items, facts, words, noun, redraw }) {
      this.section = section;
      this.name = section.id;
      this.noun = noun;
      this.items = items;
      this.facts = facts;
      this.words = words;
      this.redraw = redraw ?? (() => {});
      this.limit = PAGE;
      this.sort = "";
      this.form = section.querySelector("form");
      this.shown = section.querySelector(".shown");
      this.more = make("button", { type: "button", className: "more", hidden: true });
      section.append(this.more);
      this.listen();
    }

    listen() {
      let pause;
      this.form.hidden = false;
      this.form.addEventListener("submit", (event) => event.preventDefault());
      this.form.addEventListener("input", () => {
        clearTimeout(pause);
        pause = setTimeout(() => this.changed(), 80);
      });
      // The fields are emptied only after the event.
      this.form.addEventListener("reset", () => setTimeout(() => this.changed()));
      this.more.addEventListener("click", () => {
        this.limit *= 5;
        this.apply();
      });
    }

    changed() {
      this.limit = PAGE;
      this.apply();
      writeHash();
    }

    get fields() {
      return [...this.form.elements].filter((field) => field.name);
    }

    set(values) {
      for (const field of this.fields) {
        field.value = values.get(`${this.name}.${field.name}`) ?? "";
        if (field.selectedIndex === -1) field.value = ""; // A choice this report does not have.
      }
      this.limit = PAGE;
    }

    *state() {
      for (const field of this.fields) if (field.value) yield [`${this.name}.${field.name}`, field.value];
      if (this.sort) yield [`${this.name}.sort`, this.sort];
    }

    matches(item, terms, wanted) {
      if (wanted.some(([name, value]) => this.facts(item)[name] !== value)) return false;
      item.words ??= this.words(item).toLowerCase();
      return terms.every((term) => item.words.includes(term));
    }

    // What does not match is hidden on screen and on paper; what is merely beyond the page, on screen only.
    apply() {
      const terms = this.form.elements.q.value.toLowerCase().split(/\s+/).filter(Boolean);
      const wanted = this.fields.filter((field) => field.name !== "q" && field.value).map((field) => [field.name, field.value]);
      let found = 0;
      for (const item of this.items) {
        const matching = this.matches(item, terms, wanted);
        item.hidden = !matching;
        item.classList.toggle("later", matching && ++found > this.limit);
      }
      this.tell(found);
      this.redraw();
    }

    tell(found) {
      const total = this.items.length;
      const plural = total === 1 ? this.noun : `${this.noun}s`;
      const text = found === total ? `${format.format(total)} ${plural}` : `${format.format(found)} of ${format.format(total)} ${plural}`;
      const beyond = Math.max(0, found - this.limit);
      this.shown.textContent = beyond ? `${text}, the first ${format.format(this.limit)} on screen` : text;
      this.more.hidden = !beyond;
      this.more.textContent = `Show ${format.format(Math.min(beyond, this.limit * 4))} more`;
    }
  }

  // --- Access keys -------------------------------------------------------------------------------------------------

  const keysOf = (section) => {
    const table = section.querySelector("table");
    if (!table) return null;
    const body = table.tBodies[0];
    const rows = [...body.rows];
    rows.forEach((row, index) => { row.place = index; });
    const listing = new Listing(section, {
      items: rows,
      facts: (row) => row.dataset,
      words: (row) => row.textContent,
      noun: "access key",
    });

    const heads = [...table.tHead.rows[0].cells];
    const valueOf = (row, column) => {
      const cell = row.cells[column];
      if ("n" in cell.dataset) return Number(cell.dataset.n);
      return heads[column].classList.contains("number") ? null : cell.textContent;
    };
    const compare = (a, b) => (typeof a === "number" && typeof b === "number" ? a - b || 0 : order.compare(a, b));

    // Unknown goes last in both directions: it is neither the most nor the least.
    const sortBy = (key) => {
      if (key === listing.sort) return;
      const column = heads.findIndex((head) => head.dataset.sort === key.replace(/^-/, ""));
      const sign = key.startsWith("-") ? -1 : 1;
      listing.sort = column < 0 ? "" : key;
      const sorted = rows.map((row) => [column < 0 ? row.place : valueOf(row, column), row]);
      sorted.sort(([a, one], [b, other]) => {
        if (a === null || b === null) return (a === null) - (b === null) || one.place - other.place;
        return sign * compare(a, b) || one.place - other.place;
      });
      listing.items = sorted.map(([, row]) => row);
      heads.forEach((head, index) => {
        if (index === column) head.ariaSort = sign > 0 ? "ascending" : "descending";
        else head.removeAttribute("aria-sort");
      });
      body.remove(); // Moving ten thousand rows is quick only where nobody looks.
      listing.items.forEach((row) => body.append(row));
      table.append(body);
    };

    for (const head of heads) {
      const button = make("button", { type: "button", textContent: head.textContent });
      button.addEventListener("click", () => {
        sortBy(head.ariaSort === "ascending" ? `-${head.dataset.sort}` : head.dataset.sort);
        listing.changed();
      });
      head.replaceChildren(button);
    }
    const set = listing.set.bind(listing);
    listing.set = (values) => {
      set(values);
      sortBy(values.get("keys.sort") ?? "");
    };
    return listing;
  };

  // --- Findings ----------------------------------------------------------------------------------------------------

  const findingsOf = (section) => {
    const items = [...section.querySelectorAll(".items > li")];
    if (!items.length) return null;
    const groups = [...section.querySelectorAll(".group")].map((group) => ({ group, items: [...group.querySelectorAll(".items > li")] }));
    const chapters = [...section.querySelectorAll(".chapter")].map((chapter) => ({ chapter, groups: [...chapter.querySelectorAll(".group")] }));
    for (const { group, items: own } of groups) {
      const words = `${group.querySelector("h4").textContent} ${group.dataset.check}`;
      for (const item of own) {
        item.facts = { ...group.dataset, account: item.dataset.account };
        item.groupWords = words;
      }
    }
    const hideEmpty = (element, parts) => {
      element.hidden = parts.every((part) => part.hidden);
      element.classList.toggle("later", parts.every((part) => part.hidden || part.classList.contains("later")));
    };
    const listing = new Listing(section, {
      items,
      facts: (item) => item.facts,
      words: (item) => `${item.groupWords} ${item.querySelector("summary, .plain").textContent}`,
      noun: "finding",
      redraw: () => {
        groups.forEach(({ group, items: own }) => hideEmpty(group, own));
        chapters.forEach(({ chapter, groups: own }) => hideEmpty(chapter, own));
      },
    });

    const toggle = make("button", { type: "button", textContent: "Expand all" });
    toggle.addEventListener("click", () => {
      const open = toggle.textContent === "Expand all";
      for (const details of section.querySelectorAll("li:not([hidden]):not(.later) > details")) details.open = open;
      toggle.textContent = open ? "Collapse all" : "Expand all";
    });
    listing.form.append(toggle);
    return listing;
  };

  // --- Links that keep the filters, and links to one finding -------------------------------------------------------

  const listings = [keysOf(document.getElementById("keys")), findingsOf(document.getElementById("findings"))].filter(Boolean);

  const writeHash = () => {
    const state = new URLSearchParams(listings.flatMap((listing) => [...listing.state()]));
    try {
      history.replaceState(null, "", `#${state}`);
    } catch {
      // A viewer that shows the file in a sandbox may forbid it; the filters work without.
    }
  };

  const readHash = () => {
    const hash = location.hash.slice(1);
    if (hash.includes("=") || !hash) {
      const values = new URLSearchParams(hash);
      listings.forEach((listing) => listing.set(values));
    }
    listings.forEach((listing) => listing.apply());
    const target = hash ? document.getElementById(hash) : null;
    if (hash.startsWith("finding-")) reveal(target);
    else target?.scrollIntoView(); // The page has grown shorter since the browser went there.
  };

  // A finding that a link points at is shown whatever the filters say.
  const reveal = (item) => {
    if (!item) return;
    for (let one = item; one.id !== "findings"; one = one.parentElement) {
      one.hidden = false;
      one.classList.remove("later");
    }
    const details = item.querySelector("details");
    if (details) details.open = true;
    item.scrollIntoView({ block: "center" });
    details?.querySelector("summary").focus({ preventScroll: true });
  };

  addEventListener("hashchange", readHash);

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-filter]");
    if (!link) return;
    const listing = listings.find((one) => one.name === link.dataset.listing);
    if (!listing) return;
    event.preventDefault();
    listing.form.reset();
    listing.form.elements[link.dataset.filter].value = link.dataset.value;
    if (listing.form.elements.status && link.dataset.filter === "severity") listing.form.elements.status.value = "fail";
    listing.changed();
    listing.section.scrollIntoView();
    listing.section.querySelector("h2").focus({ preventScroll: true });
  });

  // --- Copy buttons, made when a finding is first opened ------------------------------------------------------------

  const copy = async (text, source, button) => {
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = "Copied";
    } catch {
      getSelection().selectAllChildren(source);
      button.textContent = "Selected: press Ctrl+C";
    }
    setTimeout(() => { button.textContent = "Copy"; }, 2000);
  };

  document.addEventListener("toggle", ({ target }) => {
    if (!target.open || target.dataset.ready) return;
    target.dataset.ready = "yes";
    for (const source of target.querySelectorAll("pre")) {
      const button = make("button", { type: "button", className: "copy", textContent: "Copy" });
      button.setAttribute("aria-live", "polite");
      button.addEventListener("click", () => copy(source.textContent, source, button));
      source.before(button);
    }
  }, true);

  // --- On paper everything is open -----------------------------------------------------------------------------------

  let closed = [];
  addEventListener("beforeprint", () => {
    closed = [...document.querySelectorAll("details:not([open])")];
    closed.forEach((details) => { details.open = true; });
  });
  addEventListener("afterprint", () => closed.forEach((details) => { details.open = false; }));

  readHash();
});
