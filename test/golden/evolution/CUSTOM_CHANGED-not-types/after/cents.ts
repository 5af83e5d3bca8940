type Cents = bigint;

const perEuro: Cents = 100n;

export function centsOf<Text extends string>(euros: Text): Cents {
  const [whole = '0', fraction = ''] = euros.split('.');
  return (BigInt(whole) satisfies Cents) * perEuro + BigInt(fraction.slice(0, 2).padEnd(2, '0'));
}
