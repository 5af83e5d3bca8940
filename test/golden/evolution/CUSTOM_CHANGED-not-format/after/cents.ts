const perEuro = (1_00n)

export function centsOf(
  euros: string,
): bigint {
  const [
    whole = "0",
    fraction = "",
  ] = euros.split(".")
  return (BigInt(whole) * perEuro) + BigInt(fraction.slice(0, 2).padEnd(2, `0`))
}
