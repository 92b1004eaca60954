// A list of places (dashboard/rows/__init__.py says its state and its event): one row a place, sorted by any column.

const orders = new WeakMap(); // how a person has sorted a list: column, and whether upwards

/** What Streamlit calls at first and whenever the rows change. */
export default ({ data, parentElement, setTriggerValue }) => {
  const box = parentElement.querySelector(".alcance-rows") ?? parentElement.appendChild(document.createElement("div"));
  box.className = data.wide ? "alcance-rows wide" : "alcance-rows";
  const draw = () => box.replaceChildren(tableOf(data, orders.get(parentElement), { choose, sort }));
  const choose = (key) => setTriggerValue("row", key);
  const sort = (column) => {
    const before = orders.get(parentElement);
    // Figures are looked at from the largest on, names from A to Z.
    const upwards = before?.column === column ? !before.upwards : column === 0;
    orders.set(parentElement, { column, upwards });
    draw();
    box.querySelectorAll("thead button")[column].focus();
  };
  draw();
};

function tableOf({ label, locale, columns, rows, chosen, choosable }, order, { choose, sort }) {
  const table = document.createElement("table");
  table.setAttribute("aria-label", label);
  const head = table.createTHead().insertRow();
  columns.forEach((column, number) => {
    const cell = head.appendChild(document.createElement("th"));
    cell.scope = "col";
    if (column.decimals === undefined) cell.className = "words";
    if (order?.column === number) cell.setAttribute("aria-sort", order.upwards ? "ascending" : "descending");
    cell.append(button(column.label, () => sort(number)));
  });
  const shown = columns.map((column) => writer(column, locale));
  const body = table.createTBody();
  for (const [key, ...values] of sorted(rows, order, locale)) {
    const row = body.insertRow();
    row.dataset.key = key;
    const name = row.appendChild(document.createElement("th"));
    name.scope = "row";
    if (choosable) {
      if (key === chosen) row.setAttribute("aria-current", "true");
      row.addEventListener("click", () => choose(key));
      name.append(button(shown[0](values[0])));
    } else name.textContent = shown[0](values[0]);
    for (const [number, value] of values.slice(1).entries()) {
      const cell = row.insertCell();
      cell.textContent = shown[number + 1](value);
      if (columns[number + 1].decimals === undefined) cell.className = "words";
    }
  }
  return table;
}

/** How a column's values are written: a number as the language does, with its sign; what is not known as a dash. */
export function writer({ decimals, pattern = "#" }, locale) {
  if (decimals === undefined) return (value) => (Array.isArray(value) ? value[1] : value) ?? "–";
  const format = new Intl.NumberFormat(locale, { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
  return (value) => (value === null ? "–" : pattern.replace("#", format.format(value)));
}

/** The rows in the order of a column: `order` has its number and whether upwards. */
export function sorted(rows, order, locale) {
  if (!order) return rows;
  const { compare } = new Intl.Collator(locale);
  const place = order.column + 1; // after the key
  const up = (one, other) => (typeof one === "string" ? compare(one, other) : one - other);
  return rows.toSorted((a, b) => {
    // What has words for a number goes by the number.
    const [one, other] = [a[place], b[place]].map((value) => (Array.isArray(value) ? value[0] : value));
    if (one === null || other === null) return (one === null) - (other === null); // what is not known comes last
    return order.upwards ? up(one, other) : up(other, one);
  });
}

function button(words, act) {
  const made = Object.assign(document.createElement("button"), { type: "button", textContent: words });
  if (act) made.addEventListener("click", act);
  return made;
}
