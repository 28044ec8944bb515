-- What is gone, or has other arguments now. Never with CASCADE: what an application built on it has to be changed first.
drop function if exists rowseal.password_change_challenge();
drop function if exists rowseal_private.is_within(uuid, text[]);
drop function if exists rowseal_private.rotate_seal_key();
