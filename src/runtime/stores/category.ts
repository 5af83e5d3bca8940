/** What stands before a stream's first `-`; the whole name where there is none. */
export function categoryOf(stream: string): string {
  const end = stream.indexOf('-');
  return end === -1 ? stream : stream.slice(0, end);
}
