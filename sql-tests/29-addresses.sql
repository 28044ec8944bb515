-- Addresses: how they are written and compared, and what is none.
begin;
set local search_path = tap, pg_catalog;
select plan(56);

select is(rowseal_private.normal_address(given), expected, given || ' is compared as ' || expected)
  from (values
    ('Ada@Acme.TEST', 'ada@acme.test'), ('ADA.I@ACME.TEST', 'ada.i@acme.test'),
    -- No locale folds what no server sends.
    ('ÉVA@ACME.TEST', 'Éva@acme.test'), ('İda@acme.test', 'İda@acme.test'), ('ıda@acme.test', 'ıda@acme.test')
  ) as compared (given, expected);
select is(rowseal_private.normal_address(null), null, 'nothing is no address');
select is(rowseal_private.require_address(null), null, 'nothing stays nothing');

select is(rowseal_private.require_address(given), lower(given collate "C"), given || ' is an address')
  from (values
    ('Ada@Acme.TEST'), ('ada.lovelace+tag@mail.acme.test'), ('ada@xn--bcher-kva.example'), ('ada@xn--p1ai.xn--p1ai'),
    ($$!#$%&'*+-/=?^_`{|}~@acme.test$$), ('a@b.co'), ('1@1.example'), ('a@a--b.test'),
    (repeat('x', 64) || '@acme.test'), ('a@' || repeat('x', 63) || '.test'),
    ('a@' || repeat(repeat('x', 49) || '.', 5) || 'te')
  ) as good (given);

select throws_ok(
  format('select rowseal_private.require_address(%L)', given), '23514', null,
  format('%s is no address: %s', given, why))
  from (values
    ('', 'empty'), ('ada', 'no @'), ('@acme.test', 'nobody'), ('ada@', 'nowhere'), ('ada@acme', 'one label'),
    ('ada@@acme.test', 'two @'), ('ada@b@acme.test', 'two @'), ('.ada@acme.test', 'a dot at the start'),
    ('ada.@acme.test', 'a dot at the end'), ('a..da@acme.test', 'two dots'), ('ada @acme.test', 'a space'),
    ('ada@acme.test ', 'a space at the end'), (E'ada@acme.test\n', 'a line break'),
    (E'ada@acme.test\r\nx: y', 'a header'),
    ('"ada"@acme.test', 'quotation marks'), ('ada(x)@acme.test', 'a comment'), ('Ada <ada@acme.test>', 'a name'),
    ('ada,eve@acme.test', 'a comma'), ('ada@acme.test,eve@acme.test', 'two'), ('ada@[127.0.0.1]', 'a literal'),
    ('ada@127.0.0.1', 'a number'), ('ada@acme.t', 'a last label of one letter'),
    ('ada@acme.123', 'a last label of digits'),
    ('ada@acme.test.', 'a dot behind the domain'), ('ada@.test', 'an empty label'),
    ('ada@-acme.test', 'a hyphen first'),
    ('ada@acme-.test', 'a hyphen last'), ('ada@ac_me.test', 'an underscore'), ('ada@bücher.example', 'no A-label'),
    ('ada@ACMÉ.test', 'no A-label'), ('ádá@acme.test', 'a local part beyond ASCII'),
    (repeat('x', 65) || '@acme.test', '65 characters before the @'),
    ('a@' || repeat('x', 64) || '.test', 'a label of 64 characters'),
    ('a@' || repeat(repeat('x', 49) || '.', 5) || 'test', '256 characters'),
    ('a@' || repeat(repeat('x', 49) || '.', 5) || 'tes', '255 characters')
  ) as bad (given, why);

-- Every function that makes something of an address
select rowseal_test.personas();
select throws_ok(
  format('insert into %s', row), '23514', null, format('a row with an address of another form is refused: %s', row))
  from (values
    ($$rowseal.users (email) values ('ada@bücher.example')$$), ($$rowseal.users (email) values ('Ada@acme.test')$$)
  ) as written (row);
select lives_ok(
  $$ insert into rowseal.users (email) values ('ada@xn--bcher-kva.example') $$,
  'one as servers write it is not: the control'
);

select * from finish();
rollback;
