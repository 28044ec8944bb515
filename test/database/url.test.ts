import { userInfo } from 'node:os';
import { describe, expect, test } from 'vitest';
import { completedUrl, parseUrl, withDatabase, withRole } from '#server/database/url.ts';

const host = (name: string, port = 5432, address = name) => ({ name, address, port });
const me = userInfo().username;

describe('a connection URL is read as libpq reads it', () => {
  test.each([
    ['postgres://', { hosts: [host('')], user: me, password: '', database: me }],
    ['postgresql://ada@db.example.com/app', { hosts: [host('db.example.com')], user: 'ada', database: 'app' }],
    ['postgres://ada@db/', { database: 'ada' }],
    ['postgres://ada:a%2Fb%40c%3F@db/my%20db', { password: 'a/b@c?', database: 'my db' }],
    ['postgres://ada:p?q#r=s&t@db/app', { password: 'p?q#r=s&t', hosts: [host('db')] }],
    ['postgres://db/a%2Fb', { database: 'a/b' }],
    ['postgres://[::1]:5433/app', { hosts: [host('::1', 5433)] }],
    ['postgres://[2001:db8::1]/app', { hosts: [host('2001:db8::1')] }],
    ['postgres://h1:5432,h2:5433/app', { hosts: [host('h1'), host('h2', 5433)] }],
    ['postgres://h1,[::1]:6000,h3/app?port=5433', { hosts: [host('h1', 5433), host('::1', 5433), host('h3', 5433)] }],
    ['postgres://h1,h2/app?port=1,2', { hosts: [host('h1', 1), host('h2', 2)] }],
    ['postgres:///app?host=/run/postgresql', { hosts: [host('/run/postgresql')], database: 'app' }],
    ['postgres://localhost/app?host=%2Frun%2Fpg&port=5433', { hosts: [host('/run/pg', 5433)] }],
    ['postgres://%2Frun%2Fpostgresql/app', { hosts: [host('/run/postgresql')] }],
    ['postgres://%2Frun%2Fpostgresql:5433/app', { hosts: [host('/run/postgresql', 5433)] }],
    ['postgres://db/app?hostaddr=192.0.2.1', { hosts: [host('db', 5432, '192.0.2.1')] }],
    ['postgres:///app?hostaddr=192.0.2.1', { hosts: [host('192.0.2.1')] }],
    ['postgres://a/b?user=ada&password=x%26y&dbname=other', { user: 'ada', password: 'x&y', database: 'other' }],
    [
      'postgres://db/app?options=-c%20work_mem%3D8MB&application_name=me',
      { options: '-c work_mem=8MB', applicationName: 'me' },
    ],
    ['postgres://db/app?options=a+b', { options: 'a+b' }],
    ['postgres://db/app?connect_timeout=12', { connectTimeoutMs: 12_000 }],
    ['postgres://db/app?connect_timeout=0', { connectTimeoutMs: undefined }],
    [
      'postgres://a,b/app?target_session_attrs=read-write&load_balance_hosts=random',
      { session: 'read-write', isShuffled: true },
    ],
    ['postgres://db/app?keepalives=1&keepalives_idle=30&tcp_user_timeout=9&client_encoding=UTF8&gssencmode=prefer', {}],
  ])('%s', (url, expected) => {
    expect(parseUrl(url)).toMatchObject(expected);
  });

  test.each([
    ['', { mode: 'prefer' }, 'prefer'],
    // As Neon writes it.
    ['sslmode=require&channel_binding=require', { mode: 'require', rootCertificates: undefined }, 'require'],
    ['sslmode=disable&channel_binding=disable', { mode: 'disable' }, 'disable'],
    ['ssl=true', { mode: 'require' }, 'prefer'],
    ['sslrootcert=system', { mode: 'verify-full', rootCertificates: 'system' }, 'prefer'],
    ['sslmode=verify-full', { mode: 'verify-full', rootCertificates: undefined }, 'prefer'],
    ['sslmode=verify-ca&sslrootcert=/etc/ca.pem', { mode: 'verify-ca', rootCertificates: '/etc/ca.pem' }, 'prefer'],
    [
      'sslmode=require&sslcert=/c&sslkey=/k&sslpassword=p',
      { certificate: '/c', key: '/k', keyPassword: 'p' },
      'prefer',
    ],
    ['sslmode=require&sslnegotiation=direct&sslsni=0', { isDirect: true, namesHost: false }, 'prefer'],
    ['ssl_min_protocol_version=TLSv1.3', { minVersion: 'TLSv1.3' }, 'prefer'],
  ])('TLS of ?%s', (query, tls, channelBinding) => {
    expect(parseUrl(`postgres://db/app?${query}`)).toMatchObject({ tls, channelBinding });
  });
});

