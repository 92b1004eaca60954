// Files and packed states: JSON behind gzip or zlib.

const fetched = new Map();

function inflate(bytes, format) {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream(format));
  return new Response(stream).json();
}

async function load(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return inflate(await answer.arrayBuffer(), "gzip");
}

/** The content of a file, fetched once for all maps; what could not be fetched is asked for again when it is wanted again. */
export function once(address) {
  if (!fetched.has(address)) {
    const content = load(address).catch((error) => {
      fetched.delete(address);
      throw error;
    });
    fetched.set(address, content);
  }
  return fetched.get(address);
}

/** What Python packed: base64 of zlib of JSON. */
export function unpack(text) {
  return inflate(
    Uint8Array.from(atob(text), (character) => character.charCodeAt(0)),
    "deflate",
  );
}
