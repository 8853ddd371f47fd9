-- Readers who registered, and what each keeps. Closing an account deletes its
-- rows: nothing here outlives it.
-- +goose Up
create table citizen (
  id            integer primary key,
  name          text not null,
  password_hash text not null,
  failures      integer not null,
  locked_until  bigint not null,
  registered_at bigint not null,
  visit_at      bigint not null,
  previous_at   bigint not null,
  stamp         bigint not null
);
create unique index citizen_name on citizen (name);

create table citizen_saved (
  citizen     integer not null,
  publication integer not null,
  at          bigint not null,
  primary key (citizen, publication)
);

create table citizen_followed (
  citizen integer not null,
  kind    text not null,
  code    text not null,
  at      bigint not null,
  primary key (citizen, kind, code)
);
-- +goose Down
