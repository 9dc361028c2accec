"use strict";
// Shows the rows of the report a page at a time, searches and filters them. All text goes into
// the page as text, never as markup.
(() => {
  const PAGE = 50;
  const KINDS = ["error", "left", "doubtful", "warning", "confident", "certain"];
  const WORDS = {
    error: "errors", left: "left broken", doubtful: "doubtful", warning: "warnings",
    confident: "confident", certain: "certain",
  };
  const { documents, rows, mistakes } = JSON.parse(document.getElementById("data").textContent);
  const at = (id) => document.getElementById(id);
  if (!rows.length) return;
  const [DOC, LINE, COLUMN, KIND, CODE, LANGUAGE, BEFORE, AFTER, CHANGES, MESSAGE] = rows[0].keys();
  const folderOf = (path) => path.includes("/") ? path.slice(0, path.lastIndexOf("/") + 1) : ".";
  const folders = documents.map((found) => folderOf(found[0]));
  const texts = new Array(rows.length);
  let chosen = rows.map((_, number) => number);
  let page = 0;

  const make = (name, className, ...content) => {
    const element = document.createElement(name);
    if (className) element.className = className;
    element.append(...content);
    return element;
  };
  const count = (number, noun) => `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;

  const textOf = (number) => {
    if (texts[number] === undefined) {
      const row = rows[number];
      const side = (spans) => spans.map((span) => span[0]).join("");
      texts[number] = [documents[row[DOC]][0], row[CODE], row[MESSAGE], side(row[BEFORE]), side(row[AFTER])]
        .join("\n").toLowerCase();
    }
    return texts[number];
  };

  const fill = (select, all, options) => {
    select.append(new Option(all, ""), ...options.map(([value, words]) => new Option(words, value)));
  };

  const tally = (values) => {
    const counts = new Map();
    for (const value of values) counts.set(value, (counts.get(value) || 0) + 1);
    return counts;
  };

  const channelsOf = (row) => new Set(row[CHANGES].map((change) => change[7]).filter((one) => one !== null));

  const setUp = () => {
    const kinds = tally(rows.map((row) => row[KIND]));
    fill(at("kind"), "all", KINDS.filter((kind) => kinds.has(kind))
      .map((kind) => [kind, `${WORDS[kind]} (${kinds.get(kind).toLocaleString("en")})`]));
    const byFolder = [...tally(rows.map((row) => folders[row[DOC]]))].sort((a, b) => b[1] - a[1]);
    fill(at("folder"), "all", byFolder.slice(0, 500)
      .map(([folder, number]) => [folder, `${folder} (${number.toLocaleString("en")})`]));
    const byChannel = [...tally(rows.flatMap((row) => [...channelsOf(row)]))].sort((a, b) => b[1] - a[1]);
    fill(at("channel"), "all", byChannel
      .map(([number, lines]) => [String(number), `${mistakes[number]} (${lines.toLocaleString("en")})`]));
    at("filters").hidden = false;
  };

  const choose = () => {
    const words = at("q").value.toLowerCase().split(/\s+/).filter(Boolean);
    const kind = at("kind").value, folder = at("folder").value, channel = at("channel").value;
    chosen = [];
    rows.forEach((row, number) => {
      if (kind && row[KIND] !== kind) return;
      if (folder && folders[row[DOC]] !== folder) return;
      if (channel && !channelsOf(row).has(Number(channel))) return;
      if (words.length && !words.every((word) => textOf(number).includes(word))) return;
      chosen.push(number);
    });
    if (at("order").value === "sure") {
      chosen.sort((a, b) => KINDS.indexOf(rows[a][KIND]) - KINDS.indexOf(rows[b][KIND]) || a - b);
    }
    page = 0;
    show();
  };

  const spansOf = (spans) => spans.map(([text, role]) => role ? make("mark", `s${role}`, text) : text);

  const side = (name, row, spans) => {
    const text = make("p", "text", ...spansOf(spans));
    text.dir = "auto";
    if (row[LANGUAGE]) text.lang = row[LANGUAGE];
    return make("div", "side", make("p", "side-name", name), text);
  };

  const change = ([column, before, after, grade, sure, bytes, lost, channel, by, others]) => {
    const bdi = (text) => make("bdi", "", text);
    const facts = [];
    const add = (name, ...content) => facts.push(make("dt", "", name), make("dd", "", ...content));
    const code = (text) => make("code", "", text);
    if (bytes) add("Bytes", code(bytes));
    if (lost) add("Lost", lost);
    if (channel !== null) add("Mistake", mistakes[channel]);
    add("How sure", sure ? `${grade}, ${sure}` : grade);
    if (after !== null) add("Decided by", { proof: "proof", model: "the language model", person: "a person" }[by]);
    if (others.length) {
      const named = others.flatMap(([text, share]) => [", ", bdi(text), ` ${share}`]).slice(1);
      add(after === null ? "Readings" : "Other readings", ...named);
    }
    const head = make("p", "where", `Column ${column}: `, make("mark", after === null ? "s6" : "s1", bdi(before)));
    if (after !== null) head.append(" → ", make("mark", grade === "doubtful" ? "s4" : lost ? "s3" : "s2", bdi(after)));
    return make("li", "", head, make("dl", "", ...facts));
  };

  const more = (row) => {
    const changes = row[CHANGES];
    const details = make("details", "", make("summary", "", `${count(changes.length, "change")}: bytes and readings`));
    details.addEventListener("toggle", () => {
      if (details.open && details.children.length === 1) {
        details.append(make("ol", "changes", ...changes.map(change)));
      }
    });
    return details;
  };

  const article = (row) => {
    const place = row[LINE] === null ? "Whole file" : `Line ${row[LINE]}, column ${row[COLUMN]}`;
    const where = make("p", "where", `${place} `, make("span", `badge ${row[KIND]}`, row[KIND]));
    if (row[MESSAGE]) where.append(` ${row[CODE]}: `, make("bdi", "", row[MESSAGE]));
    const sides = make("div", row[AFTER].length ? "sides" : "sides single");
    if (row[BEFORE].length) sides.append(side(row[AFTER].length ? "Before" : "Text", row, row[BEFORE]));
    if (row[AFTER].length) sides.append(side("After", row, row[AFTER]));
    const shown = make("article", "row", where, sides);
    if (row[CHANGES].length) shown.append(more(row));
    return shown;
  };

  const show = () => {
    const first = page * PAGE, numbers = chosen.slice(first, first + PAGE);
    const sections = [];
    let last = -1;
    for (const number of numbers) {
      const row = rows[number], [path, status, words] = documents[row[DOC]];
      if (row[DOC] !== last) {
        const name = make("h3", "", make("bdi", "", path), " ", make("span", `badge ${status}`, words));
        sections.push(make("section", "document", name));
        last = row[DOC];
      }
      sections[sections.length - 1].append(article(row));
    }
    at("rows").replaceChildren(...sections);
    const all = chosen.length === rows.length;
    const lines = count(rows.length, "line");
    at("count").textContent = all ? `${lines} with changes or findings`
      : chosen.length ? `${chosen.length.toLocaleString("en")} of ${lines}` : `none of ${lines} fits`;
    const pages = Math.max(1, Math.ceil(chosen.length / PAGE));
    at("pages").hidden = pages === 1;
    at("page").textContent = `Page ${(page + 1).toLocaleString("en")} of ${pages.toLocaleString("en")}`;
    at("previous").disabled = page === 0;
    at("next").disabled = page === pages - 1;
  };

  const turn = (by) => {
    page += by;
    show();
    at("changes").focus();
    at("changes").scrollIntoView();
  };

  setUp();
  show();
  let waiting = 0;
  at("q").addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(choose, 120); });
  for (const id of ["kind", "folder", "channel", "order"]) at(id).addEventListener("change", choose);
  at("filters").addEventListener("submit", (event) => { event.preventDefault(); choose(); });
  at("filters").addEventListener("reset", () => setTimeout(choose, 0));
  at("previous").addEventListener("click", () => turn(-1));
  at("next").addEventListener("click", () => turn(1));
})();