describe('a URL that cannot be used is refused with a sentence, and no part of a password is in it', () => {
  test.each([
    ['mysql://ada:secret@db/app', /^must be a URL such as postgres:\/\//],
    ['postgres://ada:se/cret@db/app', /^must be a URL such as|^has a port/],
    ['postgres://ada:se@cret@db/app', /^must be a URL such as/],
    ['postgres://ada:secret@db:port/app', /^has a port that is no number from 1 to 65535/],
    ['postgres://ada:secret@db:70000/app', /^has a port that is no number/],
    ['postgres://ada:100%secret@db/app', /^has a % that does not begin an escape/],
    ['postgres://db/app?sslmode=on', /^has sslmode, which cannot be used: .*"verify-full"/],
    [
      'postgres://db/app?connect_timeout=soon',
      /^has connect_timeout, which cannot be used: must be a number of seconds/,
    ],
    ['postgres://db/app?pgbouncer=true', /^has the parameter pgbouncer that Rowseal does not take$/],
    ['postgres://db/app?requirepeer=postgres', /^has the parameter requirepeer/],
    ['postgres://db/app?gssencmode=require', /^has gssencmode/],
    ['postgres://db/app?sslcrl=/etc/crl.pem', /^has the parameter sslcrl/],
    ['postgres://db/app?sslmode', /^has a parameter without a value$/],
    ['postgres://db/app?x=1&secret%20@=2', /^has the parameter x that/],
    ['postgres://a,b/app?port=1,2,3', /^has as many ports as hosts, or one$/],
    ['postgres://a,b/app?hostaddr=192.0.2.1', /^has as many addresses/],
    [
      'postgres://db/app?sslmode=require&sslrootcert=system',
      /^has sslrootcert=system, which takes sslmode=verify-full/,
    ],
    ['postgres://db/app?sslmode=verify-ca', /^has sslmode=verify-ca, which takes sslrootcert/],
    ['postgres://db/app?sslnegotiation=direct', /^has sslnegotiation=direct, which takes sslmode=require or more$/],
    ['postgres://db/app?sslcert=/c', /^has one of sslcert and sslkey/],
  ])('%s', (url, sentence) => {
    // The control: what is at fault is said.
    expect(() => parseUrl(url)).toThrow(sentence);
    expect(() => parseUrl(url)).not.toThrow(/secret|cret/);
  });
});

test('another database or role of the same place: hosts and parameters stay as they were written', () => {
  const url = 'postgres://ada:secret@h1:5432,[::1]:5433/app?sslmode=require&dbname=x&password=y&options=-c%20a%3Db';
  expect(withDatabase(url, 'my db')).toBe(
    'postgres://ada:secret@h1:5432,[::1]:5433/my%20db?sslmode=require&password=y&options=-c%20a%3Db',
  );
  expect(withRole(url, 'bob', 'p@w')).toBe(
    'postgres://bob:p%40w@h1:5432,[::1]:5433/app?sslmode=require&dbname=x&options=-c%20a%3Db',
  );
  expect(withRole('postgres:///app?host=/run/postgresql', 'bob')).toBe('postgres://bob@/app?host=%2Frun%2Fpostgresql');
});

test('a URL without a role or a password is completed, and what it says is kept', () => {
  expect(completedUrl('postgres://h1,h2/app', 'door', 'derived')).toBe('postgres://door:derived@h1,h2/app');
  expect(completedUrl('postgres://own@h/app', 'door', 'derived')).toBe('postgres://own:derived@h/app');
  expect(completedUrl('postgres://own:mine@h/app', 'door', 'derived')).toBe('postgres://own:mine@h/app');
  expect(completedUrl('postgres://h/app?user=own&password=mine', 'door', 'derived')).toBe(
    'postgres://h/app?user=own&password=mine',
  );
});
