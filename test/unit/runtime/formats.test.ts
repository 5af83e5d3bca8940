import { describe, expect, it } from 'vitest';
import { isEmail, isLong, isUri, isUuid } from '../../../src/runtime/formats.js';

function judges(check: (value: unknown) => boolean, right: readonly unknown[], wrong: readonly unknown[]): void {
  it.each(right.map((value) => [value]))('takes %j', (value) => expect(check(value)).toBe(true));
  it.each(wrong.map((value) => [value]))('refuses %o', (value) => expect(check(value)).toBe(false));
}

describe('isUuid', () => {
  judges(
    isUuid,
    [
      '00000000-0000-0000-0000-000000000000',
      'ffffffff-ffff-ffff-ffff-ffffffffffff',
      'FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF',
      'c232ab00-9414-11ec-b3c8-9f6bdeced846',
      '919108f7-52d1-4320-9bac-f847db4148a8',
      '017F22E2-79B0-7CC3-98C4-DC0C0C07398F',
      '2489e9ad-2ee2-8e00-8ec9-32d5f69181c0',
    ],
    [
      '',
      1,
      null,
      '919108f7-52d1-0320-9bac-f847db4148a8',
      '919108f7-52d1-9320-9bac-f847db4148a8',
      '919108f7-52d1-4320-7bac-f847db4148a8',
      '919108f7-52d1-4320-cbac-f847db4148a8',
      '919108f752d143209bacf847db4148a8',
      '{919108f7-52d1-4320-9bac-f847db4148a8}',
      '919108f7-52d1-4320-9bac-f847db4148a8\n',
      '919108f7-52d1-4320-9bac-f847db4148ag',
      '00000000-0000-0000-0000-000000000001',
    ],
  );
});

describe('isLong', () => {
  judges(
    isLong,
    [
      '0',
      '1',
      '-1',
      '9007199254740993',
      '9223372036854775807',
      '-9223372036854775808',
      '999999999999999999',
      '-999999999999999999',
      '-1000000000000000000',
    ],
    [
      '',
      '-',
      '-0',
      '00',
      '01',
      '+1',
      '1.0',
      '1e3',
      ' 1',
      '1\n',
      '9223372036854775808',
      '-9223372036854775809',
      '9999999999999999999',
      '10000000000000000000',
      1,
      1n,
      '٣',
    ],
  );
});

describe('isEmail', () => {
  judges(
    isEmail,
    ['a@b', 'a@b.de', "o'brien+tag@mail.example.org", 'a.b@xn--bcher-kva.example', '1@1.1', `${'a'.repeat(64)}@b.de`],
    [
      '',
      'a',
      '@',
      '@b',
      'a@',
      'a@@b',
      'a b@c',
      '.a@b',
      'a.@b',
      'a..b@c',
      'a@-b',
      'a@b-',
      'a@b..c',
      'a@.b',
      'a@b.',
      'ä@b',
      'a@bücher.de',
      '"a"@b',
      'a@[1.2.3.4]',
      'a@b\n',
      `${'a'.repeat(65)}@b.de`,
      `a@${'b'.repeat(64)}.de`,
      `a@${'b.'.repeat(130)}de`,
      7,
    ],
  );
});

describe('isUri', () => {
  judges(
    isUri,
    [
      'http://a',
      'https://user:pw@example.org:8080/a/b;c?d=e&f=/?#g',
      'mailto:a@b.de',
      'urn:isbn:0451450523',
      'file:///etc/hosts',
      'http://[2001:db8::7]/c',
      'tel:+1-816-555-1212',
      'data:text/plain;base64,SGk=',
      'http://a/%C3%A4',
      'about:blank',
      'http://a?b',
      'http://a#b',
      'x:a',
    ],
    [
      '',
      'a',
      '/a',
      '//a/b',
      '?q',
      '#f',
      'http:',
      ':a',
      '1http://a',
      'http://a b',
      'http://a/%',
      'http://a/%zz',
      'http://a/ä',
      'http://a/<b>',
      'http://a/"',
      'http://a/{b}',
      'http://a\\b',
      'http://a#b#c',
      'http://a/\n',
      'http://[::1',
      'http://a:port/',
      'a`:b',
      3,
    ],
  );
});

describe('hostile texts', () => {
  const long = 2_000_000;
  it.each([
    ['isEmail', isEmail, `${'a.'.repeat(long)}@`],
    ['isEmail', isEmail, `a@${'a-'.repeat(120)}!`],
    ['isUri', isUri, `http://${'a'.repeat(long)} `],
    ['isUri', isUri, `http://${'a@'.repeat(long)} `],
    ['isUri', isUri, `http:${'/'.repeat(long)} `],
    ['isUri', isUri, `a:${'%20'.repeat(long)}%`],
    ['isUri', isUri, `a:${'?'.repeat(long)}\n`],
    ['isLong', isLong, '1'.repeat(long)],
    ['isUuid', isUuid, '0'.repeat(long)],
  ])('%s answers, and before the runner loses patience', (_, check, text) => {
    expect(check(text)).toBe(false);
  });
});
