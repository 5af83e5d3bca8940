import { createHash } from 'node:crypto';
import { categoryOf } from '../category.js';

/** Names longer than this, once written as a token, are hashed: a server takes 4,096 bytes for a subject and all beside it. */
const maxToken = 160;

const plain = /^[A-Za-z0-9_-]+$/;
const special = /[^A-Za-z0-9_-]/g;

/**
 * A name as one token of a subject or key: letters, digits, `_` and `-` stand for themselves, each other byte of UTF-8 is
 * `=` and two digits, the empty name is `=`. A long name is `==` and its SHA-256. No two names have one token.
 */
export function tokenOf(name: string): string {
  if (name === '') return '=';
  const token = plain.test(name) ? name : escaped(name);
  return token.length <= maxToken ? token : `==${createHash('sha256').update(name).digest('base64url')}`;
}

function escaped(name: string): string {
  return Buffer.from(name, 'utf8')
    .toString('latin1')
    .replaceAll(special, (byte) => `=${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`);
}

/** What stands for the rest of a name that has no `-`, which is not a rest that is empty. */
const noRest = '==';

/** The subject of a stream's commits. */
export function subjectOf(log: string, stream: string): string {
  const category = categoryOf(stream);
  const rest = category.length === stream.length ? noRest : tokenOf(stream.slice(category.length + 1));
  return `${log}.events.${tokenOf(category)}.${rest}`;
}

/** The subjects of a category's streams; of all streams where none is said. */
export function subjectsOf(log: string, category?: string): string {
  return category === undefined ? `${log}.events.>` : `${log}.events.${tokenOf(category)}.*`;
}
