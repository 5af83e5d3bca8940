/** A file as it was read: bytes, because whether they are text is found out by parsing. */
export interface SourceFile {
  /** Relative to the working directory, with forward slashes. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** In bytes. A context of 10,000 events in three versions each is about 4.5 MB. */
export const largestFile = 8_000_000;

/** The text to show excerpts of, also where the bytes are no valid UTF-8. A byte order mark is not part of it. */
export function sourceText(file: SourceFile): string {
  return new TextDecoder('utf-8').decode(file.bytes);
}
