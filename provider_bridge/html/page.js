"use strict";
const data = JSON.parse(document.getElementById("data").textContent);
const columns = data.columns;
const table = document.getElementById("jobs-table");
const body = table.tBodies[0];
const heads = [...table.tHead.querySelectorAll("th")];
const input = document.getElementById("filter");
const shown = document.getElementById("shown");
const previous = document.getElementById("previous");
const next = document.getElementById("next");
const PAGE = 100;
const LINE = 2;
const visible = columns.map((_, index) => index).filter((index) => index !== LINE);
const isWord = columns.map((column) => column.kind === "word" || column.kind === "file");
const totals = visible.filter((index) => columns[index].kind === "amount" && columns[index].name.startsWith("total "));
const rows = data.rows.map((row) => row.map((cell, index) => (isWord[index] ? data.words[cell] : cell)));
for (const row of rows) {
  const shared = "@" + row[3];
  row[1] = row[1] || (row[0].endsWith(shared) ? row[0].slice(0, -shared.length) : row[0]) + ".yaml";
}
const texts = new Map(rows.map((row) => [row, row.filter((_, index) => isWord[index]).join("\n").toLowerCase()]));
let order = rows;
let kept = rows;
let start = 0;
let sorted = totals.length ? totals[0] : 0;
let up = !totals.length;

function written(units, digits) {
  const form = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  return (units / 10 ** digits).toLocaleString("en-US", form);
}
function seen(text) {
  const escaped = (char) => "\\u" + char.codePointAt(0).toString(16).padStart(4, "0");
  return text.replace(/[\p{C}\p{Z}]/gu, (char) => (char === " " ? char : escaped(char)));
}
function content(row, index) {
  if (row[index] === null) return "";
  if (columns[index].kind === "amount") return written(row[index], columns[index].digits);
  return seen(String(row[index]));
}
function cell(row, index) {
  const made = document.createElement("td");
  if (columns[index].kind === "file") {
    const link = document.createElement("a");
    link.href = data.base + row[index].split("/").map(encodeURIComponent).join("/") + "#L" + row[LINE];
    link.textContent = "line " + row[LINE];
    link.setAttribute("aria-label", seen(row[index]) + " line " + row[LINE]);
    made.append(link);
  } else {
    if (!isWord[index]) made.className = "number";
    made.textContent = content(row, index);
  }
  return made;
}
function draw(number = PAGE) {
  const part = kept.slice(start, start + number);
  body.replaceChildren(
    ...part.map((row) => {
      const line = document.createElement("tr");
      line.append(...visible.map((index) => cell(row, index)));
      return line;
    }),
  );
  const range = kept.length ? start + 1 + " to " + (start + part.length) + " of " : "";
  const sums = totals.map((index) => {
    const sum = kept.reduce((units, row) => units + (row[index] || 0), 0);
    return ", " + written(sum, columns[index].digits) + columns[index].name.slice("total".length);
  });
  shown.textContent = range + kept.length.toLocaleString("en-US") + " jobs" + sums.join("");
  previous.setAttribute("aria-disabled", String(start === 0));
  next.setAttribute("aria-disabled", String(start + PAGE >= kept.length));
}
function filter() {
  const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
  kept = order.filter((row) => words.every((word) => texts.get(row).includes(word)));
  start = 0;
  draw();
}
function mark() {
  heads.forEach((head, number) => {
    head.setAttribute("aria-sort", visible[number] !== sorted ? "none" : up ? "ascending" : "descending");
  });
}
function compare(one, other) {
  if (one === other) return 0;
  if (one === null || other === null) return one === null ? -1 : 1;
  return one < other ? -1 : 1;
}
function sort(index) {
  up = sorted === index ? !up : isWord[index];
  sorted = index;
  order = order.slice().sort((one, other) => compare(one[index], other[index]) * (up ? 1 : -1));
  mark();
  filter();
}
function turn(pages) {
  const there = start + pages * PAGE;
  if (there < 0 || there >= kept.length) return;
  start = there;
  draw();
}
heads.forEach((head, number) => {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = head.textContent;
  button.addEventListener("click", () => sort(visible[number]));
  head.replaceChildren(button);
});
previous.addEventListener("click", () => turn(-1));
next.addEventListener("click", () => turn(1));
input.addEventListener("input", filter);
const closed = [];
addEventListener("beforeprint", () => {
  for (const each of document.querySelectorAll("details:not([open])")) {
    each.open = true;
    closed.push(each);
  }
  start = 0;
  draw(kept.length);
});
addEventListener("afterprint", () => {
  for (const each of closed.splice(0)) each.open = false;
  draw();
});
document.querySelector(".filter").hidden = false;
table.caption.textContent = rows.length.toLocaleString("en-US") + " jobs";
mark();
draw();
