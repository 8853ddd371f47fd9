-- Source determination: where a document's attribute comes from, what was taken
-- out of it, questions to the secrecy authority, disputes between agencies, and
-- what was opened later than it was made.
-- +goose Up
alter table draft add column origin text not null default '{}';
alter table draft add column parts text not null default '{}';
alter table draft add column inquiries text not null default '[]';
alter table draft add column number_key text not null default '';
create index draft_number on draft (number_key, id) where number_key <> '';
create index draft_reexamine on draft (agency, reexamine_on, id) where state = 'kept';

-- Disputes that wait for the agency above both.
create table dispute (
  draft       integer not null,
  agency      text not null,
  referred_at bigint not null,
  primary key (draft, agency)
);
create index dispute_time on dispute (referred_at, draft);

create table conversion (
  draft   integer not null,
  at      bigint not null,
  agency  text not null,
  earlier text not null,
  later   text not null,
  reason  text not null,
  login   text not null,
  primary key (draft, at, later)
);
create index conversion_agency on conversion (agency, at, draft);
create index conversion_time on conversion (at, draft);
-- +goose Down
