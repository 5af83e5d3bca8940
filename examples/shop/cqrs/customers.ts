/** What became of the customers that went through the shop. */
export interface Visits {
  readonly customers: number;
  readonly commands: number;
  /** How many of each article they took, and put back. */
  readonly added: ReadonlyMap<string, number>;
  readonly removed: ReadonlyMap<string, number>;
  readonly checkedOut: number;
}

/**
 * Drives customers through the two services, some at once: each opens a cart, fills it, changes its mind about something,
 * and looks at the page of what it did; two of three check out.
 */
export async function visit(writeUrl: string, readUrl: string, customers: number, atOnce: number): Promise<Visits> {
  const [added, removed] = [new Map<string, number>(), new Map<string, number>()];
  let [next, commands, checkedOut] = [0, 0, 0];

  const command = async (method: string, path: string, body?: object): Promise<Answer> => {
    commands += 1;
    return answerOf(
      await fetch(writeUrl + path, {
        method,
        headers: { 'content-type': 'application/json' },
        ...(body && { body: JSON.stringify(body) }),
      }),
    );
  };

  const shop = async (customer: number): Promise<void> => {
    const { cartId } = await command('POST', '/carts');
    let [position, count] = ['0', 0];
    for (let item = 0; item < 3; item += 1) {
      const sku = `A${(customer + item * 3) % 7}`;
      const quantity = 1 + ((customer + item) % 4);
      ({ position } = await command('POST', `/carts/${cartId}/items`, { sku, quantity }));
      added.set(sku, (added.get(sku) ?? 0) + quantity);
      count += quantity;
    }
    if (customer % 2 === 0) {
      const sku = `A${customer % 7}`;
      const quantity = 1 + (customer % 4);
      ({ position } = await command('DELETE', `/carts/${cartId}/items/${sku}`));
      removed.set(sku, (removed.get(sku) ?? 0) + quantity);
      count -= quantity;
    }
    const leaves = customer % 3 === 0;
    if (!leaves) {
      ({ position } = await command('POST', `/carts/${cartId}/checkout`, { last4: '4242' }));
      checkedOut += 1;
    }
    const seen = await answerOf(await fetch(`${readUrl}/carts/${cartId}?atLeast=${position}`));
    if (seen.itemCount !== `${count}` || seen.status !== (leaves ? 'open' : 'checkedOut'))
      throw new Error(`customer ${customer} has ${count} items, and is shown ${JSON.stringify(seen)}`);
  };

  const walk = async (): Promise<void> => {
    while (next < customers) await shop(next++);
  };
  await Promise.all(Array.from({ length: atOnce }, walk));
  return { customers, commands, added, removed, checkedOut };
}

interface Answer {
  readonly cartId: string;
  readonly position: string;
  readonly status: string;
  readonly itemCount: string;
}

async function answerOf(response: Response): Promise<Answer> {
  const answer = (await response.json()) as Answer;
  if (!response.ok) throw new Error(`${response.url} answered ${response.status}: ${JSON.stringify(answer)}`);
  return answer;
}
