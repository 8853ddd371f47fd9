-- Ledgers: small affairs kept as registers, what the public reads of them, and
-- what they count.
-- +goose Up
create table ledger_entry (
  book       text not null,
  id         bigint not null,
  agency     text not null,
  state      text not null,
  day        integer not null,
  due_on     integer not null,
  waits      boolean not null,
  title      text not null,
  identity   text not null,
  sole       boolean not null,
  words      text not null,
  content    text not null,
  facts      text not null,
  version    integer not null,
  run        bigint not null,
  stamp      bigint not null,
  primary key (book, id)
);
create index ledger_entry_day on ledger_entry (book, day, id);
create index ledger_entry_agency on ledger_entry (agency, book, day, id);
create index ledger_entry_due on ledger_entry (book, due_on, id) where due_on > -2147483648;
create index ledger_entry_count on ledger_entry (book, day, state, agency, waits, due_on);
create index ledger_entry_identity on ledger_entry (agency, book, identity);
create unique index ledger_entry_sole on ledger_entry (agency, book, identity) where sole;
create index ledger_entry_run on ledger_entry (run, book, id) where run <> 0;

create table ledger_version (
  book    text not null,
  id      bigint not null,
  version integer not null,
  content text not null,
  made_at bigint not null,
  made_by text not null,
  why     text not null,
  primary key (book, id, version)
);

create table ledger_public (
  book        text not null,
  id          bigint not null,
  agency      text not null,
  day         integer not null,
  due_on      integer not null,
  title       text not null,
  words       text not null,
  content     text not null,
  version     integer not null,
  released_at bigint not null,
  public_on   integer not null,
  primary key (book, id)
);
create index ledger_public_day on ledger_public (book, day, id);
create index ledger_public_agency on ledger_public (agency, book, day, id);
create index ledger_public_count on ledger_public (book, day, agency, due_on);

create table ledger_link (
  target text not null,
  book   text not null,
  id     bigint not null,
  primary key (target, book, id)
);
create index ledger_link_entry on ledger_link (book, id);

create table ledger_fact (
  book   text not null,
  id     bigint not null,
  n      integer not null,
  fact   text not null,
  marks  text not null,
  agency text not null,
  day    integer not null,
  stock  boolean not null,
  until  integer not null,
  amount bigint not null,
  primary key (book, id, n)
);
create index ledger_fact_list on ledger_fact (fact, day, book, id, n);
create index ledger_fact_agency on ledger_fact (agency, fact, day, book, id, n);
create index ledger_fact_count on ledger_fact (stock, day, until, fact, marks, agency, amount);

create table ledger_tally (
  agency text not null,
  year   integer not null,
  fact   text not null,
  marks  text not null,
  stock  boolean not null,
  amount bigint not null,
  primary key (agency, year, fact, marks)
);
-- +goose Down
