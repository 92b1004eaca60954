// What the pages' own HTML does in the browser: a table is sorted by a column, a picture is copied. A component of
// Streamlit's that shows nothing.

const asked = (row, at) => row.cells[at].dataset.key;

function order(at, down) {
  const words = new Intl.Collator(document.documentElement.lang || undefined);
  return (one, other) => {
    const [a, b] = [asked(one, at), asked(other, at)];
    if (a && b) return down ? b - a : a - b;
    // What is not known stays last.
    if (a || b) return a ? -1 : 1;
    const said = words.compare(one.cells[at].textContent, other.cells[at].textContent);
    return down ? -said : said;
  };
}

function sort(button) {
  const head = button.closest("th");
  const table = head.closest("table");
  const at = head.cellIndex;
  const rows = [...table.tBodies[0].rows];
  const now = head.getAttribute("aria-sort");
  // The first press has the largest numbers on top, or the first letters.
  const down = now === "none" ? rows.some((row) => asked(row, at)) : now === "ascending";
  for (const other of head.parentElement.cells) other.setAttribute("aria-sort", "none");
  head.setAttribute("aria-sort", down ? "descending" : "ascending");
  table.tBodies[0].append(...rows.toSorted(order(at, down)));
}

async function copy(button) {
  const image = button.closest("[class*=st-key-picture]").querySelector("img");
  try {
    const picture = fetch(image.src).then((found) => found.blob());
    await navigator.clipboard.write([new ClipboardItem({ "image/png": picture })]);
    button.textContent = button.dataset.done;
  } catch {
    button.textContent = button.dataset.failed;
  }
}

const ACTIONS = { sort, copy };

function act(event) {
  const button = event.target.closest?.("[data-alcance]");
  if (button) ACTIONS[button.dataset.alcance](button);
}

export default ({ data }) => {
  // The document was sent in the language of the link: a switch sends none.
  document.documentElement.lang = data.language;
  // Streamlit calls this again with every language; the listener is there once.
  if (globalThis.alcancePage) return;
  globalThis.alcancePage = true;
  document.addEventListener("click", act);
};
