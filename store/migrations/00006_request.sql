-- Requests for information. What people filter by stands in columns; the rest
-- of a case is its dossier.
-- +goose Up
create table request (
  id             integer primary key,
  agency         text not null,
  kind           text not null,
  edition        text not null,
  state          text not null,
  channel        text not null,
  applicant_kind text not null,
  applicant_key  text not null,
  applicant_name text not null,
  subject        text not null,
  fingerprint    text not null,
  submitted_at   bigint not null,
  received_on    integer not null,
  due_on         integer not null,
  draft_due_on   integer not null,
  sub_due_on     integer not null,
  handler        text not null,
  closed_on      integer not null,
  outcome        text not null,
  late           boolean not null,
  extended       boolean not null,
  published_as   text not null,
  previous       integer not null,
  citizen        integer not null,
  -- All that is tallied of the request but agency and year, as one number.
  class          bigint not null,
  -- Name and subject as they are searched.
  words          text not null,
  stamp          bigint not null,
  dossier        text not null
);
create unique index request_fingerprint on request (fingerprint) where state <> 'closed';
-- Lists, newest first: of many classes by the first of each pair, of few by
-- the second.
create index request_agency on request (agency, id, class);
create index request_agency_class on request (agency, class, id);
create index request_class on request (class, id);
create index request_handler on request (handler, id, class, agency);
create index request_open on request (agency, due_on, id, class, handler) where state <> 'closed';
create index request_due on request (due_on, id, class, handler) where state <> 'closed';
create index request_open_id on request (id) where state <> 'closed';
create index request_sub_due on request (sub_due_on, id) where state <> 'closed';
create index request_applicant on request (applicant_key, id);
create index request_closed on request (closed_on, id) where state = 'closed';
create index request_previous on request (previous) where previous <> 0;
create index request_citizen on request (citizen, id) where citizen <> 0;

-- Every two letters that follow each other in the words of a request, as a
-- number of the agency and them, so that a part of a name or subject is found.
create table request_gram (
  gram    integer not null,
  request integer not null,
  primary key (gram, request)
);

-- How many requests there are of each sort, changed in the transaction of the
-- act; for every agency, and under '' for the city; for every year, and under 0
-- for all.
create table request_tally (
  agency         text not null,
  year           integer not null,
  kind           text not null,
  channel        text not null,
  applicant_kind text not null,
  state          text not null,
  outcome        text not null,
  late           boolean not null,
  extended       boolean not null,
  n              bigint not null,
  primary key (agency, year, kind, channel, applicant_kind, state, outcome, late, extended)
);

-- The ledger of fees, one line for each that a case's dossier has.
create table fee_line (
  request integer not null,
  n       integer not null,
  agency  text not null,
  kind    text not null,
  yuan    bigint not null,
  on_day  integer not null,
  note    text not null,
  primary key (request, n)
);
create index fee_line_day on fee_line (on_day, agency);

-- What was offered to somebody who began to ask: whether they looked, and
-- whether it was enough. No word of what they typed is kept.
create table offer (
  day    integer not null,
  agency text not null,
  shown  bigint not null,
  opened bigint not null,
  enough bigint not null,
  primary key (day, agency)
);
-- +goose Down
