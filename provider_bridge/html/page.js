"use strict";
const data = JSON.parse(document.getElementById("data").textContent);
const table = document.getElementById("jobs-table");
const body = table.tBodies[0];
const input = document.getElementById("filter");
const status_ = document.getElementById("shown");
const SHOWN = 500;
const COST = 8;
const rows = data.rows.map((row) => row.map((cell, column) => (data.text[column] ? data.words[cell] : cell)));
for (const row of rows) {
  const shared = "@" + row[3];
  row[1] = row[1] || (row[0].endsWith(shared) ? row[0].slice(0, -shared.length) : row[0]) + ".yaml";
}
let order = rows.slice();
let sorted = -1, up = true;
function cell(tag, text, column) {
  const made = document.createElement(tag);
  if (!data.text[column]) made.className = "number";
  made.textContent = data.text[column] || text === null ? text : String(text);
  return made;
}
function link(row) {
  const made = document.createElement("td");
  const anchor = document.createElement("a");
  anchor.href = data.base + row[1].split("/").map(encodeURIComponent).join("/") + "#L" + row[2];
  anchor.textContent = row[1] + ":" + row[2];
  made.append(anchor);
  return made;
}
function draw() {
  const wanted = input.value.toLowerCase().split(/\s+/).filter(Boolean);
  const kept = order.filter((row) => wanted.every((word) => row.some((each) => String(each).toLowerCase().includes(word))));
  body.replaceChildren(...kept.slice(0, SHOWN).map((row) => {
    const line = document.createElement("tr");
    row.forEach((each, column) => {
      if (column === 1) line.append(link(row));
      else if (column !== 2) line.append(cell("td", each, column));
    });
    return line;
  }));
  status_.textContent = Math.min(kept.length, SHOWN) + " of " + kept.length + " jobs shown";
}
function sort(column) {
  up = sorted === column ? !up : true;
  sorted = column;
  const direction = up ? 1 : -1;
  order = rows.slice().sort((one, other) => {
    const [a, b] = column === COST ? [parseFloat(one[column]) || 0, parseFloat(other[column]) || 0] : [one[column], other[column]];
    if (a === b) return 0;
    return (typeof a === "number" && typeof b === "number" ? a - b : String(a) < String(b) ? -1 : 1) * direction;
  });
  for (const head of table.tHead.querySelectorAll("th")) {
    const own = Number(head.dataset.column) === column;
    head.setAttribute("aria-sort", own ? (up ? "ascending" : "descending") : "none");
  }
  draw();
}
for (const head of table.tHead.querySelectorAll("th")) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = head.textContent;
  button.addEventListener("click", () => sort(Number(head.dataset.column)));
  head.replaceChildren(button);
}
document.querySelector(".filter").hidden = false;
input.addEventListener("input", draw);
draw();
