/**
 * Asks for the next item while the last one is made use of: the server works meanwhile. One item is held that nobody took
 * yet, and no more.
 */
export async function* ahead<Item>(items: AsyncIterable<Item>): AsyncGenerator<Item, undefined, undefined> {
  const iterator = items[Symbol.asyncIterator]();
  let next = iterator.next();
  for (;;) {
    const item = await next;
    if (item.done === true) return;
    next = iterator.next();
    // Where nobody takes it, its failure is nobody's.
    next.catch(() => undefined);
    yield item.value;
  }
}
