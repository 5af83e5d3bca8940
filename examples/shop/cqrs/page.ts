/** The cart page: it asks the write service to do things, and the read service what came of them. */
export function cartPage(writeUrl: string): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Carts</title>
    <style>
      body { font: 16px/1.5 system-ui, sans-serif; max-width: 42rem; margin: 2rem auto; padding: 0 1rem; }
      table { border-collapse: collapse; width: 100%; margin: 1rem 0; }
      th, td { text-align: left; padding: 0.25rem 0.5rem; border-bottom: 1px solid #ccc; }
      form, p { margin: 0.5rem 0; }
      [role='alert'] { color: #a00; min-height: 1.5em; }
    </style>
  </head>
  <body>
    <h1>Your cart</h1>
    <p><button id="create">New cart</button> <span id="cart">none yet</span></p>
    <form id="add">
      <label>Article <input name="sku" value="A1" required /></label>
      <label>Quantity <input name="quantity" type="number" value="1" min="1" required /></label>
      <button>Add</button>
    </form>
    <form id="remove">
      <label>Article <input name="sku" value="A1" required /></label>
      <button>Remove</button>
    </form>
    <form id="checkout">
      <label>Last four digits of your card <input name="last4" value="4242" required /></label>
      <button>Check out</button>
    </form>
    <p role="alert" id="problem"></p>
    <p>Status: <output id="status"></output>, items: <output id="items"></output></p>
    <h2>What everybody wants</h2>
    <table>
      <thead><tr><th>Article</th><th>Added</th><th>Put back</th></tr></thead>
      <tbody id="demand"></tbody>
    </table>
    <script type="module">
      const writeUrl = ${scriptText(writeUrl)};
      let cartId;

      /** Does something, then reads what is at least as new. */
      async function command(method, path, body) {
        show('problem', '');
        const response = await fetch(writeUrl + path, {
          method,
          headers: { 'content-type': 'application/json' },
          body: body && JSON.stringify(body),
        });
        const answer = await response.json();
        if (!response.ok) return show('problem', answer.error);
        if (answer.cartId) cartId = answer.cartId;
        await refresh(answer.position);
      }

      async function refresh(position) {
        const cart = await (await fetch('/carts/' + cartId + '?atLeast=' + position)).json();
        show('cart', cart.cartId);
        show('status', cart.status);
        show('items', cart.itemCount);
        const demand = await (await fetch('/demand')).json();
        document.getElementById('demand').replaceChildren(
          ...demand.rows.map(({ sku, added, removed }) => {
            const row = document.createElement('tr');
            for (const text of [sku, added, removed]) row.insertCell().textContent = text;
            return row;
          }),
        );
      }

      function show(id, text) {
        document.getElementById(id).textContent = text;
      }

      function onSubmit(id, run) {
        document.getElementById(id).addEventListener('submit', (event) => {
          event.preventDefault();
          run(Object.fromEntries(new FormData(event.target)));
        });
      }

      document.getElementById('create').addEventListener('click', () => command('POST', '/carts'));
      onSubmit('add', ({ sku, quantity }) =>
        command('POST', '/carts/' + cartId + '/items', { sku, quantity: Number(quantity) }),
      );
      onSubmit('remove', ({ sku }) => command('DELETE', '/carts/' + cartId + '/items/' + encodeURIComponent(sku)));
      onSubmit('checkout', ({ last4 }) => command('POST', '/carts/' + cartId + '/checkout', { last4 }));
    </script>
  </body>
</html>
`;
}

/** A text as a literal within a script: nothing in it ends the script. */
function scriptText(text: string): string {
  return JSON.stringify(text).replaceAll('<', '\\u003c');
}
