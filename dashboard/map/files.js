// Files and packed states: JSON, the states behind zlib.

const fetched = new Map();

async function load(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return answer.json();
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
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Response(stream).json();
}
