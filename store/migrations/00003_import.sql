-- Imports: what came in, from which file, how far, and what was refused.
-- +goose Up
create table import_run (
  id          integer primary key,
  agency      text not null,
  file        text not null,
  sha256      text not null,
  mapping     text not null,
  voucher     text not null,
  actor       text not null,
  started_at  bigint not null,
  finished_at bigint not null,
  undone_at   bigint not null,
  position    bigint not null,
  total       bigint not null,
  read        bigint not null,
  imported    bigint not null,
  already     bigint not null,
  refused     bigint not null,
  undated     bigint not null,
  late        bigint not null
);
create index import_run_agency on import_run (agency, id);
create index import_run_file on import_run (agency, sha256, id);

create table import_refusal (
  run    integer not null,
  row_no bigint not null,
  field  text not null,
  reason text not null,
  value  text not null,
  primary key (run, row_no, field)
);

create table import_mapping (
  agency  text not null,
  header  text not null,
  mapping text not null,
  primary key (agency, header)
);
-- +goose Down
