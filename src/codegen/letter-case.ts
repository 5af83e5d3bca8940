// "HTTPServerV2" is HTTP, Server, V2; "itemAdded" is item, Added.
const wordBoundary = /(?<=[\p{Ll}\p{N}])(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})|[^\p{L}\p{N}]+/u;

/** `CartSummary` → `cart-summary`, `HTTPServer` → `http-server`. */
export function kebabCase(name: string): string {
  return name
    .split(wordBoundary)
    .filter((word) => word !== '')
    .join('-')
    .toLowerCase();
}

/** `itemCount` → `item_count`, `HTTPStatus` → `http_status`: letters, digits and `_` alone. */
export function snakeCase(name: string): string {
  return kebabCase(name).replaceAll('-', '_');
}

/** `shop-floor` → `ShopFloor`. */
export function pascalCase(name: string): string {
  return name
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}

/** `ItemAdded` → `itemAdded`, `HTTPServer` → `httpServer`: nothing but its beginning is changed. */
export function camelCase(name: string): string {
  return name.replace(/^\p{Lu}+(?!\p{Ll})|^\p{Lu}/u, (beginning) => beginning.toLowerCase());
}
