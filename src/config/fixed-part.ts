/** What of a glob pattern stands before its first wildcard: the folder in which files are looked for. */
export function fixedPart(pattern: string): string {
  const segments = pattern.replaceAll('\\', '/').split('/');
  const wild = segments.findIndex((segment) => /[*?[\]{}!()]/u.test(segment));
  return segments.slice(0, wild === -1 ? -1 : wild).join('/') || (pattern.startsWith('/') ? '/' : '.');
}
