-- What another provider says of a login: one factor, unless an operator believes what this one says.
begin;
set local search_path = tap, pg_catalog;
select plan(18);

select rowseal_test.personas();
create function pg_temp.provider(two text[], resistant text[]) returns rowseal_private.identity_providers
  language plpgsql volatile
as $$
declare
  v_saved rowseal_private.identity_providers;
begin
  perform rowseal_private.save_identity_provider(
    'corp', 'oidc', 'Corp', 'https://id.example.com', 'us', 'aGVhZA..aXY.Y2lwaGVy.dGFn', 'openid',
    two_factor_values => provider.two, phishing_resistant_values => provider.resistant);
  select * into v_saved from rowseal_private.identity_providers as known where known.id = 'corp';
  return v_saved;
end
$$;

-- The kinds, by what is believed
select is(
  rowseal_private.provider_proof(
    pg_temp.provider('{amr=mfa,acr=two}', '{acr=phr,amr=hwk}'), said.acr, said.amr::text[]), said.kind, said.what)
  from (values
    (null, null, 'provider', 'a provider that says nothing has asked for one factor'),
    (null, '{}', 'provider', 'an empty list of methods says nothing'),
    ('two', null, 'provider_two_factors', 'a class that is believed is two factors'),
    ('phr', '{pwd}', 'provider_phishing_resistant', 'a class that is believed to be phishing-resistant is so'),
    (null, '{pwd,mfa}', 'provider_two_factors', 'a method that is believed is two factors'),
    (null, '{hwk}', 'provider', 'a key alone is one factor'),
    (null, '{hwk,otp}', 'provider', 'a key beside what somebody else may have typed is no more'),
    (null, '{hwk,user}', 'provider', 'a key that somebody was there to touch is one factor'),
    (null, '{hwk,pin}', 'provider_phishing_resistant', 'a key beside another method is two factors'),
    ('mfa', '{two,phr}', 'provider', 'values of one claim are not believed in the other'),
    (null, array[null, 'mfa']::text, 'provider_two_factors', 'a method that is null hides none of the others')
  ) as said (acr, amr, kind, what);
select is(
  rowseal_private.provider_proof(pg_temp.provider('{}', '{}'), 'phr', '{hwk,mfa,user}'), 'provider',
  'nothing is believed of a provider of whom no operator says so'
);

-- What may be believed
select throws_ok(format('select pg_temp.provider(%L, %L)', two, resistant), '23514', null, what)
  from (values
    ('{amr=pin}', '{}', 'one thing that somebody knows is not believed to be two factors'),
    ('{mfa}', '{}', 'a value without its claim is not believed'),
    ('{}', '{amr=otp}', 'a code is not believed to be phishing-resistant'),
    ('{amr=mfa,NULL}', '{}', 'null is not believed')
  ) as refused (two, resistant, what);

-- Kept beside the session, and of everybody who signs in
select lives_ok($$ select pg_temp.provider('{amr=mfa}', '{}') $$, 'what is believed may be changed');
create temporary table logged_in as
  select said.place, (rowseal_private.log_in_with_identity(
           'corp', 'subject' || said.place, 'person' || said.place || '@corp.test', true, amr => said.amr)).claims
    from (values (1, '{mfa}'::text[]), (2, null)) as said (place, amr);
select is(
  (select array_agg(proof.kind order by made.place)
     from logged_in as made join rowseal_private.session_proofs as proof on proof.session_id = (made.claims).sid),
  '{provider_two_factors,provider}', 'a session keeps what its login proved'
);

select * from finish();
rollback;
