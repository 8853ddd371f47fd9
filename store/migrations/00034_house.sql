-- What several nodes must agree on and is no act: who is at work on what, and
-- how often somebody tried to guess a secret of late.
-- +goose Up
create table lease (
  name   text primary key,
  -- '' while whoever holds it is asked to stop
  holder text not null,
  since  bigint not null,
  until  bigint not null,
  -- how far the work had come at since
  origin bigint not null
);

-- Tries by who made them or what they were about, as a keyed hash, for a minute.
create table attempt (
  who   text primary key,
  begun bigint not null,
  n     integer not null
);
create index attempt_begun on attempt (begun);
-- +goose Down
drop table attempt;
drop table lease;
