// A table of stores × months: shows what the desk says, and sends what a hand does.
// Nothing is computed here, and no text is ever read as HTML.

const LOCK = "M4 7V5a4 4 0 0 1 8 0v2h1v7H3V7h1zm2 0h4V5a2 2 0 0 0-4 0v2z";

function made(tag, className, text) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
}

function padlock() {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", LOCK);
  svg.appendChild(path);
  return svg;
}

function render({ model, el }) {
  el.classList.add("kam-grid");
  // JupyterLab's one-letter commands must not see what is typed here.
  el.dataset.lmSuppressShortcuts = "true";
  let drawn = null; // what the cells in the page stand for
  let cells = []; // [row][column] → td
  let feet = [];
  let heads = [];

  const state = () => model.get("state");
  const send = (act, rest) => model.send({ act, ...rest });
  const place = (td) => ({
    store: state().stores[Number(td.dataset.row)].id,
    month: state().months[Number(td.dataset.column)].id,
  });

  function build(now) {
    const table = made("table");
    table.setAttribute("role", "grid");
    table.setAttribute("aria-label", now.words.label);
    table.title = "";
    const head = table.createTHead().insertRow();
    head.appendChild(made("th", "corner", now.corner));
    heads = now.months.map((month, column) => {
      const th = made("th", "month");
      th.append(made("div", "name", month.name), made("button", "state", ""));
      th.lastChild.type = "button";
      th.lastChild.addEventListener("click", () => send("month", { month: state().months[column].id }));
      head.appendChild(th);
      return th;
    });
    head.append(made("th", "sum", now.words.total), made("th", "sum", now.words.moved));
    const body = table.createTBody();
    cells = now.stores.map((store, row) => {
      const tr = body.insertRow();
      const name = made("th", "store");
      const lock = made("button", "row");
      lock.type = "button";
      lock.append(padlock());
      lock.addEventListener("click", () => send("row", { store: state().stores[row].id }));
      name.append(made("span", "name", store.name), lock);
      tr.appendChild(name);
      const tds = store.cells.map((_, column) => {
        const td = tr.insertCell();
        td.tabIndex = -1;
        td.dataset.row = row;
        td.dataset.column = column;
        const lock = made("button", "lock");
        lock.type = "button";
        lock.tabIndex = -1;
        lock.append(padlock());
        td.append(lock, made("span", "limits"), made("span", "amount"));
        return td;
      });
      tds.push(tr.insertCell(), tr.insertCell());
      return tds;
    });
    const foot = table.createTFoot();
    feet = now.foot.map((line) => {
      const tr = foot.insertRow();
      tr.appendChild(made("th", "store", line.name));
      return [...line.cells, line.total].map(() => tr.insertCell()).concat([tr.insertCell()]);
    });
    el.replaceChildren(table);
    drawn = JSON.stringify([now.months.map((m) => m.id), now.stores.map((s) => s.id)]);
  }

  function draw() {
    const now = state();
    if (!now.stores) return;
    const shape = JSON.stringify([now.months.map((m) => m.id), now.stores.map((s) => s.id)]);
    if (shape !== drawn) build(now);
    now.months.forEach((month, column) => {
      const button = heads[column].lastChild;
      button.textContent = month.said;
      button.className = `state ${month.state}`;
      button.disabled = !["decided", "opened"].includes(month.state);
      button.title = button.disabled ? "" : now.words.open;
    });
    now.stores.forEach((store, row) => {
      const name = cells[row][0].parentNode.firstChild;
      name.title = store.hint;
      name.lastChild.hidden = !store.open;
      name.lastChild.title = now.words.row;
      store.cells.forEach((cell, column) => drawCell(cells[row][column], cell, now));
      const [sum, moved] = cells[row].slice(-2);
      sum.className = "sum";
      sum.textContent = store.total;
      moved.className = `sum moved ${store.moved.startsWith("+") ? "up" : store.moved ? "down" : ""}`;
      moved.textContent = store.moved;
    });
    now.foot.forEach((line, at) => {
      line.cells.forEach((text, column) => {
        feet[at][column].textContent = text;
        feet[at][column].className = line.ties[column] ? "sum" : "sum off";
      });
      feet[at][line.cells.length].textContent = line.total;
      feet[at][line.cells.length].className = "sum";
    });
    el.querySelectorAll("td.chosen").forEach((td) => td.classList.remove("chosen"));
    const chosen = find(now.chosen);
    if (chosen) chosen.classList.add("chosen");
  }

  function drawCell(td, cell, now) {
    const way = cell.way > 0 ? " up" : cell.way < 0 ? " down" : "";
    td.className = `cell ${cell.kind}${way}${cell.clash ? " clash" : ""}`;
    td.style.setProperty("--shade", cell.shade);
    td.title = cell.hint;
    const [lock, limits, amount] = td.children;
    lock.hidden = cell.kind === "none" || cell.kind === "shut";
    lock.title = now.words.lock;
    limits.textContent = cell.limits;
    amount.textContent = cell.text;
  }

  function find(named) {
    if (!named) return null;
    const now = state();
    const row = now.stores.findIndex((store) => store.id === named[0]);
    const column = now.months.findIndex((month) => month.id === named[1]);
    return row < 0 || column < 0 ? null : cells[row][column];
  }

  function edit(td, typed) {
    if (td.querySelector("input") || td.classList.contains("none")) return;
    const input = made("input");
    input.value = typed === undefined ? td.querySelector(".amount").textContent : typed;
    let open = true;
    const close = (keep) => {
      if (!open) return;
      open = false;
      const text = input.value.trim();
      const before = td.querySelector(".amount").textContent;
      input.remove();
      if (keep && text && (typed !== undefined || text !== before)) send("lock", { ...place(td), text });
    };
    input.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.isComposing) return; // a Chinese input method is still choosing
      if (event.key === "Enter" || event.key === "Tab") {
        event.preventDefault();
        close(true);
        move(td, event.key === "Tab" ? [0, 1] : [1, 0]);
      } else if (event.key === "Escape") {
        close(false);
        td.focus();
      }
    });
    input.addEventListener("blur", () => close(true));
    td.appendChild(input);
    input.focus();
    if (typed === undefined) input.select();
  }

  function move(td, [down, right]) {
    const row = cells[Number(td.dataset.row) + down];
    const next = row && row[Number(td.dataset.column) + right];
    if (!next || next.dataset.column === undefined) return td.focus();
    next.focus();
    send("choose", place(next));
  }

  const cellOf = (event) => event.target.closest("td.cell");
  const WAYS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

  el.addEventListener("click", (event) => {
    const td = cellOf(event);
    if (!td || event.target.tagName === "INPUT" || td.classList.contains("none")) return;
    if (event.target.closest("button.lock")) return send("toggle", place(td));
    td.focus();
    send("choose", place(td));
  });
  el.addEventListener("dblclick", (event) => {
    const td = cellOf(event);
    if (td && !event.target.closest("button")) edit(td);
  });
  el.addEventListener("keydown", (event) => {
    const td = cellOf(event);
    if (!td || event.target !== td || event.ctrlKey || event.metaKey || event.altKey) return;
    if (WAYS[event.key]) {
      event.preventDefault();
      move(td, WAYS[event.key]);
    } else if (event.key === "Enter" || event.key === "F2") {
      event.preventDefault();
      edit(td);
    } else if (event.key === "Delete" || event.key === "Backspace") {
      event.preventDefault();
      send("unlock", place(td));
    } else if (event.key === " ") {
      event.preventDefault();
      send("toggle", place(td));
    } else if (/^[0-9.０-９]$/.test(event.key)) {
      event.preventDefault();
      edit(td, event.key);
    }
  });

  draw();
  model.on("change:state", draw);
  return () => model.off("change:state", draw);
}

export default { render };
