-- The house: what everything else stands on, so that the first act can be saved.
-- One text for both engines: days are integers since 1970-01-01, instants are
-- microseconds since then, structures nobody filters by are JSON text.
-- +goose Up
create table counter (
  name  text primary key,
  value bigint not null
);

create table journal (
  number integer primary key,
  at     bigint not null,
  act    text not null,
  thing  text not null,
  agency text not null,
  actor  text not null,
  note   text not null,
  detail text not null
);
create index journal_thing on journal (thing, number);

create table city (
  key   text primary key,
  value text not null
);

create table notice (
  year         integer not null,
  published_on integer not null,
  text         text not null,
  primary key (year, published_on)
);

create table agency (
  code       text primary key,
  name       text not null,
  short      text not null,
  english    text not null,
  kind       text not null,
  parent     text not null,
  prefix     text not null,
  card       text not null,
  guide      text not null,
  guide_at   bigint not null,
  former     text not null,
  position   integer not null,
  closed_on  integer not null,
  successors text not null,
  stamp      bigint not null
);

create table account (
  login         text primary key,
  name          text not null,
  roles         text not null,
  password_hash text not null,
  totp_secret   text not null,
  totp_used     bigint not null,
  subject       text not null,
  failures      integer not null,
  locked_until  bigint not null,
  ended_at      bigint not null,
  stamp         bigint not null
);
create unique index account_subject on account (subject) where subject <> '';

create table session (
  token  text primary key,
  login  text not null,
  data   text not null,
  expiry bigint not null
);
create index session_expiry on session (expiry);
create index session_login on session (login);

create table follower (
  name     text primary key,
  position bigint not null
);
-- +goose Down
