-- Texts that an agency keeps to use again when it answers requests.
-- +goose Up
create table phrase (
  id         bigint primary key,
  agency     text not null,
  place      text not null,
  title      text not null,
  words      text not null,
  retired_on integer not null,
  stamp      bigint not null
);
create index phrase_agency on phrase (agency, place, title, id);
-- +goose Down
drop table phrase;
