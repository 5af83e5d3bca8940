// "HTTPServerV2" is http, server, v2; "itemAdded" is item, added.
const wordBoundary = /(?<=[\p{Ll}\p{N}])(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})|[^\p{L}\p{N}]+/u;

function words(name: string): string[] {
  return name.split(wordBoundary).filter((word) => word !== '');
}

/** `CartSummary` → `cart-summary`. */
export function kebabCase(name: string): string {
  return words(name)
    .map((word) => word.toLowerCase())
    .join('-');
}

/** `shop-floor` → `ShopFloor`. */
export function pascalCase(name: string): string {
  return words(name)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}

/** `ItemAdded` → `itemAdded`, `HTTPServer` → `httpServer`. */
export function camelCase(name: string): string {
  const [first = '', ...rest] = words(name);
  return first.toLowerCase() + pascalCase(rest.join('-'));
}
