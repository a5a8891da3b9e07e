// Comfort only: every page works without this file.
"use strict";

document.documentElement.classList.remove("no-script");

// `/` goes to the search box, from wherever nobody is typing.
addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  document.querySelector("[data-find]")?.focus();
});

// Light and dark: the system decides until somebody presses the button, then a cookie does.
const theme = document.querySelector("[data-theme-switch]");
if (theme) {
  theme.hidden = false;
  theme.addEventListener("click", () => {
    const root = document.documentElement;
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
    const secure = location.protocol === "https:" ? "; secure" : "";
    document.cookie = `theme=${root.dataset.theme}; path=/; max-age=31536000; samesite=lax${secure}`;
  });
}

const menu = document.querySelector(".menu");
menu?.addEventListener("click", () => {
  const shown = document.getElementById("side").classList.toggle("shown");
  menu.setAttribute("aria-expanded", String(shown));
});

// A choice in a filter is taken at once; the button is for those without script.
for (const form of document.querySelectorAll("form[data-instant]")) {
  form.addEventListener("change", (event) => {
    if (event.target.matches("select")) form.requestSubmit();
  });
  // Empty fields would only make the address longer.
  form.addEventListener("submit", () => {
    for (const field of form.elements) field.disabled = field.name !== "" && field.value === "";
  });
}
// Coming back, a browser may show the form as it was left.
addEventListener("pageshow", () => {
  for (const field of document.querySelectorAll("form[data-instant] [name]")) field.disabled = false;
});

// A cursor on charts, by mouse or arrow keys: the line below says what the numbers were on that day.
for (const figure of document.querySelectorAll("[data-stack]")) {
  const chart = figure.querySelector("svg");
  const rows = [...figure.querySelectorAll("tbody tr")].reverse();
  const when = figure.querySelector("[data-when]");
  const values = [...figure.querySelectorAll("[data-value]")].reverse();
  const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
  line.setAttribute("class", "cursor");
  let at = rows.length - 1;

  const show = (place) => {
    at = Math.max(0, Math.min(rows.length - 1, place));
    const cells = [...rows[at].cells].map((cell) => cell.textContent);
    when.textContent = cells[0];
    values.forEach((value, index) => { value.textContent = cells[index + 1]; });
    line.setAttribute("d", `M${rows[at].dataset.at} 0V${chart.viewBox.baseVal.height}`);
    chart.append(line);
  };
  const leave = () => { show(rows.length - 1); line.remove(); };

  chart.addEventListener("pointermove", (event) => {
    const box = chart.getBoundingClientRect();
    const x = ((event.clientX - box.left) / box.width) * chart.viewBox.baseVal.width;
    const distances = rows.map((row) => Math.abs(row.dataset.at - x));
    show(distances.indexOf(Math.min(...distances)));
  });
  chart.addEventListener("pointerleave", leave);
  chart.setAttribute("tabindex", "0");
  chart.addEventListener("focus", () => show(at));
  chart.addEventListener("blur", leave);
  chart.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1, Home: -rows.length, End: rows.length }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    show(at + step);
  });
}

// Commands can be copied with one press.
for (const block of document.querySelectorAll("pre[data-copy]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.textContent = "Copy";
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(block.textContent);
    button.textContent = "Copied";
    setTimeout(() => { button.textContent = "Copy"; }, 2000);
  });
  block.before(button);
}

// An audit that runs tells how far it is.
const live = document.querySelector("[data-job]");
if (live) {
  const source = new EventSource(live.dataset.job);
  const bar = live.querySelector("progress");
  const words = live.querySelector("[data-words]");
  const take = (event) => {
    const job = JSON.parse(event.data);
    const read = job.accounts_read + job.accounts_failed;
    if (job.accounts) { bar.max = job.accounts; bar.value = read; }
    const failed = job.accounts_failed ? `, ${job.accounts_failed} could not be read` : "";
    words.textContent = job.accounts ? `${read} of ${job.accounts} accounts${failed}` : "Starting";
    if (job.state === "running") return;
    source.close();
    location.reload();
  };
  for (const name of ["progress", "over"]) source.addEventListener(name, take);
}
