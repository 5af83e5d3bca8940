/** A store does not do what the contract says. */
export class ContractViolation extends Error {
  override readonly name = 'ContractViolation';
}

export function ensure(condition: boolean, problem: string): asserts condition {
  if (!condition) throw new ContractViolation(problem);
}

/** Compares plain data, deeply. */
export function equal(actual: unknown, expected: unknown, what: string): void {
  const [found, wanted] = [render(actual), render(expected)];
  if (found === wanted) return;
  throw new ContractViolation(`${what} should be ${shorten(wanted, found)}; it is ${shorten(found, wanted)}`);
}

/** The error that a promise is rejected with, which must have this `code`. */
export async function rejects(promise: Promise<unknown>, code: string, what: string): Promise<Error> {
  let result: unknown;
  try {
    result = await promise;
  } catch (error) {
    ensure(error instanceof Error, `${what} should fail with an Error; it threw ${render(error)}`);
    const found = 'code' in error ? error.code : undefined;
    ensure(found === code, `${what} should fail with code ${code}; it failed with ${render(found)}: ${error.message}`);
    return error;
  }
  throw new ContractViolation(`${what} should fail with code ${code}; it gave ${shorten(render(result), '')}`);
}

/** A promise's value, or an error that says for what one waited too long. */
export async function within<Value>(milliseconds: number, promise: Promise<Value>, what: string): Promise<Value> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new ContractViolation(`${what} did not come within ${milliseconds} ms`)),
      milliseconds,
    );
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

function render(value: unknown): string {
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'string') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(render).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{ ${members.map(([key, member]) => `${key}: ${render(member)}`).join(', ')} }`;
}

/** The part of a long text where it begins to differ from the other. */
function shorten(text: string, other: string): string {
  if (text.length <= 300) return text;
  let start = 0;
  while (start < text.length && text[start] === other[start]) start += 1;
  const from = Math.max(0, start - 60);
  return `${from > 0 ? '…' : ''}${text.slice(from, from + 240)}…`;
}
