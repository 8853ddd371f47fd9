-- The gate before publication: what each file holds that must not go out, the
-- copy of it that is served, what may stand all the same, and how drafts stand.
-- Of what was found only masks and keyed hashes are kept.
-- +goose Up
alter table draft add column overrides text not null default '[]';

create table screened (
  sha256     text primary key,
  name       text not null,
  type       text not null,
  size       bigint not null,
  version    integer not null,
  state      text not null,
  found      text not null,
  served     text not null,
  served_size bigint not null,
  passed_at  bigint not null,
  attempts   integer not null,
  wanted_at  bigint not null,
  screened_at bigint not null,
  lease      bigint not null,
  held_until bigint not null
);
create index screened_waiting on screened (wanted_at, sha256) where state = 'waiting';

create table allowed (
  agency   text not null,
  kind     text not null,
  name     text not null,
  key      text not null,
  masked   text not null,
  reason   text not null,
  login    text not null,
  at       bigint not null,
  ended_at bigint not null,
  ended_by text not null,
  ended    text not null,
  stamp    bigint not null,
  primary key (agency, key)
);

-- How a draft stood when it was last looked at: for lists and counts. Acts look
-- again.
create table screening (
  draft    integer primary key,
  agency   text not null,
  stopping integer not null,
  waiting  integer not null,
  asked    integer not null
);
create index screening_agency on screening (agency, draft);
-- +goose Down
