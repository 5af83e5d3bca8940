const pool: Uint8Array<ArrayBuffer> = new Uint8Array(1024);
let used: number = pool.length;
let lastMillisecond = 0;
let counter = 0;

/**
 * A UUID of version 7 (RFC 9562). Each is greater than the one before it in this process, whatever the clock does: twelve
 * bits count within a millisecond, from a random start.
 */
export function uuidv7(): string {
  const random = take(10);
  const now = Date.now();
  if (now > lastMillisecond) {
    lastMillisecond = now;
    counter = ((random[0] ?? 0) << 3) | ((random[1] ?? 0) >> 5);
  } else {
    counter += 1;
    if (counter > 0xfff) {
      lastMillisecond += 1;
      counter = 0;
    }
  }
  const time = lastMillisecond.toString(16).padStart(12, '0');
  const variant = hex(((random[2] ?? 0) & 0x3f) | 0x80);
  let node = '';
  for (let i = 4; i < 10; i += 1) node += hex(random[i] ?? 0);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${counter.toString(16).padStart(3, '0')}-${variant}${hex(random[3] ?? 0)}-${node}`;
}

/** Random bytes are fetched many at a time: each call of the platform costs more than a UUID. */
function take(count: number): Uint8Array {
  if (used + count > pool.length) {
    globalThis.crypto.getRandomValues(pool);
    used = 0;
  }
  used += count;
  return pool.subarray(used - count, used);
}

function hex(byte: number): string {
  return (byte | 0x100).toString(16).slice(1);
}
