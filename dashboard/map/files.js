// Files and packed states: JSON, the states behind zlib.

/** A function of an address that makes something once for each, for all maps; what failed is made again when it is wanted again. */
export function onceEach(make) {
  const made = new Map();
  return (address) => {
    if (!made.has(address)) {
      const promise = make(address).catch((error) => {
        made.delete(address);
        throw error;
      });
      made.set(address, promise);
    }
    return made.get(address);
  };
}

async function load(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return answer.json();
}

/** The content of a file. */
export const once = onceEach(load);

/** What Python packed: base64 of zlib of JSON. */
export function unpack(text) {
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Response(stream).json();
}
