const factor = 100n;

export function minor(euros: string): bigint {
  const [whole = '0', fraction = ''] = euros.split('.');
  return BigInt(whole) * factor + BigInt(fraction.slice(0, 2).padEnd(2, '0'));
}
